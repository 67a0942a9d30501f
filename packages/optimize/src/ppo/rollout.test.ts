import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import type { Environment } from '../env/environment.ts';
import { openLearning } from './learner.ts';
import type { Learning } from './learning.ts';
import { RewardWindow } from './reward-window.ts';
import { gather } from './rollout.ts';
import { quickSettings } from './testing/settings.ts';

const ENVIRONMENTS = 3;
const settings = quickSettings({ environments: ENVIRONMENTS, rollout_steps: 12, minibatch: 4, hidden: 8 });

/** Counts its steps; an episode is over after three, ended or cut off. Shows how far it has come, and whose it is. */
function counting(which: number, over: 'terminated' | 'truncated'): Environment {
  let steps = 0;
  return {
    name: 'counting',
    observationSize: 2,
    actions: { kind: 'discrete', count: 3 },
    observe: () => [steps, which],
    mask: () => [true, steps !== 1, steps === 2],
    reset() {
      steps = 0;
      return this.observe();
    },
    step() {
      steps += 1;
      return {
        reward: which + steps,
        terminated: false,
        truncated: false,
        ...(steps === 3 && { [over]: true }),
      };
    },
    save: () => [steps],
    restore: () => {},
  };
}

function gathered(over: 'terminated' | 'truncated'): Learning {
  const environments = Array.from({ length: ENVIRONMENTS }, (_, which) => counting(which, over));
  const on = openLearning(environments[0] as Environment, settings, createRng(3));
  const running = [0, 0, 0];
  gather({ ...on, environments, window: new RewardWindow(100), running }, createRng(4));
  expect(running).toEqual([1, 2, 3]);
  expect(on.rollout.episodes).toEqual([6, 9, 12]);
  return on;
}

function valueOf({ rollout, value }: Learning, observation: readonly number[]): number {
  rollout.probe.set(observation);
  value.forward(rollout.layout.probe, 1);
  return value.outputs[0] ?? Number.NaN;
}

describe('gather', () => {
  it('keeps what each environment showed, and its value, with what follows the last step', () => {
    const on = gathered('truncated');
    const { values, observations, rewards, layout } = on.rollout;
    // More rows than one pass of the network takes.
    for (let step = 0; step <= 4; step++)
      for (let e = 0; e < ENVIRONMENTS; e++) {
        const [index, shown] = [step * ENVIRONMENTS + e, [step % 3, e]];
        expect([...observations.subarray(index * layout.stride, index * layout.stride + 2)]).toEqual(shown);
        expect(values[index]).toBe(valueOf(on, shown));
        if (step < 4) expect(rewards[index]).toBe(e + (step % 3) + 1);
      }
  });

  it('values what would have followed a cut, and nothing after an end', () => {
    for (const over of ['truncated', 'terminated'] as const) {
      const on = gathered(over);
      const { boundaries, cutValues } = on.rollout;
      expect([...boundaries]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]);
      for (let e = 0; e < ENVIRONMENTS; e++)
        expect(cutValues[6 + e]).toBe(over === 'truncated' ? valueOf(on, [3, e]) : 0);
    }
  });

  it('draws among valid actions only, with the probabilities of the policy', () => {
    const on = gathered('terminated');
    const { actions, masks, logs, layout } = on.rollout;
    for (let index = 0; index < layout.size; index++) {
      const mask = [...masks.subarray(index * 3, index * 3 + 3)];
      const step = Math.floor(index / ENVIRONMENTS) % 3;
      expect(mask).toEqual([1, Number(step !== 1), Number(step === 2)]);
      expect(mask[actions[index] ?? 9]).toBe(1);
      on.policy.forward(layout.observations + index * layout.stride * 4, 1);
      const weights = mask.map((valid, at) => valid * Math.exp(on.policy.outputs[at] ?? 0));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      expect(logs[index]).toBeCloseTo(Math.log((weights[actions[index] ?? 9] ?? 0) / sum), 6);
    }
  });
});
