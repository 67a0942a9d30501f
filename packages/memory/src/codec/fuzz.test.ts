import { AccordError, createRng, type Rng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { openDictionary } from './dictionary.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { encodePack, openPack } from './pack.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { trainDictionary } from './train.ts';

/** A million was tried when the format was made: ACCORD_FUZZ_RUNS=1000000. */
const RUNS = Number(process.env['ACCORD_FUZZ_RUNS'] ?? 20_000);
const TIMEOUT_MS = 3_600_000;

const training = trainDictionary(sampleRecords(100, 1), { bytes: 64 * 1024 });
const dictionary = openDictionary(1, training);
const base = Buffer.concat(sampleRecords(3, 5));
const sources = { dictionaryOf: (id: number) => (id === 1 ? dictionary : undefined), base: () => base };

/** Changes, inserts, removes or repeats some bytes, or cuts the end off. */
function mutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  let result = Uint8Array.from(bytes);
  for (let changes = 1 + rng.below(3); changes > 0; changes--) {
    const at = rng.below(Math.max(1, result.length));
    const kind = rng.below(5);
    if (kind === 0) result = result.slice(0, at);
    else if (kind === 1)
      result = Buffer.concat([result.subarray(0, at), result.subarray(at + 1 + rng.below(4))]);
    else if (kind === 2)
      result = Buffer.concat([result.subarray(0, at), Uint8Array.of(rng.below(256)), result.subarray(at)]);
    else result[kind === 3 ? at : rng.below(Math.min(8, result.length) || 1)] = rng.below(256);
  }
  return result;
}

/** What reading gives: content, or the code of an error that has one. Anything else is thrown on. */
function outcomeOf(read: () => Uint8Array): Uint8Array | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof AccordError) return error.code;
    throw error;
  }
}

describe('damaged bytes', () => {
  it('of frames are an error, or what was written, and nothing else', { timeout: TIMEOUT_MS }, () => {
    const records = sampleRecords(30, 2);
    const written = records.flatMap((content) => [
      { content, frame: encodeFrame(content, { level: 3 }) },
      { content, frame: encodeFrame(content, { level: 3, dictionary }) },
      { content, frame: encodeFrame(content, { level: 17, dictionary }) },
      { content, frame: encodeFrame(content, { level: 17, dictionary, base }) },
      { content: content.subarray(0, 8), frame: encodeFrame(content.subarray(0, 8), { level: 1 }) },
    ]);
    const rng = createRng(7);
    const outcomes = new Map<string, number>();
    for (let run = 0; run < RUNS; run++) {
      const picked = written[rng.below(written.length)];
      if (picked === undefined) throw new TypeError('there are frames');
      const frame = mutated(picked.frame, rng);
      const outcome = outcomeOf(() => decodeFrame(frame, sources));
      if (typeof outcome !== 'string') {
        // A mutation may change nothing. That another content has the same 32 bits of checksum is hardly met in a million.
        expect(Buffer.compare(outcome, picked.content)).toBe(0);
      }
      const name = typeof outcome === 'string' ? outcome : 'read';
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    }
    expect(outcomes.get('MEMORY_FRAME_DAMAGED')).toBeGreaterThan(RUNS / 2);
    expect(outcomes.get('read') ?? 0).toBeLessThan(RUNS / 50);
  });

  it('of a model’s body never make it write or read elsewhere: the next frame is read as ever', () => {
    const rng = createRng(8);
    const [content = new Uint8Array()] = sampleRecords(1, 3);
    const frame = encodeFrame(content, { level: 17, dictionary });
    for (let run = 0; run < 2000; run++) {
      const noise = Uint8Array.from({ length: rng.below(600) }, () => rng.below(256));
      outcomeOf(() => decodeFrame(Buffer.concat([frame.subarray(0, 6), noise]), sources));
      expect(Buffer.compare(decodeFrame(frame, sources), content)).toBe(0);
    }
  });

  it('of packs are an error, or records', { timeout: TIMEOUT_MS }, () => {
    const records = sampleRecords(60, 4);
    const rng = createRng(9);
    for (const pack of [encodePack(records, { level: 3 }), encodePack(records, { level: 19, dictionary })]) {
      for (let run = 0; run < RUNS / 20; run++) {
        const damaged = mutated(pack, rng);
        outcomeOf(() => {
          const opened = openPack(damaged, sources);
          return opened.count === 0 ? new Uint8Array() : opened.read(rng.below(opened.count));
        });
      }
    }
  });

  it('of dictionaries are an error, or a dictionary', () => {
    const rng = createRng(10);
    for (let run = 0; run < RUNS / 100; run++) {
      const damaged = mutated(training, rng);
      outcomeOf(() => openDictionary(1, damaged).content);
    }
  });

  it('declare no length that memory is taken for', () => {
    const huge = Uint8Array.of(0x11, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0, 0);
    expect(outcomeOf(() => decodeFrame(huge))).toBe('MEMORY_FRAME_DAMAGED');
  });
});
