import type { Rng } from '@accord/kernel';
import { clamp, type Crossover, type Mutation, type Variation } from './operators/operator.ts';
import type { Population } from './population.ts';
import type { Problem } from './problem.ts';

export interface Operators {
  readonly crossover: Crossover;
  readonly mutation: Mutation;
}

export const variationOf = (problem: Problem, rng: Rng): Variation => ({
  rng,
  lower: Float64Array.from(problem.lower),
  upper: Float64Array.from(problem.upper),
  sigma: 0,
  mutationRate: 1,
});

/** Scatters all candidates evenly within the bounds. */
export function scatter(problem: Problem, variation: Variation, target: Population): void {
  const { rng, lower, upper } = variation;
  const width = lower.length;
  for (let row = 0; row < target.size; row++) {
    for (let at = 0; at < width; at++) {
      const low = lower[at] as number;
      target.variables[row * width + at] = low + rng.next() * ((upper[at] as number) - low);
    }
    admit(problem, variation, target, row);
  }
}

/** Fills the children, two by two, from parents that `pick` chooses. */
export function breed(
  problem: Problem,
  { crossover, mutation }: Operators,
  variation: Variation,
  parents: Population,
  children: Population,
  pick: () => number,
): void {
  const width = variation.lower.length;
  const pair = new Float64Array(2 * width);
  for (let row = 0; row < children.size; row += 2) {
    copyGenes(parents.variables, pick(), pair, 0, width);
    copyGenes(parents.variables, pick(), pair, 1, width);
    crossover(pair, 0, width, variation);
    for (let one = 0; one < 2 && row + one < children.size; one++) {
      // What crossover put outside must not reach a mutation that counts on the bounds.
      clamp(pair, one * width, variation);
      mutation(pair, one * width, variation);
      copyGenes(pair, one, children.variables, row + one, width);
      admit(problem, variation, children, row + one);
    }
  }
}

function copyGenes(
  source: Float64Array,
  from: number,
  target: Float64Array,
  to: number,
  width: number,
): void {
  const shift = (to - from) * width;
  for (let at = from * width; at < (from + 1) * width; at++) target[at + shift] = source[at] as number;
}

/** Within the bounds, and repaired where the problem knows how. */
function admit(problem: Problem, variation: Variation, of: Population, row: number): void {
  const width = variation.lower.length;
  if (problem.repair !== undefined) {
    problem.repair(of.variables.subarray(row * width, (row + 1) * width));
  }
  clamp(of.variables, row * width, variation);
}
