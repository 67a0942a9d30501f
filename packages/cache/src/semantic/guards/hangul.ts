/** Arithmetic of precomposed Hangul syllables (The Unicode Standard, section 3.12). */

const FIRST = 0xac00;
const FINALS = 28;
const VOWELS = 21;

/** Index of a final consonant among the 28; 0 is none. */
export const FINAL = { none: 0, n: 4, d: 7, l: 8, m: 16, b: 17, s: 19, ss: 20, h: 27 } as const;
/** Index of a vowel among the 21. */
export const VOWEL = {
  a: 0,
  ae: 1,
  ya: 2,
  yae: 3,
  eo: 4,
  e: 5,
  yeo: 6,
  o: 8,
  wa: 9,
  wae: 10,
  oe: 11,
  u: 13,
  wo: 14,
  wi: 16,
  eu: 18,
  i: 20,
} as const;

export interface Syllable {
  readonly initial: number;
  readonly vowel: number;
  readonly final: number;
}

function isSyllable(code: number): boolean {
  return code >= FIRST && code < FIRST + 11_172;
}

export function finalOf(text: string): number {
  const code = text.charCodeAt(text.length - 1);
  return isSyllable(code) ? (code - FIRST) % FINALS : FINAL.none;
}

export function lastSyllable(text: string): Syllable {
  const index = text.charCodeAt(text.length - 1) - FIRST;
  return {
    initial: Math.floor(index / (VOWELS * FINALS)),
    vowel: Math.floor((index % (VOWELS * FINALS)) / FINALS),
    final: index % FINALS,
  };
}

function syllable({ initial, vowel, final }: Syllable): string {
  return String.fromCharCode(FIRST + (initial * VOWELS + vowel) * FINALS + final);
}

/** The text with parts of its last syllable replaced. */
export function withLast(text: string, change: Partial<Syllable>): string {
  return text.slice(0, -1) + syllable({ ...lastSyllable(text), ...change });
}
