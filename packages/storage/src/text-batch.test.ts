import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextBatch, rowsOf, type TextBatch } from './text-batch.ts';

const rows = (batch: TextBatch): [string, string][] => [...rowsOf(batch.shared())];
const text = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('a batch of texts', () => {
  it('holds what was added in order, drops from the front, finds the latest, and is full when it says so', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.constantFrom('a', 'b', 'ㄱ', '🌸'), text) },
      { weight: 1, arbitrary: fc.constant('drop' as const) },
      { weight: 1, arbitrary: fc.constant('clear' as const) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const batch = createTextBatch(12, 400);
        let expected: [string, string][] = [];
        for (const one of steps) {
          if (one === 'clear') {
            batch.clear();
            expected = [];
          } else if (one === 'drop') {
            batch.dropFirst();
            expected.shift();
          } else if (batch.add(...one)) {
            expected.push(one);
          } else {
            const room = 400 - Buffer.byteLength(expected.flat().join(''));
            expect(expected.length > 0 || room < Buffer.byteLength(one.join(''))).toBe(true);
          }
          expect(rows(batch)).toEqual(expected);
          expect(batch.size).toBe(expected.length);
          for (const key of ['a', 'b', 'ㄱ', '🌸']) {
            expect(batch.find(key)).toBe(expected.findLast(([other]) => other === key)?.[1]);
          }
        }
      }),
    );
  });

  it('takes no more rows than its limit', () => {
    const batch = createTextBatch(2, 1000);
    expect(['a', 'b', 'c'].map((key) => batch.add(key, 'x'))).toEqual([true, true, false]);
    expect(batch.find('c')).toBeUndefined();
    batch.clear();
    expect(batch.add('c', 'x')).toBe(true);
  });

  it('refuses what does not fit, and takes it when it is empty', () => {
    const batch = createTextBatch(10, 100);
    const long = '긴 글 '.repeat(100);
    expect(batch.add('a', 'x'.repeat(98))).toBe(true);
    expect(batch.add('b', 'xy')).toBe(false);
    expect(batch.add('b', '')).toBe(true);
    expect(batch.add('long', long)).toBe(false);
    expect(rows(batch)).toEqual([
      ['a', 'x'.repeat(98)],
      ['b', ''],
    ]);
    batch.clear();
    expect(batch.add('long', long)).toBe(true);
    expect(batch.find('long')).toBe(long);
    batch.clear();
    expect(batch.shared().bytes.length).toBe(100);
  });
});
