import { adaptedRate, adaptedSigma, diversityOf } from './adaptation.ts';
import { breed, type Operators, variationOf } from './breeding.ts';
import type { Method, Search } from './method.ts';
import { blend, uniform } from './operators/crossover.ts';
import { gaussian, polynomial } from './operators/mutation.ts';
import { atMutationRate, either, inTurn, rootOf } from './operators/operator.ts';
import { copyCandidates, emptyPopulation, type Population, shapeOf } from './population.ts';
import { checkPopulationSize, invalidSettings } from './settings.ts';

export interface GeneticSettings {
  readonly population: number;
  /** Chance that a child is mutated, before adaptation. */
  readonly mutationRate: number;
  /** Chance that two parents are crossed. */
  readonly crossoverRate: number;
  /** Gaussian steps as a share of the range, at the beginning. */
  readonly mutationSigma: number;
  readonly tournament: number;
  /** How many of the best go on as they are. */
  readonly elites: number;
  /** Narrows sigma to a tenth over the run, and raises or lowers the mutation rate by the diversity. */
  readonly adaptive: boolean;
}

/**
 * What a genetic search crosses and mutates with, unless it is given others. Variables are exchanged, or blended; normal steps of
 * sigma come at the mutation rate, and small ones of a polynomial always.
 */
export const geneticOperators = ({ crossoverRate }: Pick<GeneticSettings, 'crossoverRate'>): Operators => ({
  crossover: either(0.7, uniform(crossoverRate), blend(crossoverRate, 0.3)),
  mutation: inTurn(atMutationRate(gaussian()), polynomial(20)),
});

/**
 * A genetic algorithm for one objective: tournaments, crossover, mutation, and elites that go on. Constraints hold by domination.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID
 */
export function genetic(settings: GeneticSettings, operators = geneticOperators(settings)): Method {
  check(settings);
  return {
    name: 'ga',
    settings: { ...settings, adaptive: Number(settings.adaptive) },
    start(problem, rng): Search {
      if (problem.objectives !== 1)
        throw invalidSettings('a genetic search takes one objective; use NSGA-II for more');
      const shape = shapeOf(problem);
      const variation = variationOf(problem, rng);
      const parents = emptyPopulation(settings.population, shape);
      const children = emptyPopulation(settings.population - settings.elites, shape);
      const next = emptyPopulation(settings.population, shape);
      const order = new Uint32Array(settings.population);
      const settle = (): void => putInOrder(order, parents);
      variation.sigma = settings.mutationSigma;
      variation.mutationRate = settings.mutationRate;

      /** Parents are taken by their place in the order. The least of several draws has the distribution of one power of a draw. */
      const pick = (): number =>
        order[Math.floor(parents.size * (1 - rootOf(1 - rng.next(), settings.tournament)))] as number;

      return {
        parents,
        children,
        memory: () => [],
        settle,
        vary(progress) {
          if (settings.adaptive) {
            variation.sigma = adaptedSigma(settings.mutationSigma, progress);
            variation.mutationRate = adaptedRate(settings.mutationRate, diversityOf(parents, variation));
          }
          breed(problem, operators, variation, parents, children, pick);
        },
        survive() {
          for (let at = 0; at < settings.elites; at++)
            copyCandidates(shape, parents, order[at] as number, next, at);
          copyCandidates(shape, children, 0, next, settings.elites, children.size);
          copyCandidates(shape, next, 0, parents, 0, next.size);
          settle();
        },
        readings() {
          const best = order[0] as number;
          return {
            best: parents.objectives[best] as number,
            violation: parents.violation[best] as number,
            sigma: variation.sigma,
            mutation_rate: variation.mutationRate,
          };
        },
        best: () => [order[0] as number],
      };
    },
  };
}

function check({ population, tournament, elites, ...rates }: GeneticSettings): void {
  checkPopulationSize(population);
  if (!Number.isInteger(tournament) || tournament < 1 || tournament > population)
    throw invalidSettings(`a tournament has 1 to ${population} candidates, not ${tournament}`);
  if (!Number.isInteger(elites) || elites < 0 || elites >= population - 1)
    throw invalidSettings(`of a population of ${population}, ${elites} cannot be elites`);
  for (const [name, rate] of Object.entries(rates))
    if (typeof rate === 'number' && !(rate >= 0 && rate <= 1))
      throw invalidSettings(`${name} is from 0 to 1, not ${rate}`);
}

/**
 * Writes the order of the fittest: constraint domination for one objective, and by place where neither dominates. By insertion, since a sort that calls
 * back takes longer than to breed.
 */
function putInOrder(order: Uint32Array, of: Population): void {
  for (let candidate = 0; candidate < of.size; candidate++) {
    let [from, to] = [0, candidate];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (isFitter(of, candidate, order[middle] as number)) to = middle;
      else from = middle + 1;
    }
    order.copyWithin(from + 1, from, candidate);
    order[from] = candidate;
  }
}

function isFitter({ objectives, violation }: Population, one: number, other: number): boolean {
  const own = violation[one] as number;
  const others = violation[other] as number;
  if (own !== others) return own < others;
  return own === 0 && (objectives[one] as number) < (objectives[other] as number);
}
