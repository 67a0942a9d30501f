import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { cartPole } from '../env/cart-pole.ts';
import type { Environment, Transition } from '../env/environment.ts';
import { Ppo, type PpoProgress } from './ppo.ts';
import { quickSettings } from './testing/settings.ts';

type Act = (environment: Environment) => readonly number[];

/** Mean return of 20 episodes that nothing was learned from. */
function meanReturn(act: Act, open: () => Environment = cartPole): number {
  const rng = createRng(1234);
  const environment = open();
  let sum = 0;
  for (let episode = 0; episode < 20; episode++) {
    environment.reset(rng);
    let moved: Transition;
    do {
      moved = environment.step(act(environment), rng);
      sum += moved.reward;
    } while (!moved.terminated && !moved.truncated);
  }
  return sum / 20;
}

const run = (ppo: Ppo, iterations: number): PpoProgress[] =>
  Array.from({ length: iterations }, () => ppo.iterate());
const rolledBack = (progress: readonly PpoProgress[]): unknown[] =>
  progress.flatMap(({ rollback }) => (rollback === undefined ? [] : [rollback]));

/** One step an episode; the reward is `level` for the action 1, which only is right, times what `scale` says. */
function oneStep(scale: () => number, mask?: readonly boolean[]): Environment {
  const count = mask?.length ?? 2;
  return {
    name: 'one-step',
    observationSize: 1,
    actions: { kind: 'discrete', count },
    reset: () => [1],
    observe: () => [1],
    step: ([action]) => ({ reward: (action === 1 ? 2 : 1) * scale(), terminated: true, truncated: false }),
    ...(mask && { mask: () => mask }),
    save: () => [],
    restore: () => {},
  };
}
const small = {
  environments: 4,
  rollout_steps: 64,
  epochs: 4,
  minibatch: 32,
  hidden: 8,
  adapt_window: 'off',
} as const;

describe('Ppo', () => {
  it('learns CartPole beyond chance and beyond a simple rule, healthily; and nothing at the rate 0', () => {
    const rng = createRng(3);
    const random = meanReturn(() => [rng.below(2)]);
    const rule = meanReturn((environment) => [(environment.observe()[2] ?? 0) > 0 ? 1 : 0]);
    const ppo = new Ppo(cartPole, quickSettings(), 1);
    const progress = run(ppo, 60);
    const learned = meanReturn((environment) => ppo.act(environment));
    expect(learned).toBeGreaterThan(5 * Math.max(random, rule));
    expect(rolledBack(progress)).toEqual([]);

    const idle = new Ppo(cartPole, quickSettings({ learning_rate: 0, final_learning_rate: 0 }), 1);
    const before = idle.save().networks[0]?.parameters;
    run(idle, 5);
    expect(idle.save().networks[0]?.parameters).toBe(before);
    expect(meanReturn((environment) => idle.act(environment))).toBeLessThan(2 * Math.max(random, rule));
  });

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

  it('rolls back a jump of the policy, to what it was before', () => {
    const ppo = new Ppo(cartPole, quickSettings({ learning_rate: 1, learning_rate_schedule: 'constant' }), 1);
    const before = ppo.save().networks;
    expect(ppo.iterate()).toMatchObject({ rollback: 'kl', rollbacks: 1 });
    expect(ppo.save().networks).toEqual(before);
  });

  it('rolls back a spike of the loss and a drop of the reward once, then waits', () => {
    for (const [factor, tolerated, reason] of [
      [1000, 3, 'loss_spike'],
      [-0.1, 1000, 'reward_drop'],
    ] as const) {
      let scale = 1;
      const ppo = new Ppo(
        () => oneStep(() => scale),
        quickSettings({
          ...small,
          rollback_kl: 100,
          reward_window: 100_000,
          rollback_loss_factor: tolerated,
        }),
        1,
      );
      expect(rolledBack(run(ppo, 60))).toEqual([]);
      scale = factor;
      expect(rolledBack(run(ppo, 4))).toEqual([reason]);
    }
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
