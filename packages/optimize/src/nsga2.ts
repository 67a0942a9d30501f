import type { Rng } from '@accord/kernel';
import { breed, type Operators, scatter, variationOf } from './breeding.ts';
import type { Method, Search } from './method.ts';
import { simulatedBinary } from './operators/crossover.ts';
import { polynomial } from './operators/mutation.ts';
import { checkPopulationSize, invalidSettings } from './settings.ts';
import { copyCandidates, emptyPopulation, type Population, shapeOf } from './population.ts';
import type { Problem } from './problem.ts';
import { crowdingDistances, thinOut } from './selection/crowding.ts';
import { sortFronts } from './selection/fronts.ts';

export interface ParetoSettings {
  readonly population: number;
  readonly crossoverRate: number;
  /** The larger, the nearer children stay to their parents. */
  readonly crossoverEta: number;
  /** The larger, the smaller the steps of mutation. */
  readonly mutationEta: number;
}

export const paretoOperators = ({ crossoverRate, crossoverEta, mutationEta }: ParetoSettings): Operators => ({
  crossover: simulatedBinary(crossoverRate, crossoverEta),
  mutation: polynomial(mutationEta),
});

/** @throws AccordError OPTIMIZE_SETTINGS_INVALID */
export function checkPareto({ population, crossoverRate, crossoverEta, mutationEta }: ParetoSettings): void {
  checkPopulationSize(population);
  if (!(crossoverRate >= 0 && crossoverRate <= 1))
    throw invalidSettings(`crossoverRate is from 0 to 1, not ${crossoverRate}`);
  for (const eta of [crossoverEta, mutationEta])
    if (!(eta >= 0 && eta <= 1000)) throw invalidSettings(`an eta is from 0 to 1000, not ${eta}`);
}

/**
 * NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002), with the last front thinned out one by one.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID
 */
export function nsga2(settings: ParetoSettings, operators = paretoOperators(settings)): Method {
  checkPareto(settings);
  return {
    name: 'nsga2',
    settings: { ...settings },
    start(problem, rng) {
      const variation = variationOf(problem, rng);
      return crowdedSearch(problem, settings.population, (parents, children, fitter) => {
        breed(problem, operators, variation, parents, children, () => tournament(parents.size, fitter, rng));
      });
    },
  };
}

/**
 * The same survivors of candidates that are scattered anew each time: what every search has to beat.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID
 */
export function randomSearch({ population }: Pick<ParetoSettings, 'population'>): Method {
  checkPopulationSize(population);
  return {
    name: 'random',
    settings: { population },
    start(problem, rng) {
      const variation = variationOf(problem, rng);
      return crowdedSearch(problem, population, (_, children) => scatter(problem, variation, children));
    },
  };
}

type Fitter = (one: number, other: number) => boolean;

function tournament(size: number, fitter: Fitter, rng: Rng): number {
  const one = rng.below(size);
  const other = rng.below(size);
  return fitter(other, one) ? other : one;
}

function crowdedSearch(
  problem: Problem,
  size: number,
  fill: (parents: Population, children: Population, fitter: Fitter) => void,
): Search {
  const shape = shapeOf(problem);
  const width = shape.objectives;
  const parents = emptyPopulation(size, shape);
  const children = emptyPopulation(size, shape);
  const both = emptyPopulation(2 * size, shape);
  const rank = new Uint32Array(size);
  const crowding = new Float64Array(size);
  let first: readonly number[] = [];

  const fitter: Fitter = (one, other) => {
    const own = rank[one] as number;
    const others = rank[other] as number;
    return own === others ? (crowding[one] as number) > (crowding[other] as number) : own < others;
  };
  const take = (front: readonly number[], place: number): void => {
    if (place === 0) first = front;
    const distances = crowdingDistances(parents, width, front);
    for (const [at, candidate] of front.entries()) {
      rank[candidate] = place;
      crowding[candidate] = distances[at] as number;
    }
  };

  return {
    parents,
    children,
    memory: () => [],
    settle() {
      for (const [place, front] of sortFronts(parents, width).fronts.entries()) take(front, place);
    },
    vary: () => fill(parents, children, fitter),
    survive() {
      copyCandidates(shape, parents, 0, both, 0, size);
      copyCandidates(shape, children, 0, both, size, size);
      let row = 0;
      for (const [place, front] of sortFronts(both, width).fronts.entries()) {
        const room = size - row;
        if (room === 0) break;
        const kept = front.length <= room ? front : thinOut(both, width, front, room);
        const rows = kept.map((_, at) => row + at);
        for (const candidate of kept) copyCandidates(shape, both, candidate, parents, row++);
        take(rows, place);
      }
    },
    readings: () => ({ front: first.length, ...leastOf(parents, width, first) }),
    best: () => first,
  };
}

/** For one objective, the best; for more, how many violations are left is what can be told in one number. */
function leastOf(of: Population, width: number, first: readonly number[]): Record<string, number> {
  const candidate = first[0] ?? 0;
  const violation = of.violation[candidate] as number;
  return width === 1 ? { best: of.objectives[candidate] as number, violation } : { violation };
}
