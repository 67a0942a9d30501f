import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDictionary } from './dictionary.ts';
import { encodePack, openPack } from './pack.ts';
import { sampleRecords } from './testing/sample-records.ts';
import { trainDictionary } from './train.ts';

const dictionary = openDictionary(4, trainDictionary(sampleRecords(100, 31), { bytes: 64 * 1024 }));
const dictionaryOf = (id: number) => (id === 4 ? dictionary : undefined);

describe('a pack', () => {
  it('gives back each of its records, at its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 40 }),
        fc.constantFrom(undefined, dictionary),
        (records, used) => {
          const pack = openPack(encodePack(records, { level: 17, dictionary: used }), { dictionaryOf });
          expect(pack.count).toBe(records.length);
          for (const [place, record] of records.entries()) {
            expect(Buffer.compare(pack.read(place), record)).toBe(0);
          }
          expect(() => pack.read(records.length)).toThrow(TypeError);
        },
      ),
    );
  });

  it('keeps once what distant records share', () => {
    const letters = crypto.getRandomValues(new Uint8Array(3000));
    const records = sampleRecords(300, 32).map((record, at) =>
      at % 50 === 0 ? Buffer.concat([record, letters]) : record,
    );
    const bytes = encodePack(records, { level: 17, dictionary });
    const alone = encodePack(sampleRecords(300, 32), { level: 17, dictionary });
    // Six records have them. A model of text writes letters that mean nothing in up to twice their bytes.
    expect(bytes.length).toBeLessThan(alone.length + 3 * letters.length);
    const pack = openPack(bytes, { dictionaryOf });
    for (const [place, record] of records.entries()) {
      expect(Buffer.compare(pack.read(place), record)).toBe(0);
    }
  });

  it('is smaller than its records one by one', () => {
    const records = sampleRecords(200, 33);
    const pack = encodePack(records, { level: 19, dictionary });
    const single = records.reduce(
      (sum, record) => sum + encodePack([record], { level: 19, dictionary }).length,
      0,
    );
    expect(pack.length).toBeLessThan(single * 0.8);
  });

  it('takes a record that is larger than a block, or than a model', () => {
    const records = [new Uint8Array(20), randomBytes(100_000), new Uint8Array(200_000), new Uint8Array()];
    const pack = openPack(encodePack(records, { level: 17, dictionary }), { dictionaryOf });
    for (const [place, record] of records.entries()) expect(Buffer.compare(pack.read(place), record)).toBe(0);
  });
});
