import { createRng, systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { type Evaluate, evaluateHere } from '../evaluate.ts';
import { hypervolume } from '../fronts/hypervolume.ts';
import type { Crossover, Mutation } from '../operators/operator.ts';
import { geneticSettings, presetSettings, PRESETS, usualSettings } from '../presets.ts';
import type { Problem } from '../problem.ts';
import { ackley, binhKorn, dtlz2, rastrigin, zdt1 } from '../problems/references.ts';
import { bestOf, paretoFront, search } from '../search.ts';
import { Evolution, type EvolutionSettings } from './evolution.ts';
import { geneticAlgorithm } from './genetic.ts';
import { nsga2 } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { referencePoints } from './reference-points.ts';
import type { EvolutionState } from './state.ts';
import type { Strategy } from './strategy.ts';

interface Made {
  readonly strategy?: Strategy;
  readonly settings?: EvolutionSettings;
  readonly evaluate?: Evaluate;
  readonly seed?: number;
  readonly state?: EvolutionState;
}

const made = (
  problem: Problem,
  { strategy = nsga2, settings, evaluate, seed = 1, state }: Made = {},
): Evolution =>
  new Evolution(
    {
      problem,
      strategy,
      seed,
      settings: settings ?? usualSettings(40, 40),
      evaluate: evaluate ?? evaluateHere(problem),
    },
    state,
  );
const run = async (evolution: Evolution, generations: number): Promise<Evolution> => {
  await search(evolution, { budget: { generations }, clock: systemClock });
  return evolution;
};
const ga = geneticAlgorithm({ elites: 1 });
const copies: Crossover = (one, other, first, second) => {
  first.set(one);
  second.set(other);
};
const nothing: Mutation = () => {};

/** The best of as many solutions drawn evenly. */
function bestAtRandom(problem: Problem, evaluations: number, seed: number): number {
  const rng = createRng(seed);
  const values = new Float64Array(1);
  let best = Number.POSITIVE_INFINITY;
  for (let count = 0; count < evaluations; count++) {
    const at = Float64Array.from(
      problem.lower,
      (low, index) => low + rng.next() * ((problem.upper[index] ?? 0) - low),
    );
    problem.evaluate(at, values);
    best = Math.min(best, values[0] as number);
  }
  return best;
}
const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] as number;
const SEEDS = [1, 2, 3, 4, 5];

describe('a genetic search', () => {
  const settings = geneticSettings(50, 100);
  const bestBy = async (problem: Problem, given: EvolutionSettings): Promise<number> => {
    const ends = SEEDS.map((seed) => run(made(problem, { strategy: ga, settings: given, seed }), 99));
    return median((await Promise.all(ends)).map((end) => bestOf(end).objectives[0] as number));
  };

  it.each([rastrigin(), ackley()])('beats as many random solutions by far: $name', async (problem) => {
    const random = median(SEEDS.map((seed) => bestAtRandom(problem, 5000, seed)));
    expect(await bestBy(problem, settings)).toBeLessThan(random / 5);
  });

  it('does no better than random without its variation, and worse without either half of it', async () => {
    const problem = rastrigin();
    const random = median(SEEDS.map((seed) => bestAtRandom(problem, 5000, seed)));
    const whole = await bestBy(problem, settings);
    const still = await bestBy(problem, { ...settings, crossover: copies, mutation: nothing });
    expect(still).toBeGreaterThan(random * 0.9);
    expect(await bestBy(problem, { ...settings, mutation: nothing })).toBeGreaterThan(whole * 2);
    expect(await bestBy(problem, { ...settings, crossover: copies })).toBeGreaterThan(whole);
  });

  it.each(PRESETS)('with the preset %s of the sources beats random', async (preset) => {
    const given = presetSettings(preset);
    const problem = rastrigin(10);
    const evaluations = given.population * (given.generations + 1);
    const random = median(SEEDS.map((seed) => bestAtRandom(problem, evaluations, seed)));
    const ends = SEEDS.map((seed) =>
      run(
        made(problem, { strategy: geneticAlgorithm({ elites: 0.1 }), settings: given, seed }),
        given.generations,
      ),
    );
    const best = median((await Promise.all(ends)).map((end) => bestOf(end).objectives[0] as number));
    expect(best).toBeLessThan(random / 2);
  });
});

