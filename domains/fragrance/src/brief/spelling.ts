/**
 * Finds a word that one typing error turned into another: a letter too many, too few, wrong, or two exchanged.
 * The first letter is never wrong; of several words the one that shares most at both ends is meant. Doubled letters
 * may be doubled wrongly more than once: cinammon.
 * Every known word is kept under itself and under each of its deletions (the symmetric-delete method, Garbe 2012),
 * so that a look-up costs as many map accesses as the word has letters. The keys are
 * polynomial hashes, which need no string for each deletion; what they find is compared letter by letter.
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
  const byDeletion = new Map<number, Known<Value>[]>();
  const bySqueezed = new Map<string, Value>();
  let longest = 0;
  const file = (key: number, known: Known<Value>): void => {
    const filed = byDeletion.get(key);
    if (filed === undefined) byDeletion.set(key, [known]);
    else if (filed.at(-1) !== known) filed.push(known);
  };
  for (const [spelled, value] of words) {
    if (spelled.length < minimumLetters) continue;
    const known = { spelled, value };
    longest = Math.max(longest, spelled.length);
    bySqueezed.set(squeezed(spelled), value);
    eachKey(spelled, (key) => file(key, known));
  }

  return {
    nearest: (word) => {
      if (word.length < minimumLetters - 1 || word.length > longest * DOUBLED) return undefined;
      const nearest: { known?: Known<Value>; agreement: number } = { agreement: -1 };
      eachKey(word, (key) => {
        for (const known of byDeletion.get(key) ?? NONE) {
          const agreed = agreementOf(word, known.spelled);
          if (agreed <= nearest.agreement || !isOneErrorAway(word, known.spelled)) continue;
          nearest.known = known;
          nearest.agreement = agreed;
        }
      });
      return nearest.known?.value ?? bySqueezed.get(squeezed(word));
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

const NONE: readonly never[] = [];
/** A word with every letter doubled is the longest that can still be meant. */
const DOUBLED = 2;
const BASE = 0x01000193;
/** BASE · INVERSE = 1 modulo 2^32. */
const INVERSE = 0x359c449b;

/** The key of the word (the sum of letter · BASE^place), and those of the word without each letter but the first. */
function eachKey(word: string, use: (key: number) => void): void {
  let whole = 0;
  let power = 1;
  for (let index = 0; index < word.length; index++) {
    whole = (whole + Math.imul(word.charCodeAt(index), power)) | 0;
    power = Math.imul(power, BASE);
  }
  use(whole);
  let before = word.charCodeAt(0);
  power = BASE;
  for (let index = 1; index < word.length; index++) {
    const letter = Math.imul(word.charCodeAt(index), power);
    use((before + Math.imul(whole - before - letter, INVERSE)) | 0);
    before = (before + letter) | 0;
    power = Math.imul(power, BASE);
  }
}

/** Damerau-Levenshtein distance of at most one, restricted to neighbours. */
function isOneErrorAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  if (a.length === b.length) {
    const exchanged = a[start] === b[start + 1] && a[start + 1] === b[start];
    return (
      a.slice(start + 1) === b.slice(start + 1) || (exchanged && a.slice(start + 2) === b.slice(start + 2))
    );
  }
  const [longer, shorter] = a.length > b.length ? [a, b] : [b, a];
  return longer.slice(start + 1) === shorter.slice(start);
}
