import { AccordError, type Rng } from '@accord/kernel';
import type { Environment } from '../env/environment.ts';
import { gaussian } from '../network/gaussian.ts';
import type { Mlp } from '../network/mlp.ts';
import type { ActionHead } from './action-head.ts';
import { ppoErrors } from './errors.ts';
import type { RewardWindow } from './reward-window.ts';

const ALL = new Uint8Array(0);

/** What was seen, done and got, with step t of environment e at index t × environments + e. */
export class Rollout {
  readonly observations: Float32Array;
  readonly actions: Float64Array;
  readonly masks: Uint8Array[];
  readonly logProbabilities: Float64Array;
  readonly rewards: Float64Array;
  readonly values: Float64Array;
  readonly nextValues: Float64Array;
  readonly boundaries: Uint8Array;
  /** Raw returns of the episodes that ended. */
  readonly episodes: number[] = [];

  readonly size: number;

  constructor(size: number, observationSize: number, actionSize: number) {
    this.size = size;
    this.observations = new Float32Array(size * observationSize);
    this.actions = new Float64Array(size * actionSize);
    this.masks = Array.from({ length: size }, () => ALL);
    this.logProbabilities = new Float64Array(size);
    this.rewards = new Float64Array(size);
    this.values = new Float64Array(size);
    this.nextValues = new Float64Array(size);
    this.boundaries = new Uint8Array(size);
  }
}

export interface Gathering {
  readonly environments: readonly Environment[];
  readonly head: ActionHead;
  readonly policy: Mlp;
  readonly value: Mlp;
  readonly window: RewardWindow;
  /** Raw reward so far in the episode of each environment; changed. */
  readonly running: number[];
}

/** @throws AccordError where an environment throws, gives what is not finite, or allows no action */
export function gather(on: Gathering, steps: number, rng: Rng): Rollout {
  const { environments, head, policy, value } = on;
  const [count, width] = [environments.length, environments[0]?.observationSize ?? 0];
  const rollout = new Rollout(steps * count, width, head.size);
  const draws = { uniform: () => rng.next(), normal: gaussian(rng) };
  for (let at = 0; at < rollout.size; at += count) {
    environments.forEach((environment, e) => {
      const seen = observed(environment);
      rollout.observations.set(seen, (at + e) * width);
      place(policy, e, seen);
      place(value, e, seen);
    });
    policy.forward(count);
    value.forward(count);
    environments.forEach((environment, e) => {
      const index = at + e;
      rollout.values[index] = value.outputs[e * value.outputStride] ?? 0;
      if (at > 0 && rollout.boundaries[index - count] === 0)
        rollout.nextValues[index - count] = rollout.values[index] ?? 0;
      const mask = maskOf(environment);
      rollout.masks[index] = mask;
      const row = policy.outputs.subarray(e * policy.outputStride, (e + 1) * policy.outputStride);
      const action = rollout.actions.subarray(index * head.size, (index + 1) * head.size);
      head.choose(row, mask, action, draws);
      rollout.logProbabilities[index] = head.evaluate(row, mask, action).logProbability;
    });
    environments.forEach((_, e) => advance(on, rollout, at + e, e, rng));
  }
  bootstrap(on, rollout);
  return rollout;
}

/** One step of one environment, and the value of the cut where it was cut off. */
function advance(on: Gathering, rollout: Rollout, index: number, e: number, rng: Rng): void {
  const environment = on.environments[e] as Environment;
  const { size } = on.head;
  const action = on.head.outward(rollout.actions.subarray(index * size, (index + 1) * size));
  const { reward, terminated, truncated } = guarded(() => environment.step(action, rng));
  if (!Number.isFinite(reward))
    throw new AccordError(ppoErrors.PPO_REWARD_NOT_FINITE, {
      detail: `A reward of ${environment.name} is ${reward}`,
    });
  on.window.add(reward);
  rollout.rewards[index] = reward;
  on.running[e] = (on.running[e] ?? 0) + reward;
  if (!terminated && !truncated) return;
  rollout.boundaries[index] = 1;
  if (!terminated) rollout.nextValues[index] = valueOf(on.value, observed(environment));
  rollout.episodes.push(on.running[e] ?? 0);
  on.running[e] = 0;
  guarded(() => environment.reset(rng));
}

function bootstrap({ environments, value }: Gathering, rollout: Rollout): void {
  const last = rollout.size - environments.length;
  environments.forEach((environment, e) => {
    if (rollout.boundaries[last + e] === 0)
      rollout.nextValues[last + e] = valueOf(value, observed(environment));
  });
}

export function valueOf(network: Mlp, observation: readonly number[]): number {
  place(network, 0, observation);
  network.forward(1);
  return network.outputs[0] ?? 0;
}

export const place = (network: Mlp, row: number, observation: ArrayLike<number>): void =>
  network.inputs.set(observation, row * network.inputStride);

export function observed(environment: Environment): readonly number[] {
  const seen = guarded(() => environment.observe());
  if (seen.length !== environment.observationSize || !seen.every(Number.isFinite))
    throw new AccordError(ppoErrors.PPO_REWARD_NOT_FINITE, {
      detail: `An observation of ${environment.name} is not ${environment.observationSize} finite numbers`,
    });
  return seen;
}

export function maskOf(environment: Environment): Uint8Array {
  if (environment.mask === undefined) return ALL;
  const mask = Uint8Array.from(
    guarded(() => environment.mask?.() ?? []),
    Number,
  );
  if (!mask.includes(1)) throw new AccordError(ppoErrors.PPO_NO_VALID_ACTION);
  return mask;
}

/** What the environment does, with its failures under a code. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new AccordError(ppoErrors.PPO_ENVIRONMENT_FAILED, { detail: String(cause), cause });
  }
}
