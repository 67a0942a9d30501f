const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const VOWELS = 21;
const FINALS = 28;
const FIRST_LEAD = 0x1100;
const FIRST_VOWEL = 0x1161;
/** One before the first final consonant: the place of "none". */
const NO_FINAL = 0x11a7;

/** The letters of a syllable, each as its place in the order of Unicode; a final of 0 is none. */
export interface Syllable {
  readonly lead: number;
  readonly vowel: number;
  readonly final: number;
}

export const isSyllable = (code: number): boolean => code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;

/** Takes a syllable apart (Unicode 17.0, section 3.12); `code` is one. */
export function syllableOf(code: number): Syllable {
  const place = code - FIRST_SYLLABLE;
  return {
    lead: Math.floor(place / (VOWELS * FINALS)),
    vowel: Math.floor((place % (VOWELS * FINALS)) / FINALS),
    final: place % FINALS,
  };
}

export const syllableFrom = ({ lead, vowel, final }: Syllable): string =>
  String.fromCharCode(FIRST_SYLLABLE + (lead * VOWELS + vowel) * FINALS + final);

/**
 * Writes the letters of a word behind each other, syllables of Hangul taken apart into jamo, and returns how many were
 * written. `into` has room for three times the word.
 */
export function writeLetters(word: string, into: Uint16Array, from: number): number {
  let at = from;
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index);
    if (!isSyllable(code)) {
      into[at++] = code;
      continue;
    }
    const { lead, vowel, final } = syllableOf(code);
    into[at++] = FIRST_LEAD + lead;
    into[at++] = FIRST_VOWEL + vowel;
    if (final > 0) into[at++] = NO_FINAL + final;
  }
  return at - from;
}
