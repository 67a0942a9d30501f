/**
 * Finds a word that one typing error turned into another: a letter too many, too few, wrong, or two exchanged.
 * The first letter is seldom wrong, so a word that shares it is preferred.
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
      let nearest: Known<Value> | undefined;
      for (const key of [word, ...deletions(word)]) {
        for (const known of byDeletion.get(key) ?? []) {
          if (!isOneErrorAway(word, known.spelled)) continue;
          if (known.spelled[0] === word[0]) return known.value;
          nearest ??= known;
        }
      }
      return nearest?.value;
    },
  };
}

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
