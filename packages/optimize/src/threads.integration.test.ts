import { systemClock } from '@accord/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { nsga2, randomSearch } from './nsga2.ts';
import { optimize } from './optimize.ts';
import { zdt1 } from './problems/reference-problems.ts';
import { ending, holed, sphere, throwing } from './testing/fixtures.ts';
import { balancedGenetic, paretoSettings } from './testing/settings.ts';
import { evaluatorInThreads, type ThreadedEvaluator } from './threads.ts';

const FIXTURES = new URL('./testing/fixtures.ts', import.meta.url).href;
const PROBLEMS = new URL('./problems/reference-problems.ts', import.meta.url).href;

const open: ThreadedEvaluator[] = [];
const inThreads = (name: string, threads: number, module = FIXTURES): ThreadedEvaluator => {
  const evaluator = evaluatorInThreads({ module, name, threads });
  open.push(evaluator);
  return evaluator;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(async (one) => one.close()));
});

const options = { method: balancedGenetic(), seed: 3, budget: { evaluations: 400 }, clock: systemClock };

describe('evaluation in threads', () => {
  it('gives to the bit what one thread gives', async () => {
    const search = { ...options, problem: zdt1(), method: nsga2(paretoSettings) };
    const here = await optimize(search);
    for (const threads of [1, 3]) {
      const there = await optimize({ ...search, evaluator: inThreads('zdt1', threads, PROBLEMS) });
      expect(there.state()).toBe(here.state());
    }
  });

  it('has threads without work when there are more than candidates', async () => {
    const search = { ...options, problem: sphere(), method: randomSearch({ population: 4 }) };
    const there = await optimize({ ...search, evaluator: inThreads('sphere', 6) });
    expect(there.state()).toBe((await optimize(search)).state());
  });

  it.each([
    [holed, 'OPTIMIZE_NOT_FINITE', /objective 0 of holed is NaN/],
    [throwing, 'OPTIMIZE_EVALUATION_FAILED', /throwing threw: out of order/],
    [ending, 'OPTIMIZE_EVALUATION_FAILED', /a thread ended/],
  ])('fails as the problem does: %o', async (problem, code, message) => {
    const evaluator = inThreads(problem.name, 2);
    await expect(optimize({ ...options, problem: problem(), evaluator })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('fails when there is no such problem', async () => {
    const evaluator = inThreads('nothing', 1);
    await expect(optimize({ ...options, problem: sphere(), evaluator })).rejects.toMatchObject({
      code: 'OPTIMIZE_EVALUATION_FAILED',
      message: expect.stringContaining('exports no function called nothing'),
    });
  });

  it.each([0, 1.5, 65])('refuses %d threads', (threads) => {
    expect(() => inThreads('sphere', threads)).toThrow(
      expect.objectContaining({ code: 'OPTIMIZE_SETTINGS_INVALID' }),
    );
  });
});
