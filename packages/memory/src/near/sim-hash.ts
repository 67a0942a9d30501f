/**
 * A fingerprint of 64 bits in two halves, each an unsigned 32-bit integer: texts that have most of their features in common differ in few
 * bits (Charikar 2002).
 */
export interface SimHash {
  readonly high: number;
  readonly low: number;
}

const LATIN = /[\p{L}\p{N}]{1,64}/gu;
const HANGUL = /^\p{Script=Hangul}/u;
/** Features beyond it are left out, so that a long record takes no longer than this. */
const MOST_FEATURES = 50_000;

export type SimHasher = (text: string) => SimHash | undefined;

/**
 * Makes fingerprints that only compare within one key, the tenant's: without it they do not tell whether two tenants have the same text.
 * A text without a letter or a digit has none.
 *
 * @throws TypeError for a key of fewer than 8 bytes
 */
export function createSimHasher(key: Uint8Array): SimHasher {
  if (key.length < 8) throw new TypeError('a key of fingerprints has at least 8 bytes');
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const [seedHigh, seedLow] = [view.getUint32(0), view.getUint32(4)];
  return (text) => {
    const features = featuresOf(text);
    if (features.size === 0) return undefined;
    const high = new Int32Array(32);
    const low = new Int32Array(32);
    for (const [feature, count] of features) {
      // A word that is repeated without end would else decide alone.
      const weight = Math.min(count, 4);
      vote(high, hash(feature, seedHigh), weight);
      vote(low, hash(feature, seedLow), weight);
    }
    return { high: bitsOf(high), low: bitsOf(low) };
  };
}

/** 1 for the same bits, 0 for the opposite ones. */
export function similarity(a: SimHash, b: SimHash): number {
  return 1 - distance(a, b) / 64;
}

/** Bits that differ. */
export function distance(a: SimHash, b: SimHash): number {
  return ones(a.high ^ b.high) + ones(a.low ^ b.low);
}

/**
 * Words and pairs of words; of Korean the pairs of syllables, since a word changes with its particle and its ending.
 */
function featuresOf(text: string): Map<string, number> {
  const features = new Map<string, number>();
  const add = (feature: string): void => {
    features.set(feature, (features.get(feature) ?? 0) + 1);
  };
  let before = '';
  for (const [word] of text.normalize('NFC').toLowerCase().matchAll(LATIN)) {
    if (features.size >= MOST_FEATURES) break;
    if (HANGUL.test(word))
      for (let at = 0; at < Math.max(1, word.length - 1); at++) add(word.slice(at, at + 2));
    else add(word);
    if (before !== '') add(`${before} ${word}`);
    before = word;
  }
  return features;
}

function vote(votes: Int32Array, bits: number, weight: number): void {
  for (let bit = 0; bit < 32; bit++) votes[bit] = (votes[bit] ?? 0) + ((bits >>> bit) & 1 ? weight : -weight);
}

function bitsOf(votes: Int32Array): number {
  let bits = 0;
  for (let bit = 0; bit < 32; bit++) if ((votes[bit] ?? 0) > 0) bits |= 1 << bit;
  return bits >>> 0;
}

/** FNV-1a from a seed, with the last mixing of MurmurHash3, so that each bit depends on all. */
function hash(text: string, seed: number): number {
  let bits = seed ^ 0x811c9dc5;
  for (let at = 0; at < text.length; at++) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