describe('NSGA-II', () => {
  const volume = (evolution: Evolution): number =>
    hypervolume(
      paretoFront(evolution).map(({ objectives }) => objectives),
      evolution.population.objectives === 2 ? [1.1, 1.1] : [1.1, 1.1, 1.1],
    );

  it('comes close to the whole front of ZDT1, spread evenly', async () => {
    const evolution = await run(made(zdt1(), { settings: usualSettings(100, 200) }), 200);
    // The best that 100 points can do is 0.8721.
    expect(volume(evolution)).toBeGreaterThan(0.869);
  });

  it('finds nothing of it without variation', async () => {
    const settings = { ...usualSettings(100, 200), crossover: copies, mutation: nothing };
    expect(volume(await run(made(zdt1(), { settings }), 200))).toBe(0);
  });

  it('keeps to what is allowed', async () => {
    const front = paretoFront(await run(made(binhKorn()), 60));
    expect(front.length).toBe(40);
    for (const { variables, violation } of front) {
      const [x = 0, y = 0] = variables;
      expect(violation).toBe(0);
      expect((x - 5) ** 2 + y ** 2).toBeLessThanOrEqual(25 + 1e-9);
    }
  });

  it('repairs before it evaluates, so that nothing else is ever seen', async () => {
    const whole: Problem = {
      ...zdt1(5),
      repair: (at) => void (at[0] = Math.round((at[0] as number) * 4) / 4),
    };
    const front = paretoFront(await run(made(whole), 40));
    expect(new Set(front.map(({ variables }) => variables[0]))).toEqual(new Set([0, 0.25, 0.5, 0.75, 1]));
  });
});

describe('NSGA-III', () => {
  it('finds a point near each line of a front in three objectives', async () => {
    const points = referencePoints(3, 8);
    expect(points).toHaveLength(45);
    const problem = dtlz2(3, 6);
    const evolution: Evolution = made(problem, {
      strategy: nsga3(points, () => evolution.random),
      settings: usualSettings(48, 150, 1),
    });
    await run(evolution, 150);
    const front = paretoFront(evolution).map(({ objectives }) => objectives);
    for (const point of points) {
      const length = Math.hypot(...point);
      const nearest = Math.min(
        ...front.map((values) =>
          Math.hypot(...values.map((value, axis) => value - (point[axis] ?? 0) / length)),
        ),
      );
      expect(nearest).toBeLessThan(0.12);
    }
  });
});

describe('the same seed', () => {
  const halves: Evaluate = async (population, from, to) => {
    const middle = (from + to) >> 1;
    const evaluate = evaluateHere(zdt1(8));
    // The other half first, and both later: as threads would.
    await new Promise((resolve) => setImmediate(resolve));
    await evaluate(population, middle, to);
    await evaluate(population, from, middle);
  };

  it('gives the same search to the bit, in whatever order solutions are evaluated', async () => {
    const one = await run(made(zdt1(8), { seed: 7 }), 25);
    const other = await run(made(zdt1(8), { seed: 7, evaluate: halves }), 25);
    expect(other.population).toEqual(one.population);
    const another = await run(made(zdt1(8), { seed: 8 }), 25);
    expect(another.population).not.toEqual(one.population);
  });

  it('gives the same when it is stopped and gone on with', async () => {
    const whole = await run(made(zdt1(8)), 30);
    const first = await run(made(zdt1(8)), 12);
    const state = JSON.parse(JSON.stringify(first.state())) as EvolutionState;
    const second = await run(made(zdt1(8), { state, seed: 99 }), 30);
    expect(second.population).toEqual(whole.population);
    expect([second.generation, second.evaluations]).toEqual([30, whole.evaluations]);
  });
});

