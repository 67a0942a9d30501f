import { afterEach, describe, expect, it } from 'vitest';
import { codecWorker } from './codec-worker.ts';
import { openDictionary } from './dictionary.ts';
import { encodeFrame } from './frame.ts';
import { encodePack } from './pack.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { trainDictionary } from './train.ts';

const records = sampleRecords(40, 1);
const worker = codecWorker();
afterEach(async () => worker.close());

describe('the thread of the codec', () => {
  it('makes what this thread would make, while this one goes on', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    const bytes = await worker.train(records, 16_384);
    clearInterval(turning);
    expect(turns).toBeGreaterThan(0);
    expect(Buffer.compare(bytes, trainDictionary(records, { bytes: 16_384 }))).toBe(0);
    const dictionary = openDictionary(3, bytes);
    const pack = await worker.pack(records, { level: 17, dictionary });
    expect(Buffer.compare(pack, encodePack(records, { level: 17, dictionary }))).toBe(0);
    const size = records.reduce(
      (sum, record) => sum + encodeFrame(record, { level: 3, dictionary }).length,
      0,
    );
    expect(await worker.measure(records, { level: 3, dictionary })).toBe(size);
  });

  it('tells what went wrong, and goes on with the next job', async () => {
    const dictionary = { id: 1, bytes: new Uint8Array(20) };
    await expect(worker.pack(records, { level: 17, dictionary })).rejects.toThrow(/damaged/);
    expect((await worker.pack([], { level: 3, dictionary: undefined })).length).toBeGreaterThan(0);
  });

  it('rejects what it has not done when it is ended', async () => {
    const training = worker.train(records, 16_384);
    await worker.close();
    await expect(training).rejects.toThrow(/ended/);
  });
});
