/**
 * Finds a word that one typing error turned into another: a letter too many, too few, wrong, or two exchanged.
 * The first letter is never wrong; of several words the one that shares most at both ends is meant. Doubled letters
 * may be doubled wrongly more than once: cinammon.
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
  const bySqueezed = new Map<string, Value>();
  const file = (key: string, known: Known<Value>): void => {
    const filed = byDeletion.get(key);
    if (filed === undefined) byDeletion.set(key, [known]);
    else filed.push(known);
  };
  for (const [spelled, value] of words) {
    if (spelled.length < minimumLetters) continue;
    const known = { spelled, value };
    file(spelled, known);
    bySqueezed.set(squeezed(spelled), value);
    for (const deletion of deletions(spelled)) file(deletion, known);
  }

  return {
    nearest: (word) => {
      if (word.length < minimumLetters - 1) return undefined;
      let nearest: Known<Value> | undefined;
      let agreement = -1;
      for (const key of [word, ...deletions(word)]) {
        for (const known of byDeletion.get(key) ?? []) {
          const agreed = agreementOf(word, known.spelled);
          if (agreed <= agreement || !isOneErrorAway(word, known.spelled)) continue;
          [nearest, agreement] = [known, agreed];
        }
      }
      return nearest === undefined ? bySqueezed.get(squeezed(word)) : nearest.value;
    },
  };
}

/** Letters doubled or not sound the same. */
const squeezed = (word: string): string => word.replace(/(.)\1+/gu, '$1');

/** How much two words share at both ends, the beginning counting more; negative when they begin differently. */
function agreementOf(a: string, b: string): number {
  const beginning = sharedBeginning(a, b);
  if (beginning === 0) return -1;
  let ending = 0;
  while (ending < a.length - beginning && a[a.length - 1 - ending] === b[b.length - 1 - ending]) ending += 1;
  return beginning + ending + beginning / 100;
}

function sharedBeginning(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
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
