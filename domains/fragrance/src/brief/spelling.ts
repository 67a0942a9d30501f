import { letters } from './hangul.ts';

/**
 * Finds a word that one typing error turned into another: a letter too many, too few, wrong, or two exchanged.
 * Every known word is kept under itself and under each of its deletions (the symmetric-delete method, Garbe 2012),
 * so that a look-up costs as many map accesses as the word has letters.
 */
export interface SpellingIndex<Value> {
  nearest(word: string): Value | undefined;
}

interface Known<Value> {
  readonly spelled: string;
  readonly value: Value;
}

export function spellingIndex<Value>(
  words: Iterable<readonly [spelled: string, value: Value]>,
  minimumLetters: number,
): SpellingIndex<Value> {
  const byDeletion = new Map<string, Known<Value>[]>();
  const file = (key: string, known: Known<Value>): void => {
    const filed = byDeletion.get(key);
    if (filed === undefined) byDeletion.set(key, [known]);
    else filed.push(known);
  };
  for (const [spelled, value] of words) {
    if (spelled.length < minimumLetters) continue;
    const known = { spelled, value };
    file(spelled, known);
    for (const deletion of deletions(spelled)) file(deletion, known);
  }

  return {
    nearest: (word) => {
      if (word.length < minimumLetters - 1) return undefined;
      for (const key of [word, ...deletions(word)]) {
        const near = byDeletion.get(key)?.find((known) => isOneErrorAway(word, known.spelled));
        if (near !== undefined) return near.value;
      }
      return undefined;
    },
  };
}

/** An error in Korean is one wrong key, so words are compared letter by letter. */
export function koreanSpelling<Value>(words: Iterable<readonly [string, Value]>): SpellingIndex<Value> {
  const spelled = [...words].map(([word, value]) => [letters(word), value] as const);
  const index = spellingIndex(spelled, MINIMUM_JAMO);
  return { nearest: (word) => index.nearest(letters(word)) };
}

/** Three syllables as a rule; a two-syllable word is too easily another word. */
const MINIMUM_JAMO = 7;

function deletions(word: string): Set<string> {
  const shorter = new Set<string>();
  for (let index = 0; index < word.length; index++) {
    shorter.add(word.slice(0, index) + word.slice(index + 1));
  }
  return shorter;
}

/** Damerau-Levenshtein distance of at most one, restricted to neighbours. */
function isOneErrorAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  if (a.length === b.length) {
    const exchanged = a[start] === b[start + 1] && a[start + 1] === b[start];
    return a.slice(start + 1) === b.slice(start + 1) || (exchanged && a.slice(start + 2) === b.slice(start + 2));
  }
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  return longer.slice(start + 1) === shorter.slice(start);
}
