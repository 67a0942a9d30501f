import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverOf } from './cover.ts';
import { createModel, MAX_MODEL_BYTES, MAX_REFERENCE_BYTES } from './model.ts';
import { trainTables } from './model-training.ts';
import { referenceReader } from './testing/reference-reader.ts';
import { sampleRecords } from './testing/sample-records.ts';

const { content: dictionary, placed } = coverOf(sampleRecords(120, 1), 2 ** 20);
const tables = trainTables(dictionary, placed);
const model = createModel(dictionary, tables);
const search = { depth: 32, enough: 64 };
const records = sampleRecords(40, 2);

const encoded = (content: Uint8Array, under: number, reference?: Uint8Array): Uint8Array => {
  const body = model.encode(content, under, search, reference);
  if (body === undefined) throw new TypeError('the content is not too large');
  return body;
};

describe('a model', () => {
  it('writes records of the kind it was trained on in a quarter of their bytes', () => {
    const bytes = records.reduce((sum, { length }) => sum + length, 0);
    const written = records.reduce((sum, record) => sum + encoded(record, 0).length, 0);
    expect(written).toBeLessThan(bytes / 4);
  });

  it('is read by a reader that was written from its documentation alone', () => {
    const readModelBody = referenceReader({ dictionary, sets: tables.maps, ends: tables.ends });
    for (const [place, record] of records.entries()) {
      const reference = place % 2 === 0 ? new Uint8Array() : Buffer.concat(records.slice(0, 3));
      const body = encoded(record, place, reference);
      const read = readModelBody(body, record.length, reference);
      expect(read.under).toBe(place);
      expect(Buffer.compare(read.content, record)).toBe(0);
    }
  });

  it('gives back any bytes at all, after any reference', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.constantFrom(...records),
      fc.uint8Array({ maxLength: 3000, max: 3 }),
    );
    fc.assert(
      fc.property(bytes, bytes, fc.integer({ min: 0, max: 65_535 }), (content, reference, under) => {
        const read = model.decode(encoded(content, under, reference), content.length, reference);
        expect(read?.under).toBe(under);
        expect(Buffer.compare(read?.content ?? new Uint8Array(1), content)).toBe(0);
      }),
    );
  });

  it('takes what is as large as may be, and leaves what is larger', () => {
    const content = new Uint8Array(MAX_MODEL_BYTES).map((_, at) => (at * 7919) >> 5);
    const reference = new Uint8Array(MAX_REFERENCE_BYTES).map((_, at) => (at * 7927) >> 5);
    const read = model.decode(encoded(content, 1, reference), content.length, reference);
    expect(Buffer.compare(read?.content ?? new Uint8Array(1), content)).toBe(0);
    expect(model.encode(new Uint8Array(MAX_MODEL_BYTES + 1), 0, search)).toBeUndefined();
    expect(model.encode(content, 0, search, new Uint8Array(MAX_REFERENCE_BYTES + 1))).toBeUndefined();
  });
});
