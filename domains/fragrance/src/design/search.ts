import {
  genetic,
  type GeneticSettings,
  type Method,
  nsga2,
  optimize,
  type ParetoSettings,
} from '@accord/optimize';
import { EFFORTS, type SearchOptions } from './effort.ts';
import { formulaProblem } from './problem.ts';
import type { Studio } from './studio.ts';

/** Steps of NSGA-II that fit amounts over decades. */
export const PARETO: Omit<ParetoSettings, 'population'> = {
  crossoverRate: 0.9,
  crossoverEta: 10,
  mutationEta: 15,
};

export interface Candidate {
  readonly shares: Float64Array;
  readonly concentrate: number;
  readonly value: number;
  /** In the order of `DESIGN_OBJECTIVES`. */
  readonly objectives: readonly number[];
}

export interface Found {
  readonly candidates: readonly Candidate[];
  readonly evaluations: number;
  readonly reason: 'evaluations' | 'time' | 'stopped';
}

/** Searches by generations: a front, or the least value. */
export async function searchFormulas(
  { aim, decoder, judge }: Studio,
  algorithm: 'nsga2' | 'ga',
  { preset, seed, clock, signal, onProgress }: SearchOptions,
): Promise<Found> {
  const { population, generations } = EFFORTS[preset];
  const budget = { evaluations: population * (generations + 1) };
  const problem = formulaProblem(algorithm === 'ga' ? 'sum' : 'front', aim, decoder, judge);
  const outcome = await optimize({
    problem,
    method: methodOf(algorithm, population),
    seed,
    budget,
    clock,
    ...(signal !== undefined && { signal }),
    onProgress: ({ evaluations }) =>
      onProgress?.({ evaluations, ofEvaluations: budget.evaluations, best: problem.best() }),
  });
  const candidates = outcome.solutions().map(({ variables }): Candidate => {
    const shares = new Float64Array(decoder.size);
    const concentrate = decoder.decode(variables, shares);
    const value = judge.judge(shares, concentrate);
    return { shares, concentrate, value, objectives: [...judge.objectives] };
  });
  return { candidates, evaluations: outcome.evaluations, reason: outcome.reason };
}

function methodOf(algorithm: 'nsga2' | 'ga', population: number): Method {
  const single: GeneticSettings = {
    population,
    mutationRate: 0.25,
    crossoverRate: 0.8,
    mutationSigma: 0.15,
    tournament: 3,
    elites: Math.floor(population / 6),
    adaptive: true,
  };
  return algorithm === 'ga' ? genetic(single) : nsga2({ population, ...PARETO });
}
