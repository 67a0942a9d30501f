import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose, decompose, FINAL, isSyllable, lastSyllable, letters, withFinal } from './hangul.ts';

const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));

describe('hangul', () => {
  it('comes apart and together again', () => {
    fc.assert(
      fc.property(syllable, (one) => {
        const parts = decompose(one.charCodeAt(0));
        expect(compose(parts)).toBe(one);
        expect(parts.initial).toBeLessThan(19);
        expect(parts.vowel).toBeLessThan(21);
        expect(parts.final).toBeLessThan(28);
      }),
    );
  });

  it('spells syllables as canonical decomposition does', () => {
    fc.assert(
      fc.property(fc.array(syllable), (syllables) => {
        const word = syllables.join('');
        expect(letters(word)).toBe(word.normalize('NFD'));
      }),
    );
  });

  it('leaves other letters as they are', () => {
    expect(letters('a감1')).toBe(`a${'감'.normalize('NFD')}1`);
  });

  it('knows a syllable from its neighbours', () => {
    expect(
      ['가', '힣', 'ㄱ', 'ㅏ', 'a', '\uabff', '\ud7a4'].map((one) => isSyllable(one.charCodeAt(0))),
    ).toEqual([true, true, false, false, false, false, false]);
  });

  it('exchanges the final of the last syllable only', () => {
    expect(withFinal('거칠', FINAL.n)).toBe('거친');
    expect(withFinal('가벼', FINAL.ss)).toBe('가볐');
    expect(withFinal('단맛', FINAL.none)).toBe('단마');
    fc.assert(
      fc.property(syllable, fc.integer({ min: 0, max: 27 }), (one, final) => {
        expect(lastSyllable(withFinal(`향${one}`, final))).toEqual({
          ...decompose(one.charCodeAt(0)),
          final,
        });
      }),
    );
  });
});
