import { systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { genetic } from './genetic.ts';
import { hypervolume } from './hypervolume.ts';
import type { Method } from './method.ts';
import { nsga2, randomSearch } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { identity } from './operators/operator.ts';
import { optimize, type Outcome } from './optimize.ts';
import type { Problem } from './problem.ts';
import { ackley, bnh, dtlz2, rastrigin, zdt1 } from './problems/reference-problems.ts';
import { geneticSettings, paretoSettings, referenceSettings } from './testing/settings.ts';

const SEEDS = [1, 2, 3];
const unvaried = { crossover: identity, mutation: identity };

const search = async (
  problem: Problem,
  method: Method,
  evaluations: number,
  seed: number,
): Promise<Outcome> => optimize({ problem, method, seed, budget: { evaluations }, clock: systemClock });

const best = (outcome: Outcome): number => outcome.solutions()[0]?.objectives[0] ?? Number.NaN;
const volume =
  (...reference: number[]) =>
  (outcome: Outcome): number =>
    hypervolume(
      outcome.solutions().map(({ objectives }) => objectives),
      reference,
    );

/** The median of what several seeds give, so that no single lucky run decides. */
async function median(problem: Problem, method: Method, evaluations: number, judge: (of: Outcome) => number) {
  const values: number[] = [];
  for (const seed of SEEDS) values.push(judge(await search(problem, method, evaluations, seed)));
  return values.toSorted((one, other) => one - other)[1] ?? Number.NaN;
}

describe('a search beside random search at the same budget, and with its variation switched off', () => {
  it.each([rastrigin(), ackley()])('genetic, on $name', async (problem) => {
    const [random, found, stuck] = await Promise.all([
      median(problem, randomSearch({ population: 50 }), 5000, best),
      median(problem, genetic(geneticSettings), 5000, best),
      median(problem, genetic(geneticSettings, unvaried), 5000, best),
    ]);
    const beats = (least: number): void => expect(least).toBeLessThan(random / 5);
    beats(found);
    expect(() => beats(stuck)).toThrow();
    // Of 50 candidates the best is worse than of 5000: without variation a search finds nothing that it did not begin with.
    expect(stuck).toBeGreaterThan(random);
  });

  it.each([
    ['NSGA-II', 'zdt1', nsga2(paretoSettings), nsga2(paretoSettings, unvaried), zdt1(), volume(1.1, 1.1)],
    [
      'NSGA-III',
      'dtlz2',
      nsga3(referenceSettings),
      nsga3(referenceSettings, unvaried),
      dtlz2(),
      volume(1.1, 1.1, 1.1),
    ],
  ])('%s, on %s', async (_, __, method, still, problem, judge) => {
    const [random, found, stuck] = await Promise.all([
      median(problem, randomSearch({ population: 40 }), 6000, judge),
      median(problem, method, 6000, judge),
      median(problem, still, 6000, judge),
    ]);
    const beats = (most: number): void => expect(most).toBeGreaterThan(random + 0.3);
    beats(found);
    expect(() => beats(stuck)).toThrow();
    expect(stuck).toBeLessThanOrEqual(random);
  });

  it.each(['crossover', 'mutation'] as const)('is worse off without %s alone', async (which) => {
    const { crossover, mutation } = (await import('./genetic.ts')).geneticOperators(geneticSettings);
    const without = genetic(geneticSettings, { crossover, mutation, [which]: identity });
    const whole = await median(rastrigin(), genetic(geneticSettings), 5000, best);
    expect(await median(rastrigin(), without, 5000, best)).toBeGreaterThan(whole);
  });
});

describe('constraints', () => {
  const triple = (evaluate: Problem['evaluate'], repair?: Problem['repair']): Problem => ({
    name: 'triple',
    lower: [0, 0, 0],
    upper: [1, 1, 1],
    objectives: 1,
    constraints: 1,
    evaluate,
    ...(repair === undefined ? {} : { repair }),
  });
  const sum = (variables: Float64Array): number => variables.reduce((total, value) => total + value, 0);

  it('hold by domination: the least sum that is at least 2', async () => {
    const problem = triple((variables, out) => {
      out[0] = sum(variables);
      out[1] = 2 - sum(variables);
    });
    const [solution] = (await search(problem, genetic(geneticSettings), 5000, 1)).solutions();
    expect(solution?.violation).toBe(0);
    expect(solution?.objectives[0]).toBeGreaterThanOrEqual(2);
    expect(solution?.objectives[0]).toBeLessThan(2.05);
  });

  it('hold by repair, before anything is evaluated', async () => {
    let broken = 0;
    const problem = triple(
      (variables, out) => {
        if (Math.abs(sum(variables) - 1) > 1e-9) broken++;
        out[0] = (variables[0] ?? 0) ** 2 + (variables[1] ?? 0) ** 2 + (variables[2] ?? 0) ** 2;
        out[1] = 0;
      },
      (variables) => {
        const total = sum(variables);
        for (const [at, value] of variables.entries()) variables[at] = total > 0 ? value / total : 1 / 3;
      },
    );
    const [solution] = (await search(problem, genetic(geneticSettings), 3000, 1)).solutions();
    expect(broken).toBe(0);
    expect(solution?.objectives[0]).toBeCloseTo(1 / 3, 2);
  });

  it.each([nsga2(paretoSettings), nsga3(referenceSettings)])(
    'hold on the whole front of $name',
    async (method) => {
      const outcome = await search(bnh(), method, 4000, 1);
      const solutions = outcome.solutions();
      expect(solutions.length).toBeGreaterThan(15);
      for (const { violation, variables } of solutions) {
        const [x = 0, y = 0] = variables;
        expect(violation).toBe(0);
        expect((x - 5) ** 2 + y * y).toBeLessThanOrEqual(25);
        expect((x - 8) ** 2 + (y + 3) ** 2).toBeGreaterThanOrEqual(7.7);
      }
    },
  );
});
