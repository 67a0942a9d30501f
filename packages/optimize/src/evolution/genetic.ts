import type { Population } from '../population.ts';
import type { Strategy } from './strategy.ts';

/** Whether a solution of one objective is better: less violation first, then less of the objective. */
export function isFitter(
  { values, violations, objectives }: Population,
  one: number,
  other: number,
): boolean {
  const violation = violations[one] as number;
  const otherViolation = violations[other] as number;
  if (violation !== otherViolation) return violation < otherViolation;
  return (values[one * objectives] as number) < (values[other * objectives] as number);
}

const byFitness =
  (population: Population) =>
  (one: number, other: number): number =>
    isFitter(population, one, other) ? -1 : isFitter(population, other, one) ? 1 : one - other;

/**
 * A genetic algorithm of one objective: the best parents live on, and for the rest the best children.
 *
 * @param elites how many parents may live on, as a share of them; 1 lets parents and children compete for every place
 */
export function geneticAlgorithm({ elites }: { readonly elites: number }): Strategy {
  return {
    name: 'ga',
    preferring: (parents) => (one, other) => isFitter(parents, one, other),
    survivors(pool, size) {
      const compare = byFitness(pool);
      const parents = Array.from({ length: size }, (_, index) => index).sort(compare);
      const children = Array.from({ length: pool.size - size }, (_, index) => size + index).sort(compare);
      const kept = Math.max(1, Math.round(elites * size));
      const elite = parents.slice(0, kept);
      // Who competes beyond the elite, the elite included, is decided by fitness alone.
      return [...elite.slice(0, 1), ...[...elite.slice(1), ...children].sort(compare)].slice(0, size);
    },
  };
}
