import { systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { genetic } from './genetic.ts';
import type { Method } from './method.ts';
import { nsga2, randomSearch } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { optimize, type OptimizeOptions } from './optimize.ts';
import { dtlz2, rastrigin } from './problems/reference-problems.ts';
import type { Problem } from './problem.ts';
import { holed, sphere, throwing } from './testing/fixtures.ts';
import { balancedGenetic, geneticSettings, paretoSettings, referenceSettings } from './testing/settings.ts';

const METHODS = [
  balancedGenetic(),
  nsga2(paretoSettings),
  nsga3(referenceSettings),
  randomSearch({ population: 20 }),
];
const problemFor = ({ name }: Method): Problem => (name === 'ga' ? rastrigin() : dtlz2());
const start = async (options: Partial<OptimizeOptions>) =>
  optimize({
    problem: sphere(),
    method: balancedGenetic(),
    seed: 7,
    budget: { evaluations: 1000 },
    clock: systemClock,
    ...options,
  });
const coded = (code: string, detail = /./) =>
  expect.objectContaining({ code: `OPTIMIZE_${code}`, message: expect.stringMatching(detail) });

describe('a run', () => {
  it.each(METHODS)('of $name is the same to the bit for a seed, and another for another', async (method) => {
    const options = { problem: problemFor(method), method };
    const [one, same, other] = await Promise.all([
      start(options),
      start({ ...options, sliceMs: 0 }),
      start({ ...options, seed: 8 }),
    ]);
    expect(same.state()).toBe(one.state());
    expect(other.state()).not.toBe(one.state());
  });

  it.each(METHODS)(
    'of $name that is stopped and resumed ends as one that is not, to the bit',
    async (method) => {
      const options = { problem: problemFor(method), method };
      const whole = await start(options);
      const stop = new AbortController();
      const half = await start({
        ...options,
        signal: stop.signal,
        onProgress: ({ generation }) => generation === 4 && stop.abort(),
      });
      expect(half).toMatchObject({ reason: 'stopped', generation: 4 });
      // What follows depends on the state alone, not on the seed.
      const rest = await start({ ...options, resumeFrom: half.state(), seed: 99 });
      expect(rest.state()).toBe(whole.state());
    },
  );

  it('begins no generation that its budget does not hold', async () => {
    const evaluated: number[] = [];
    const outcome = await start({
      budget: { evaluations: 100 },
      onProgress: ({ evaluations }) => evaluated.push(evaluations),
    });
    expect(evaluated).toEqual([50, 90]);
    expect(outcome).toMatchObject({ reason: 'evaluations', generation: 1, evaluations: 90 });
  });

  it('ends when its time is up', async () => {
    let ms = 0;
    const clock = { ...systemClock, monotonic: () => ms++ };
    expect(await start({ clock, budget: { evaluations: 1e6, ms: 500 } })).toMatchObject({ reason: 'time' });
  });

  it('lets others have a turn', async () => {
    let turns = 0;
    let running = true;
    const turn = (): void => {
      turns++;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    await start({ sliceMs: 0, budget: { evaluations: 500 } });
    running = false;
    expect(turns).toBeGreaterThan(400);
  });

  it('never makes the best worse, and tells finite numbers', async () => {
    let best = Number.POSITIVE_INFINITY;
    await start({
      onProgress({ readings }) {
        expect(Object.values(readings).every(Number.isFinite)).toBe(true);
        expect(readings['best']).toBeLessThanOrEqual(best);
        best = readings['best'] ?? Number.NaN;
      },
    });
  });

  it('stays within the bounds', async () => {
    const problem: Problem = {
      ...sphere(),
      lower: [2, -5, 0],
      upper: [3, -4, 1e-3],
      evaluate(variables, out) {
        for (const [at, value] of variables.entries()) {
          expect(value).toBeGreaterThanOrEqual(this.lower[at] ?? Number.NaN);
          expect(value).toBeLessThanOrEqual(this.upper[at] ?? Number.NaN);
        }
        out[0] = variables[0] ?? Number.NaN;
      },
    };
    for (const method of [balancedGenetic(), nsga2(paretoSettings)]) await start({ problem, method });
  });
});

describe('what cannot be searched is refused with a code', () => {
  it.each([
    ['no variables', { lower: [], upper: [] }],
    ['bounds of different number', { lower: [0, 0] }],
    ['bounds the wrong way', { lower: [0, 0, 6] }],
    ['an empty range', { lower: [0, 0, 5] }],
    ['infinite bounds', { upper: [1, 1, Number.POSITIVE_INFINITY] }],
    ['bounds that are no numbers', { lower: [Number.NaN, 0, 0] }],
    ['a range beyond numbers', { lower: [0, 0, -1.7e308], upper: [1, 1, 1.7e308] }],
    ['no objectives', { objectives: 0 }],
    ['half a constraint', { constraints: 0.5 }],
  ])('%s', async (_, change) => {
    await expect(start({ problem: { ...sphere(), ...change } })).rejects.toEqual(coded('PROBLEM_INVALID'));
  });

  it.each([
    ['a population of one', () => genetic({ ...geneticSettings, population: 1 })],
    ['a population of one for several objectives', () => nsga2({ ...paretoSettings, population: 1 })],
    ['half a candidate', () => randomSearch({ population: 4.5 })],
    ['a rate above one', () => genetic({ ...geneticSettings, crossoverRate: 1.1 })],
    ['a sigma that is no number', () => genetic({ ...geneticSettings, mutationSigma: Number.NaN })],
    ['elites only', () => genetic({ ...geneticSettings, elites: 50 })],
    ['an empty tournament', () => genetic({ ...geneticSettings, tournament: 0 })],
    ['no divisions', () => nsga3({ ...referenceSettings, divisions: 0 })],
  ])('%s', (_, make) => {
    expect(make).toThrow(coded('SETTINGS_INVALID'));
  });

  it.each([
    ['several objectives for a genetic search', { problem: dtlz2() }],
    ['one objective for reference points', { method: nsga3(referenceSettings) }],
    [
      'too many reference points',
      { problem: dtlz2(), method: nsga3({ ...referenceSettings, divisions: 9999 }) },
    ],
    ['a budget below the population', { budget: { evaluations: 49 } }],
    ['no budget', { budget: { evaluations: Number.NaN } }],
    ['no time', { budget: { evaluations: 1000, ms: 0 } }],
  ])('%s', async (_, options) => {
    await expect(start(options)).rejects.toEqual(coded('SETTINGS_INVALID'));
  });

  it('an objective that is not a number, with the variables', async () => {
    await expect(start({ problem: holed() })).rejects.toEqual(
      coded('NOT_FINITE', /objective 0 of holed is NaN for the variables -4\./),
    );
  });

  it('an objective or constraint that the problem forgot to write', async () => {
    const problem = { ...sphere(), constraints: 1 };
    await expect(start({ problem })).rejects.toEqual(coded('NOT_FINITE', /constraint 0 of sphere is NaN/));
  });

  it('an evaluation that throws, with its cause', async () => {
    const failure = start({ problem: throwing() });
    await expect(failure).rejects.toEqual(coded('EVALUATION_FAILED', /throwing threw: out of order/));
    await expect(failure).rejects.toMatchObject({ cause: expect.any(RangeError) });
  });

  it('leaves the last state good when a later evaluation fails', async () => {
    let evaluations = 0;
    let kept = '';
    const problem: Problem = {
      ...sphere(),
      evaluate(variables, out) {
        if (++evaluations === 300) throw new Error('broken');
        sphere().evaluate(variables, out);
      },
    };
    await expect(start({ problem, onProgress: ({ state }) => void (kept = state()) })).rejects.toEqual(
      coded('EVALUATION_FAILED'),
    );
    const resumed = await start({ resumeFrom: kept });
    expect(resumed.state()).toBe((await start({})).state());
  });
});

describe('a state', () => {
  const state = async () => (await start({})).state();
  const refused = async (resumeFrom: string, options: Partial<OptimizeOptions>, detail: RegExp) =>
    expect(start({ ...options, resumeFrom })).rejects.toEqual(coded('STATE_UNUSABLE', detail));

  it('is refused when it is truncated, changed, foreign or of another version', async () => {
    const text = await state();
    await refused(text.slice(0, -9), {}, /not all of it/);
    await refused('', {}, /not the state/);
    await refused('{"format":"other"}', {}, /not the state/);
    await refused(text.replace('"version":1', '"version":2'), {}, /version 2/);
    await refused(text.replace(/"generation":\d+/, '"generation":1'), {}, /checksum/);
    await refused('{"format":"accord-optimize","version":1,"body":null}', {}, /checksum/);
  });

  it('is refused by another problem, method or settings', async () => {
    const text = await state();
    await refused(text, { problem: { ...sphere(), name: 'other' } }, /another search/);
    await refused(text, { problem: { ...sphere(), lower: [-4, -5, -5] } }, /another search/);
    await refused(text, { method: randomSearch({ population: 50 }) }, /another search/);
    await refused(text, { method: genetic({ ...geneticSettings, mutationSigma: 0.2 }) }, /another search/);
  });
});
