import { describe, expect, it } from 'vitest';
import { cartPole } from '../env/cart-pole.ts';
import type { Environment } from '../env/environment.ts';
import { Ppo } from './ppo.ts';
import { oneStep, run } from './testing/runs.ts';
import { quickSettings, small } from './testing/settings.ts';

describe('Ppo', () => {
  it('goes on to the bit from a saved state', () => {
    const whole = new Ppo(cartPole, quickSettings(), 5);
    run(whole, 4);
    const state: unknown = JSON.parse(JSON.stringify(whole.save()));
    const resumed = new Ppo(cartPole, quickSettings(), 5);
    resumed.restore(state as ReturnType<Ppo['save']>);
    expect(run(resumed, 3)).toEqual(run(whole, 3));
    expect(resumed.save()).toEqual(whole.save());
  });

  it('refuses the state of other settings or another seed', () => {
    const state = new Ppo(cartPole, quickSettings(), 5).save();
    const foreign = expect.objectContaining({ code: 'PPO_CHECKPOINT_FOREIGN' });
    expect(() => new Ppo(cartPole, quickSettings(), 6).restore(state)).toThrow(foreign);
    expect(() => new Ppo(cartPole, quickSettings({ gamma: 0.5 }), 5).restore(state)).toThrow(foreign);
  });

  it('never takes an invalid action, and learns among the valid', () => {
    const mask = [true, true, false];
    const taken = new Set<number>();
    const open = (): Environment => {
      const inner = oneStep(() => 1, mask);
      return { ...inner, step: (action, rng) => (taken.add(action[0] ?? -1), inner.step(action, rng)) };
    };
    const ppo = new Ppo(open, quickSettings({ ...small, learning_rate: 0.01 }), 1);
    run(ppo, 30);
    expect([...taken].toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(ppo.act(open())).toEqual([1]);
  });

  it('learns a continuous action in its box', () => {
    const open = (): Environment => ({
      ...oneStep(() => 1),
      actions: { kind: 'continuous', low: [-2], high: [4] },
      step: ([action = 0]) => ({ reward: -((action - 3) ** 2), terminated: true, truncated: false }),
    });
    const ppo = new Ppo(open, quickSettings({ ...small, rollout_steps: 256, learning_rate: 0.01 }), 1);
    expect(Math.abs((ppo.act(open())[0] ?? 0) - 3)).toBeGreaterThan(1);
    run(ppo, 60);
    expect(Math.abs((ppo.act(open())[0] ?? 0) - 3)).toBeLessThan(0.5);
  });

  it('names what is wrong with an environment', () => {
    const nan = new Ppo(() => oneStep(() => Number.NaN), quickSettings(small), 1);
    expect(() => nan.iterate()).toThrow(expect.objectContaining({ code: 'PPO_REWARD_NOT_FINITE' }));
    const broken = new Ppo(
      () => ({
        ...oneStep(() => 1),
        step: () => {
          throw new Error('worn out');
        },
      }),
      quickSettings(small),
      1,
    );
    expect(() => broken.iterate()).toThrow(expect.objectContaining({ code: 'PPO_ENVIRONMENT_FAILED' }));
    const shut = new Ppo(() => oneStep(() => 1, [false, false]), quickSettings(small), 1);
    expect(() => shut.iterate()).toThrow(expect.objectContaining({ code: 'PPO_NO_VALID_ACTION' }));
  });
});
