import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenText, type EvenText } from './text.ts';

/** Start and end in the original of a stretch of the even text. */
const spanOf = (text: EvenText, start: number, end: number): readonly [number, number] => [
  text.originalStart(start),
  text.originalEnd(end),
];

/** The words of the original from which `words` of the even text came. */
function originalOf(text: string, words: string): string {
  const evened = evenText(text);
  const { even, original } = evened;
  const at = even.indexOf(words);
  expect([even, at >= 0]).toEqual([even, true]);
  return original.slice(...spanOf(evened, at, at + words.length));
}

const anyUnit = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)))
    .map((units) => units.join('')),
);

describe('evenText', () => {
  it.each([
    ['capitals', 'A ROSE garden', 'rose', 'ROSE'],
    ['decomposed Hangul', `봄의 ${'장미'.normalize('NFD')} 향`, '장미', '장미'.normalize('NFD')],
    ['one syllable of decomposed Hangul', '장미는'.normalize('NFD'), '미', '미'.normalize('NFD')],
    ['composed Hangul behind decomposed', `${'달'.normalize('NFD')}지 않은 장미`, '장미', '장미'],
    ['full width', '４０ ＣＩＴＲＵＳ　notes', 'citrus notes', 'ＣＩＴＲＵＳ　notes'],
    ['curly quotes', 'I don’t like “musk”', "don't", 'don’t'],
    ['dashes', 'rose — not musk', '-', '—'],
    ['emoji', '🌹🌹 rose 🌹', 'rose', 'rose'],
    ['an emoji in parts', '👩🏽‍🌾 rose', 'rose', 'rose'],
    ['a ligature', 'ﬁg leaf', 'fig', 'ﬁg'],
    ['half a ligature', 'ﬁg leaf', 'ig', 'ﬁg'],
    ['a letter that grows', 'İris', 'ris', 'ris'],
    ['combining marks', 'fe\u0301e, rose', 'rose', 'rose'],
    ['a lone surrogate', '\ud800 rose \udfff', 'rose', 'rose'],
    ['right to left', '\u202eورد\u202c rose', 'rose', 'rose'],
    ['an ideographic comma', '장미、머스크', '장미,', '장미、'],
    ['control characters', '\u0000\u0007rose\u007f', 'rose', 'rose'],
    ['squared units', '３０㎖', '30ml', '３０㎖'],
  ])('finds the way back through %s', (_, text, even, original) => {
    expect(originalOf(text, even)).toBe(original);
  });

  it('keeps the offsets of a plain text', () => {
    const evened = evenText('A Rose, 장미 · ₩5');
    expect(evened.even).toBe('a rose, 장미 · ₩5');
    expect(spanOf(evened, 2, 6)).toEqual([2, 6]);
  });

  it('leaves plain letters as they are, whatever stands beside them', () => {
    expect(evenText('민트 ㄴㄴ… ’').even).toBe("민트 ㄴㄴ… '");
    expect(evenText('민트 ㄴㄴ… 🌹').even).toBe('민트 ㄴㄴ… 🌹');
  });

  it('keeps every span within the original, and in order', () => {
    fc.assert(
      fc.property(anyUnit, fc.nat(), fc.nat(), (text, a, b) => {
        const evened = evenText(text);
        const { even } = evened;
        fc.pre(even.length > 0);
        const start = Math.min(a, b) % even.length;
        const end = start + 1 + (Math.max(a, b) % (even.length - start));
        const [from, to] = spanOf(evened, start, end);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('covers the whole of the original', () => {
    fc.assert(
      fc.property(anyUnit, (text) => {
        const evened = evenText(text);
        const { even } = evened;
        fc.pre(even.length > 0);
        expect(spanOf(evened, 0, even.length)).toEqual([0, text.length]);
      }),
    );
  });
});
