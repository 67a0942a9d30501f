import { createRng, type Rng } from '@accord/kernel';
import { cartPole } from '../../env/cart-pole.ts';
import type { Environment, Transition } from '../../env/environment.ts';
import type { Ppo, PpoProgress } from '../ppo.ts';

export const run = (ppo: Ppo, iterations: number): PpoProgress[] =>
  Array.from({ length: iterations }, () => ppo.iterate());

export const rollbacksIn = (progress: readonly PpoProgress[]): unknown[] =>
  progress.flatMap(({ rollback }) => (rollback === undefined ? [] : [rollback]));

/** Mean return of 20 episodes of CartPole that nothing was learned from. */
export function meanReturn(act: (environment: Environment, rng: Rng) => readonly number[]): number {
  const rng = createRng(1234);
  const environment = cartPole();
  let sum = 0;
  for (let episode = 0; episode < 20; episode++) {
    environment.reset(rng);
    let moved: Transition;
    do {
      moved = environment.step(act(environment, rng), rng);
      sum += moved.reward;
    } while (!moved.terminated && !moved.truncated);
  }
  return sum / 20;
}

/** One step an episode; the reward is 2 for the action 1, which only is right, and 1 for others, times what `scale` says. */
export function oneStep(scale: () => number, mask?: readonly boolean[]): Environment {
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
