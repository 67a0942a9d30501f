/** A seeded stream of pseudo-random numbers. Not for secrets. */
export interface Rng {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform number in [0, 1) with 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound), without modulo bias. `bound` is 1 … 2^32. */
  below(bound: number): number;
}

/** The whole state of a generator: four words of 32 bits. */
export type RngState = readonly [s0: number, s1: number, s2: number, s3: number];

/** A generator that can be written down and gone on with, to the bit. */
export interface RestorableRng extends Rng {
  state(): RngState;
}

const MIX_INCREMENT = 0x9e3779b9;

/** splitmix32: spreads a small seed over the whole state (Steele, Lea, Flood 2014). */
function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + MIX_INCREMENT) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/**
 * xoshiro128** (Blackman and Vigna 2018): 128 bits of state, period 2^128 − 1.
 * The same seed gives the same stream on every machine.
 */
export function createRng(seed: number): RestorableRng {
  const mix = splitmix32(seed);
  return restoreRng([mix(), mix(), mix(), mix()]);
}

/**
 * Goes on where a generator stood when its `state` was taken.
 *
 * @throws TypeError for a state that no generator has: words that are not of 32 bits, or all zero
 */
export function restoreRng(state: RngState): RestorableRng {
  if (!isRngState(state)) throw new TypeError('not the state of a generator');
  let [s0, s1, s2, s3] = state.map((word) => word | 0) as unknown as [number, number, number, number];

  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  };

  const below = (bound: number): number => {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let drawn = uint32();
    while (drawn >= limit) drawn = uint32();
    return drawn % bound;
  };

  return {
    uint32,
    next: () => uint32() / 2 ** 32,
    below,
    state: () => [s0 >>> 0, s1 >>> 0, s2 >>> 0, s3 >>> 0],
  };
}

const isWord = (word: unknown): boolean =>
  typeof word === 'number' && Number.isInteger(word) && word >= 0 && word < 2 ** 32;

/** Whether a value, such as one read from a file, is the state of a generator. */
export const isRngState = (value: unknown): value is RngState =>
  Array.isArray(value) && value.length === 4 && value.every(isWord) && value.some((word) => word !== 0);
