/** Arithmetic of precomposed Hangul syllables (The Unicode Standard, section 3.12). */

const FIRST = 0xac00;
const LAST = 0xd7a3;
const VOWELS = 21;
const FINALS = 28;

/** Index of the final consonant among the 28 (0 is none). */
export const FINAL = { none: 0, n: 4, l: 8, lm: 10, m: 16, b: 17, ss: 20, h: 27 } as const;

export interface Syllable {
  readonly initial: number;
  readonly vowel: number;
  readonly final: number;
}

export function isSyllable(code: number): boolean {
  return code >= FIRST && code <= LAST;
}

/** True for a syllable that ends in its vowel. */
export const isOpen = (code: number): boolean => (code - FIRST) % FINALS === FINAL.none;

export function decompose(code: number): Syllable {
  const index = code - FIRST;
  return {
    initial: Math.floor(index / (VOWELS * FINALS)),
    vowel: Math.floor((index % (VOWELS * FINALS)) / FINALS),
    final: index % FINALS,
  };
}

export function compose({ initial, vowel, final }: Syllable): string {
  return String.fromCharCode(FIRST + (initial * VOWELS + vowel) * FINALS + final);
}

/** The word with the final consonant of its last syllable replaced. */
export function withFinal(word: string, final: number): string {
  const last = decompose(word.charCodeAt(word.length - 1));
  return word.slice(0, -1) + compose({ ...last, final });
}

export function lastSyllable(word: string): Syllable {
  return decompose(word.charCodeAt(word.length - 1));
}

/** Letters of the syllables one after another, so that one wrong key is one wrong letter. */
export function letters(word: string): string {
  let spelled = '';
  for (let index = 0; index < word.length; index++) {
    const code = word.charCodeAt(index);
    if (!isSyllable(code)) {
      spelled += word[index];
      continue;
    }
    const { initial, vowel, final } = decompose(code);
    spelled += String.fromCharCode(0x1100 + initial, 0x1161 + vowel);
    if (final !== FINAL.none) spelled += String.fromCharCode(0x11a7 + final);
  }
  return spelled;
}
