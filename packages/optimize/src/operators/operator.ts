import type { Rng } from '@accord/kernel';

/** Within what variables lie. */
export interface Bounds {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Makes two children of two parents, in place of what the children hold. Children lie within the bounds. */
export type Crossover = (
  one: Float64Array,
  other: Float64Array,
  firstChild: Float64Array,
  secondChild: Float64Array,
  bounds: Bounds,
  rng: Rng,
) => void;

/** Changes a child in place, within the bounds. */
export type Mutation = (child: Float64Array, bounds: Bounds, rng: Rng, strength: MutationStrength) => void;

/** As it stands in this generation. */
export interface MutationStrength {
  /** Chance that a variable is changed. */
  readonly rate: number;
  /** Standard deviation of a change, as a share of the width of the bounds. */
  readonly sigma: number;
}

export const within = (value: number, low: number, high: number): number =>
  value < low ? low : value > high ? high : value;
