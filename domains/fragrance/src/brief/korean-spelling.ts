import { decompose, isSyllable, letters } from './hangul.ts';
import { spellingIndex } from './spelling.ts';

export interface KoreanSpelling<Value> {
  /**
   * The known word that sounds the same, or is one wrong key away. `scent` says that a word of scent follows, which
   * makes short words safe to correct.
   */
  nearest(word: string, scent: boolean): Value | undefined;
}

/** Three syllables as a rule; a two-syllable word is too easily another word. */
const MINIMUM_LETTERS = 7;
const MINIMUM_LETTERS_OF_SCENT = 5;
const SHORTEST = 3;
const SHORTEST_OF_SCENT = 2;
const SHORTEST_BY_SOUND = 2;
const ONLY_HANGUL = /^[가-힣]+$/;

/** Vowels that are spoken alike, and finals that are: 래몬, 꼿향기. Indexes of Hangul jamo. */
const VOWEL_SOUND: Readonly<Record<number, number>> = { 1: 5, 3: 7, 10: 11, 15: 11 };
const FINAL_SOUND: Readonly<Record<number, number>> = {
  20: 19,
  22: 19,
  23: 19,
  25: 19,
  27: 0,
  2: 1,
  24: 1,
  26: 17,
};

export function koreanSpelling<Value>(words: Iterable<readonly [string, Value]>): KoreanSpelling<Value> {
  const known = [...words].filter(([word]) => ONLY_HANGUL.test(word));
  const bySound = new Map(known.map(([word, value]) => [soundOf(word), value] as const).reverse());
  const spelled = known.map(([word, value]) => [letters(word), value] as const);
  const index = spellingIndex(spelled, MINIMUM_LETTERS_OF_SCENT);

  return {
    nearest: (word, scent) => {
      if (word.length >= SHORTEST_BY_SOUND || scent) {
        const alike = bySound.get(soundOf(word));
        if (alike !== undefined) return alike;
      }
      if (word.length < (scent ? SHORTEST_OF_SCENT : SHORTEST)) return undefined;
      const keys = letters(word);
      return keys.length >= (scent ? MINIMUM_LETTERS_OF_SCENT : MINIMUM_LETTERS)
        ? index.nearest(keys)
        : undefined;
    },
  };
}

function soundOf(word: string): string {
  let sound = '';
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index);
    if (!isSyllable(code)) continue;
    const { initial, vowel, final } = decompose(code);
    sound += String.fromCharCode(
      initial + 1,
      (VOWEL_SOUND[vowel] ?? vowel) + 1,
      (FINAL_SOUND[final] ?? final) + 1,
    );
  }
  return sound;
}
