import { englishStem } from './english.ts';
import { isSyllable } from './hangul.ts';
import { koreanStem } from './korean.ts';
import { alphabeticWeight, koreanWeight } from './weights.ts';

/** A word of a text, as it counts. */
export interface Term {
  readonly stem: string;
  readonly korean: boolean;
  readonly weight: number;
}

const WORD = /[\p{L}\p{N}]+/gu;
const MOST_WORD = 64;

/** The different terms of a text, in the order of their first occurrence. Punctuation and case say nothing. */
export function termsOf(text: string): Term[] {
  const terms = new Map<string, Term>();
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    const term = termOf(word);
    if (!terms.has(term.stem)) terms.set(term.stem, term);
  }
  return [...terms.values()];
}

function termOf(word: string): Term {
  // Looking for endings and a word of any length costs the same.
  if (word.length > MOST_WORD) return { stem: word, korean: false, weight: alphabeticWeight(word) };
  if (!isSyllable(word.charCodeAt(word.length - 1))) {
    return { stem: englishStem(word), korean: false, weight: alphabeticWeight(word) };
  }
  const stem = koreanStem(word);
  return { stem, korean: true, weight: koreanWeight(stem) };
}
