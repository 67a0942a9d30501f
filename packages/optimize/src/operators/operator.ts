import type { Rng } from '@accord/kernel';

/** What operators know of the problem and of the moment. */
export interface Variation {
  readonly rng: Rng;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Gaussian steps, as a share of each variable's range. */
  sigma: number;
  /** Chance that a candidate is mutated. */
  mutationRate: number;
}

/** Mixes the rows of two children, which begin as copies of their parents, in place. `one` and `other` are where they begin in `genes`. */
export type Crossover = (genes: Float64Array, one: number, other: number, variation: Variation) => void;

/** Changes one row in place. `row` is where it begins in `genes`. What leaves the bounds is brought back later. */
export type Mutation = (genes: Float64Array, row: number, variation: Variation) => void;

/** No variation at all: what tests compare with. */
export const identity = (): void => {};

/** One crossover with the given chance, otherwise another. */
export function either(chance: number, one: Crossover, other: Crossover): Crossover {
  return (genes, first, second, variation) =>
    (variation.rng.next() < chance ? one : other)(genes, first, second, variation);
}

/** Several mutations, one after the other. */
export function inTurn(...mutations: readonly Mutation[]): Mutation {
  return (genes, row, variation) => {
    for (const mutation of mutations) mutation(genes, row, variation);
  };
}

/** The mutation only with the variation's mutation rate. */
export function atMutationRate(mutation: Mutation): Mutation {
  return (genes, row, variation) => {
    if (variation.rng.next() < variation.mutationRate) mutation(genes, row, variation);
  };
}

/** Brings a row back within the bounds, each variable to the nearest. */
export function clamp(genes: Float64Array, row: number, { lower, upper }: Variation): void {
  for (let at = 0; at < lower.length; at++) {
    const gene = genes[row + at] as number;
    const low = lower[at] as number;
    const high = upper[at] as number;
    if (gene < low) genes[row + at] = low;
    else if (gene > high) genes[row + at] = high;
  }
}

/**
 * How many variables in a row are passed over until the next that has its turn, where each has it with the same chance: one draw in place of one for
 * each variable. `logMiss` is the logarithm of the chance that one has not.
 */
export const passedOver = (rng: Rng, logMiss: number): number =>
  logMiss === 0 ? Number.POSITIVE_INFINITY : Math.floor(Math.log(1 - rng.next()) / logMiss);

/** Coins for the variables of a row, drawn many at a time; 1 when all are used. */
export const tossedCoins = (rng: Rng): number => (rng.uint32() >>> 2) | 0x4000_0000;

/** `base` to the power of a whole exponent by squaring, which is many times as fast as `**`; of another by `**`. */
export function powerOf(exponent: number): (base: number) => number {
  if (!Number.isInteger(exponent) || exponent < 0) return (base) => base ** exponent;
  return (base) => {
    let power = 1;
    let square = base;
    for (let left = exponent; left > 0; left >>= 1) {
      if (left & 1) power *= square;
      square *= square;
    }
    return power;
  };
}

/** The root of a number from 0, by logarithms: faster than `**`, and as near as a few units in the last place. */
export const rootOf = (base: number, degree: number): number => Math.exp(Math.log(base) / degree);
