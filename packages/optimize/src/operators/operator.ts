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
