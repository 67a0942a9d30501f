import { breed, variationOf } from './breeding.ts';
import type { Method, Search } from './method.ts';
import { checkPareto, type ParetoSettings, paretoOperators } from './nsga2.ts';
import { invalidSettings } from './settings.ts';
import { copyCandidates, emptyPopulation, shapeOf } from './population.ts';
import { dominates } from './selection/domination.ts';
import { sortFronts } from './selection/fronts.ts';
import { fillNiches, nichesOf } from './selection/niching.ts';
import { lowerIdeal, scaleOf } from './selection/normalisation.ts';
import { referencePoints } from './selection/reference-points.ts';

export interface ReferenceSettings extends ParetoSettings {
  /** Divisions of each axis of the reference points; see `referencePoints`. */
  readonly divisions: number;
}

/**
 * NSGA-III (Deb and Jain 2014, constraints as in Jain and Deb 2014) for two objectives and more: survivors are spread over reference points.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID
 */
export function nsga3(settings: ReferenceSettings, operators = paretoOperators(settings)): Method {
  checkPareto(settings);
  if (!Number.isInteger(settings.divisions) || settings.divisions < 1 || settings.divisions > 10_000)
    throw invalidSettings(`divisions are a whole number from 1 to 10000, not ${settings.divisions}`);
  const size = settings.population;
  return {
    name: 'nsga3',
    settings: { ...settings },
    start(problem, rng): Search {
      if (problem.objectives < 2) throw invalidSettings('NSGA-III takes two objectives or more');
      const shape = shapeOf(problem);
      const width = shape.objectives;
      const points = referencePoints(width, settings.divisions);
      const variation = variationOf(problem, rng);
      const parents = emptyPopulation(size, shape);
      const children = emptyPopulation(size, shape);
      const both = emptyPopulation(2 * size, shape);
      const ideal = new Float64Array(width).fill(Number.MAX_VALUE);
      let first: readonly number[] = [];

      const findFirst = (): void => {
        first = sortFronts(parents, width).fronts[0] ?? [];
      };
      /** Any parent, but of two of which one breaks constraints more the other. */
      const pick = (): number => {
        const one = rng.below(size);
        const other = rng.below(size);
        const differ = parents.violation[one] !== parents.violation[other];
        return differ && dominates(parents, width, other, one) ? other : one;
      };
      const survivors = (): number[] => {
        const kept: number[] = [];
        const { fronts } = sortFronts(both, width);
        for (const front of fronts) {
          if (kept.length + front.length <= size) {
            kept.push(...front);
            continue;
          }
          const scale = scaleOf(both, ideal, fronts[0] ?? front);
          const niches = nichesOf(both, scale, points, [...kept, ...front]);
          return [...kept, ...fillNiches(niches, points.length, kept, front, size - kept.length, rng)];
        }
        return kept;
      };

      return {
        parents,
        children,
        memory: () => [...ideal],
        settle(memory) {
          if (memory === undefined) lowerIdeal(ideal, parents);
          else ideal.set(memory);
          findFirst();
        },
        vary: () => breed(problem, operators, variation, parents, children, pick),
        survive() {
          lowerIdeal(ideal, children);
          copyCandidates(shape, parents, 0, both, 0, size);
          copyCandidates(shape, children, 0, both, size, size);
          for (const [row, candidate] of survivors().entries())
            copyCandidates(shape, both, candidate, parents, row);
          findFirst();
        },
        readings: () => ({ front: first.length, violation: parents.violation[first[0] ?? 0] as number }),
        best: () => first,
      };
    },
  };
}
