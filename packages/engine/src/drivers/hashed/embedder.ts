import { writeLetters } from './hangul.ts';
import { conceptOf, hasSynonyms } from './synonyms.ts';
import { type Term, termsOf } from './terms.ts';

export const HASHED_DIMENSIONS = 384;
/**
 * Names the features and their weights as well: whatever changes a vector changes it, so that vectors of two versions
 * are never compared.
 */
export const HASHED_MODEL = `hashed-${HASHED_DIMENSIONS}-v1`;

/** What a feature is; each kind has hashes of its own. */
const KIND = { word: 0x3c6ef372, letters: 0x5be0cd19, syllables: 0x1f83d9ab } as const;

interface Shares {
  readonly word: number;
  readonly letters: number;
  readonly syllables: number;
}

/** How much of a term's weight goes to the whole word, to its letters (jamo in Hangul) and to its syllables. */
const ALPHABETIC: Shares = { word: 1, letters: 0.7, syllables: 0 };
const KOREAN: Shares = { word: 0.3, letters: 1, syllables: 0.7 };
/** Of words that have synonyms: the whole word stands for all of them, so more of the weight is there. */
const KOREAN_SYNONYM: Shares = { word: 1, letters: 0.6, syllables: 0.4 };
const LETTER_GRAMS = [3] as const;
const SYLLABLE_GRAMS = [2] as const;
/** Words below this weight are taken whole. */
const LEAST_FOR_LETTERS = 0.4;

const BEFORE = 0x3c;
const AFTER = 0x3e;
const FNV_PRIME = 0x01000193;

/** Makes a vector of length 1 of a text, or of zeros when the text has no letter and no digit. */
export type Embedder = (text: string) => Float32Array;

/**
 * Signed feature hashing (Weinberger et al. 2009) of words and of character n-grams: what two texts share adds up, and
 * what they do not share falls on random dimensions with random signs. Deterministic, and linear in the text.
 */
export function createEmbedder(): Embedder {
  let letters = new Uint16Array(1024);

  const grams = (
    vector: Float32Array,
    kind: number,
    length: number,
    sizes: readonly number[],
    weight: number,
  ) => {
    let count = 0;
    for (const size of sizes) count += Math.max(0, length - size + 1);
    if (count === 0) return;
    const each = weight / Math.sqrt(count);
    for (const size of sizes) {
      for (let from = 0; from + size <= length; from++) {
        put(vector, hashOf(letters, from, from + size, kind + size), each);
      }
    }
  };
  /** On two dimensions, so that what falls together with another word does so by half. */
  const addWhole = (vector: Float32Array, word: string, weight: number): void => {
    for (let at = 0; at < word.length; at++) letters[at] = word.charCodeAt(at);
    const hash = hashOf(letters, 0, word.length, KIND.word);
    put(vector, hash, weight / Math.SQRT2);
    put(vector, mixed(hash ^ KIND.word), weight / Math.SQRT2);
  };
  const addTerm = (vector: Float32Array, { stem, korean, weight }: Term): void => {
    if (letters.length < stem.length * 3 + 2) letters = new Uint16Array(stem.length * 4);
    const shares = sharesOf(stem, korean);
    addWhole(vector, conceptOf(stem), weight * shares.word);
    letters[0] = BEFORE;
    for (let at = 0; at < stem.length; at++) letters[at + 1] = stem.charCodeAt(at);
    letters[stem.length + 1] = AFTER;
    if (weight < LEAST_FOR_LETTERS) return;
    if (korean) grams(vector, KIND.syllables, stem.length + 2, SYLLABLE_GRAMS, weight * shares.syllables);
    const count = korean ? writeLetters(stem, letters, 1) : stem.length;
    letters[count + 1] = AFTER;
    grams(vector, KIND.letters, count + 2, LETTER_GRAMS, weight * shares.letters);
  };

  return (text) => {
    const vector = new Float32Array(HASHED_DIMENSIONS);
    for (const term of termsOf(text)) addTerm(vector, term);
    normalise(vector);
    return vector;
  };
}

const sharesOf = (stem: string, korean: boolean): Shares => {
  if (!korean) return ALPHABETIC;
  return hasSynonyms(stem) ? KOREAN_SYNONYM : KOREAN;
};

function put(vector: Float32Array, hash: number, weight: number): void {
  const at = hash % HASHED_DIMENSIONS;
  vector[at] = (vector[at] ?? 0) + (hash >= 0x80000000 ? weight : -weight);
}

/** FNV-1a (Fowler, Noll, Vo) over code units, then mixed. */
function hashOf(units: Uint16Array, from: number, to: number, seed: number): number {
  let hash = seed;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (units[at] ?? 0), FNV_PRIME);
  return mixed(hash);
}

/** The finalizer of MurmurHash3 (Appleby): every bit of the input reaches every bit of the output. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function normalise(vector: Float32Array): void {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (sum === 0) return;
  const length = Math.sqrt(sum);
  for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length;
}
