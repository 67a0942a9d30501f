/** A seeded stream of pseudo-random numbers. Not for secrets. */
export interface Rng {
  /** Uniform integer in [0, 2^32). */
  uint32(): number;
  /** Uniform number in [0, 1) with 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, bound), without modulo bias. `bound` is 1 … 2^32. */
  below(bound: number): number;
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

/** Where a stream stands. */
export type RngState = readonly [number, number, number, number];

/** A stream that can be gone on with from where it stands. */
export interface ResumableRng extends Rng {
  state(): RngState;
}

/**
 * xoshiro128** (Blackman and Vigna 2018): 128 bits of state, period 2^128 − 1.
 * The same seed gives the same stream on every machine.
 */
export function createRng(seed: number): ResumableRng {
  const mix = splitmix32(seed);
  return rngFrom([mix(), mix(), mix(), mix()]);
}

/** Goes on where a stream stood. @throws RangeError for what is no state, all zeros among it */
export function rngFrom(state: RngState): ResumableRng {
  let [s0, s1, s2, s3] = state;
  if (!state.every((word) => Number.isInteger(word)) || (s0 | s1 | s2 | s3) === 0) {
    throw new RangeError('this is no state of a generator');
  }

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

  return { uint32, next: () => uint32() / 2 ** 32, below, state: () => [s0, s1, s2, s3] };
}
