const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const VOWELS = 21;
const FINALS = 28;
const FIRST_LEAD = 0x1100;
const FIRST_VOWEL = 0x1161;
/** One before the first final consonant: the place of "none". */
const NO_FINAL = 0x11a7;

export const isSyllable = (code: number): boolean => code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;

/**
 * Writes the letters of a word behind each other, syllables of Hangul taken apart into jamo (Unicode 17.0, section
 * 3.12), and returns how many were written. `into` has room for three times the word.
 */
export function writeLetters(word: string, into: Uint16Array, from: number): number {
  let at = from;
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index);
    if (!isSyllable(code)) {
      into[at++] = code;
      continue;
    }
    const syllable = code - FIRST_SYLLABLE;
    const final = syllable % FINALS;
    into[at++] = FIRST_LEAD + Math.floor(syllable / (VOWELS * FINALS));
    into[at++] = FIRST_VOWEL + Math.floor((syllable % (VOWELS * FINALS)) / FINALS);
    if (final > 0) into[at++] = NO_FINAL + final;
  }
  return at - from;
}
