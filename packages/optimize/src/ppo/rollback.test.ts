import { describe, expect, it } from 'vitest';
import { cartPole } from '../env/cart-pole.ts';
import type { PpoSettings } from './knobs.ts';
import { Ppo, type PpoState } from './ppo.ts';
import { oneStep, rollbacksIn, run } from './testing/runs.ts';
import { quickSettings, small } from './testing/settings.ts';

const HEALTHY_ITERATIONS = 30;
const settings = quickSettings({ rollout_steps: 512, learning_rate: 5e-4 });

/** A run that goes on from a state, with other settings. */
function resumed(state: PpoState, changes: Partial<PpoSettings>): Ppo {
  const changed = { ...settings, ...changes };
  const ppo = new Ppo(cartPole, changed, state.seed);
  ppo.restore({ ...state, settings: changed });
  return ppo;
}

describe('a rollback', () => {
  // Rates at which an update ruins a network.
  it.each([
    ['a jump of the policy', 'kl', { learning_rate: 0.3 }],
    [
      'a spike of the loss',
      'loss_spike',
      { learning_rate: 1, target_kl: 10, rollback_kl: 100, rollback_reward_share: 0 },
    ],
  ] as const)('undoes %s that is planted into a healthy run, and the run goes on', (_, reason, changes) => {
    const ppo = new Ppo(cartPole, settings, 1);
    expect(rollbacksIn(run(ppo, HEALTHY_ITERATIONS))).toEqual([]);
    const before = ppo.save();
    const planted = resumed(before, changes);
    expect(planted.iterate()).toMatchObject({ rollback: reason, rollbacks: 1 });
    const after = planted.save();
    expect(after.networks).toEqual(before.networks);
    expect(after.history).toEqual(before.history);
    expect(after.window).toEqual(before.window);
    expect(after.scheduleStep).toBe(before.scheduleStep);
    expect(after.stream).toBe(before.stream + 1);
    const goesOn = resumed(after, {});
    expect(rollbacksIn(run(goesOn, 20))).toEqual([]);
    expect(goesOn.save().networks).not.toEqual(before.networks);
  });

  it.each([
    ['a spike of the loss', 1000, 'loss_spike', { learning_rate: 0.01 }],
    ['a drop of the reward', -0.1, 'reward_drop', { rollback_loss_factor: 1000 }],
  ] as const)('undoes %s once where the environment changes for good', (_, factor, reason, others) => {
    let scale = 1;
    const changes = { ...small, rollback_kl: 100, reward_window: 100_000, ...others };
    const ppo = new Ppo(() => oneStep(() => scale), quickSettings(changes), 1);
    expect(rollbacksIn(run(ppo, 60))).toEqual([]);
    scale = factor;
    expect(rollbacksIn(run(ppo, 40))).toEqual([reason]);
  });

  it('of a drop goes to the best of the kept states', () => {
    let scale = 1;
    const changes = { ...small, rollback_kl: 100, rollback_loss_factor: 1000 };
    const ppo = new Ppo(() => oneStep(() => scale), quickSettings(changes), 1);
    run(ppo, 60);
    const { snapshots } = ppo.save();
    const best = snapshots.toSorted((one, other) => (other.reward ?? 0) - (one.reward ?? 0))[0];
    scale = -0.1;
    expect(ppo.iterate().rollback).toBe('reward_drop');
    expect(ppo.save().networks).toEqual(best?.state.networks);
    expect(ppo.save().episodes).toEqual([]);
  });

  it.each([
    [64, 200],
    [128, 120],
    [256, 100],
    [512, 60],
    [1024, 30],
  ])('does not happen in healthy runs with rollouts of %i steps', (rollout_steps, iterations) => {
    for (const seed of [1, 2]) {
      const ppo = new Ppo(cartPole, quickSettings({ rollout_steps, learning_rate: 5e-4 }), seed);
      const progress = run(ppo, iterations);
      expect(rollbacksIn(progress)).toEqual([]);
      // It learned, so that the returns have grown.
      expect(progress.at(-1)?.reward).toBeGreaterThan(100);
    }
  });
});