describe('a search', () => {
  it('ends when its evaluations are spent, or when it is told to', async () => {
    const evolution = made(zdt1(8));
    expect(await search(evolution, { budget: { evaluations: 200 }, clock: systemClock })).toBe('evaluations');
    expect(evolution.evaluations).toBe(200);
    const controller = new AbortController();
    const seen: number[] = [];
    const end = await search(evolution, {
      budget: {},
      clock: systemClock,
      signal: controller.signal,
      onGeneration: ({ generation }) => {
        seen.push(generation);
        if (generation === 8) controller.abort();
      },
    });
    expect([end, seen]).toEqual(['stopped', [5, 6, 7, 8]]);
    expect(await search(made(zdt1(8)), { budget: { milliseconds: 0 }, clock: systemClock })).toBe('time');
  });

  it('that fails in a generation can be gone on with from the one before', async () => {
    let left = 130;
    const problem: Problem = {
      ...zdt1(8),
      evaluate(at, objectives) {
        if (left-- === 0) throw new Error('the machine is tired');
        return zdt1(8).evaluate(at, objectives);
      },
    };
    const evolution = made(problem);
    await expect(run(evolution, 10)).rejects.toMatchObject({ code: 'OPTIMIZE_EVALUATION_FAILED' });
    expect(evolution.generation).toBe(2);
    expect(made(problem, { state: evolution.state() }).generation).toBe(2);
  });
});

describe('bad input', () => {
  const problem = zdt1(3);
  const withSettings = (more: Partial<EvolutionSettings>) => () =>
    made(problem, { settings: { ...usualSettings(20, 20), ...more } });

  it.each<[string, () => unknown, string]>([
    ['no bounds', () => made({ ...problem, lower: [], upper: [] }), 'OPTIMIZE_PROBLEM_INVALID'],
    ['bounds of different length', () => made({ ...problem, upper: [1] }), 'OPTIMIZE_PROBLEM_INVALID'],
    ['bounds the wrong way round', () => made({ ...problem, lower: [0, 2, 0] }), 'OPTIMIZE_PROBLEM_INVALID'],
    [
      'bounds that are no numbers',
      () => made({ ...problem, lower: [0, Number.NaN, 0] }),
      'OPTIMIZE_PROBLEM_INVALID',
    ],
    ['no objectives', () => made({ ...problem, objectives: 0 }), 'OPTIMIZE_PROBLEM_INVALID'],
    ['a population of 1', withSettings({ population: 1 }), 'OPTIMIZE_SETTING_INVALID'],
    ['an odd population', withSettings({ population: 21 }), 'OPTIMIZE_SETTING_INVALID'],
    ['a tournament larger than the population', withSettings({ tournament: 21 }), 'OPTIMIZE_SETTING_INVALID'],
    ['a mutation rate beyond 1', withSettings({ mutationRate: 2 }), 'OPTIMIZE_SETTING_INVALID'],
    ['a sigma that is no number', withSettings({ sigma: Number.NaN }), 'OPTIMIZE_SETTING_INVALID'],
  ])('%s is refused at once', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['NaN', Number.NaN, 0],
    ['infinity', Number.POSITIVE_INFINITY, 0],
    ['a violation below 0', 1, -1],
    ['a violation that is no number', 1, Number.NaN],
  ])('an objective of %s ends the search with a code', async (_, value, violation) => {
    const bad: Problem = {
      ...problem,
      evaluate(_at, objectives) {
        objectives.fill(value);
        return violation;
      },
    };
    await expect(run(made(bad), 1)).rejects.toMatchObject({ code: 'OPTIMIZE_NOT_A_NUMBER' });
  });

  it('a state that is cut, changed, or of something else is refused', async () => {
    const state = (await run(made(problem), 3)).state();
    const going =
      (changed: Partial<EvolutionState>, of = problem, more: Made = {}) =>
      () =>
        made(of, { state: { ...state, ...changed }, ...more });
    const refused = expect.objectContaining({ code: 'OPTIMIZE_STATE_INVALID' });
    expect(going({ population: state.population.slice(8) })).toThrow(refused);
    expect(going({ generation: 4 })).toThrow(refused);
    expect(going({ checksum: '' })).toThrow(refused);
    expect(going({ version: 2 as 1 })).toThrow(refused);
    expect(going({}, zdt1(4))).toThrow(refused);
    expect(going({}, problem, { strategy: ga })).toThrow(refused);
    expect(going({}, problem, { settings: usualSettings(20, 20) })).toThrow(refused);
    expect(going({})).not.toThrow();
  });
});
