import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { cartPole } from '../env/cart-pole.ts';
import type { Environment } from '../env/environment.ts';
import { Ppo } from './ppo.ts';
import { meanReturn, run } from './testing/runs.ts';
import { quickSettings } from './testing/settings.ts';

const CONTEXTS = 12;
const ACTIONS = 4;
const BUDGET = 6144;
const settings = quickSettings({
  rollout_steps: 256,
  iterations: BUDGET / 256,
  hidden: 16,
  learning_rate: 0.003,
});
const idle = { learning_rate: 0, final_learning_rate: 0 };

/** One right action for each of several contexts, which are shown one after another: chance finds few of them. */
function lookup(): Environment {
  let context = 0;
  return {
    name: 'lookup',
    observationSize: CONTEXTS,
    actions: { kind: 'discrete', count: ACTIONS },
    observe: () => Array.from({ length: CONTEXTS }, (_, at) => Number(at === context)),
    reset() {
      context = 0;
      return this.observe();
    },
    step([action]) {
      const right = (context * context + 1) % ACTIONS;
      context = (context + 1) % CONTEXTS;
      return { reward: Number(action === right), terminated: context === 0, truncated: false };
    },
    save: () => [context],
    restore([kept = 0]) {
      context = kept;
    },
  };
}

/** The return of an episode. */
function returnOf(ppo: Ppo): number {
  const rng = createRng(1);
  const environment = lookup();
  let sum = 0;
  for (let step = 0; step < CONTEXTS; step++) sum += environment.step(ppo.act(environment), rng).reward;
  return sum;
}

/** The best of as many networks of random weights as the budget has episodes for. */
function randomSearch(): number {
  let best = 0;
  for (let episode = 0; episode < BUDGET / CONTEXTS; episode++)
    best = Math.max(best, returnOf(new Ppo(lookup, settings, 1000 + episode)));
  return best;
}

function trained(changes: Partial<typeof settings>): Ppo {
  const ppo = new Ppo(lookup, { ...settings, ...changes }, 1);
  run(ppo, BUDGET / settings.rollout_steps);
  return ppo;
}

describe('Ppo', () => {
  it('beats random search at the same budget, and not where its learning is switched off', () => {
    const random = randomSearch();
    const beats = (ppo: Ppo): void => expect(returnOf(ppo)).toBeGreaterThan(random + 1);
    beats(trained({}));
    expect(() => beats(trained(idle))).toThrow();
  });

  it('learns CartPole beyond chance and beyond a simple rule, and not where its learning is switched off', () => {
    const chance = meanReturn((_, rng) => [rng.below(2)]);
    const rule = meanReturn((environment) => [(environment.observe()[2] ?? 0) > 0 ? 1 : 0]);
    const learns = (changes: Partial<typeof settings>): void => {
      const ppo = new Ppo(cartPole, quickSettings(changes), 1);
      run(ppo, 40);
      expect(meanReturn((environment) => ppo.act(environment))).toBeGreaterThan(5 * Math.max(chance, rule));
    };
    learns({});
    expect(() => learns(idle)).toThrow();
  });
});
