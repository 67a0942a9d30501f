import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInPairs } from '../../eval/pairs.ts';
import { guard, readForGuards } from './guard.ts';
import { MAX_TOKENS } from './tokens.ts';

const sentences = builtInPairs().flatMap(({ pairs }) => pairs.flatMap(({ a, b }) => [a, b]));
const words = [...new Set(sentences.flatMap((text) => text.split(' ')))];

/** Anything that someone may send: sentences, their words in any order, and any characters at all. */
const anyText = fc.oneof(
  fc.constantFrom(...sentences),
  fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((chosen) => chosen.join(' ')),
  fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((chosen) => chosen.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '안',
        '지',
        '않',
        '3',
        '.',
        '-',
        '"',
        "'",
        'A',
        'to',
        ' ',
        '\u200b',
        '\u0301',
        '🙂',
        '억',
        '하',
      ),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join('')),
);

describe('guard, of any text', () => {
  it('lets a text stand in for itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(guard(readForGuards(text), readForGuards(text))).toBeUndefined();
      }),
      { numRuns: 1500 },
    );
  });

  it('lets names of one stem stand side by side', () => {
    const both = readForGuards('films like Alien and Aliens');
    expect(guard(both, both)).toBeUndefined();
    for (const other of ['films like Alien and Alien', 'films like Aliens and Aliens'].map((text) =>
      readForGuards(text),
    )) {
      expect(guard(both, other)?.code).toBe('name');
      expect(guard(other, both)?.code).toBe('name');
    }
  });

  it('refuses whichever of two is asked', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [a, b] = [readForGuards(one), readForGuards(other)];
        expect(guard(a, b)?.code).toBe(guard(b, a)?.code);
      }),
      { numRuns: 3000 },
    );
  });

  it('points into the texts', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const refusal = guard(readForGuards(one), readForGuards(other));
        for (const [text, parts] of [
          [one, refusal?.asked ?? []],
          [other, refusal?.kept ?? []],
        ] as const)
          for (const { start, end } of parts) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['other spaces', (text: string) => `  ${text.replaceAll(' ', ' \u00a0 ')} `],
    ['no mark at its end', (text: string) => text.replace(/[.?!]+$/, '')],
    ['another mark at its end', (text: string) => `${text.replace(/[.?!]+$/, '')}!`],
    ['small letters', (text: string) => text.toLowerCase()],
    ['characters that cannot be seen', (text: string) => text.replaceAll(' ', '\u200b ')],
  ])('lets a sentence stand in for itself with %s', (_, vary) => {
    const refused = sentences.filter(
      (text) => guard(readForGuards(text), readForGuards(vary(text))) !== undefined,
    );
    expect(refused).toEqual([]);
  });

  it('reads no more of a text than it says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '가',
          'a',
          'a ',
          '가 ',
          '"',
          "'a",
          '1',
          '1,000 ',
          '-',
          'a@',
          'http://',
          '\u0301',
          '\u1100',
          '이백만 ',
          '이백만',
          '수있',
          '지않',
          '으로',
          '안 ',
          '_a',
          'a.',
        ),
        (part) => {
          const read = readForGuards(part.repeat(20_000));
          expect(read.marks.length).toBeLessThanOrEqual(MAX_TOKENS * 3);
          expect(guard(read, read)).toBeUndefined();
        },
      ),
    );
  });
});
