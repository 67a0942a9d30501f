import { AccordError, type Rng } from '@accord/kernel';
import type { Environment } from '../env/environment.ts';
import { gaussian } from '../network/gaussian.ts';
import type { Kernel, MemoryPlan } from '../network/kernel.ts';
import { inputStrideOf, type Mlp, rowsOf } from '../network/mlp.ts';
import type { ActionHead, Draws } from './action-head.ts';
import type { Returns } from './advantages.ts';
import { ppoErrors } from './errors.ts';
import type { RewardWindow } from './reward-window.ts';

const ALL = new Uint8Array(0);
const FLOAT = 4;
const DOUBLE = 8;

/** How much a rollout holds, and where it lies in a memory. */
export interface RolloutLayout {
  readonly environments: number;
  /** Steps over all environments. */
  readonly size: number;
  /** Numbers from one observation to the next. */
  readonly stride: number;
  readonly actionSize: number;
  /** Bytes of one mask; 0 where all actions are always valid. */
  readonly maskSize: number;
  readonly observations: number;
  readonly actions: number;
  readonly masks: number;
  readonly logs: number;
  readonly values: number;
  readonly advantages: number;
  readonly targets: number;
  /** Room for one observation. */
  readonly probe: number;
}

export function layOutRollout(
  plan: MemoryPlan,
  first: Environment,
  { environments, steps, actionSize }: { environments: number; steps: number; actionSize: number },
): RolloutLayout {
  const size = environments * steps;
  const stride = inputStrideOf(first.observationSize);
  const masked = first.mask !== undefined && first.actions.kind === 'discrete';
  const maskSize = masked ? first.actions.count : 0;
  return {
    environments,
    size,
    stride,
    actionSize,
    maskSize,
    // With what each environment shows after the last step, and whole rows for the kernel.
    observations: plan.take(rowsOf(size + environments + 3) * stride * FLOAT),
    actions: plan.take(size * actionSize * DOUBLE),
    masks: maskSize === 0 ? 0 : plan.take(size * maskSize),
    logs: plan.take(size * DOUBLE),
    values: plan.take((size + environments) * DOUBLE),
    advantages: plan.take(size * DOUBLE),
    targets: plan.take(size * DOUBLE),
    probe: plan.take(rowsOf(1) * stride * FLOAT),
  };
}

/** What was seen, done and got, with step t of environment e at index t × environments + e. One is used again and again. */
export class Rollout implements Returns {
  readonly layout: RolloutLayout;
  readonly observations: Float32Array;
  readonly actions: Float64Array;
  readonly masks: Uint8Array;
  readonly logs: Float64Array;
  readonly rewards: Float64Array;
  readonly values: Float64Array;
  readonly boundaries: Uint8Array;
  readonly cutValues: Float64Array;
  readonly advantages: Float64Array;
  readonly targets: Float64Array;
  readonly probe: Float32Array;
  /** Raw returns of the episodes that ended. */
  readonly episodes: number[] = [];

  constructor({ memory }: Kernel, layout: RolloutLayout) {
    const { size, environments, stride, actionSize, maskSize } = layout;
    const doubles = (at: number, count: number): Float64Array => new Float64Array(memory.buffer, at, count);
    this.layout = layout;
    this.observations = new Float32Array(memory.buffer, layout.observations, (size + environments) * stride);
    this.actions = doubles(layout.actions, size * actionSize);
    this.masks = maskSize === 0 ? ALL : new Uint8Array(memory.buffer, layout.masks, size * maskSize);
    this.logs = doubles(layout.logs, size);
    this.values = doubles(layout.values, size + environments);
    this.advantages = doubles(layout.advantages, size);
    this.targets = doubles(layout.targets, size);
    this.probe = new Float32Array(memory.buffer, layout.probe, stride);
    this.rewards = new Float64Array(size);
    this.boundaries = new Uint8Array(size);
    this.cutValues = new Float64Array(size);
  }
}

export interface Gathering {
  readonly environments: readonly Environment[];
  readonly head: ActionHead;
  readonly policy: Mlp;
  readonly value: Mlp;
  readonly rollout: Rollout;
  readonly window: RewardWindow;
  /** Raw reward so far in the episode of each environment; changed. */
  readonly running: number[];
}

/** @throws AccordError where an environment throws, gives what is not finite, or allows no action */
export function gather(on: Gathering, rng: Rng): void {
  const { environments, rollout, policy, head } = on;
  const { size, stride, maskSize, observations: start } = rollout.layout;
  const count = environments.length;
  const draws: Draws = { uniform: () => rng.next(), normal: gaussian(rng) };
  rollout.episodes.length = 0;
  rollout.boundaries.fill(0);
  rollout.cutValues.fill(0);
  for (let at = 0; at < size; at += count) {
    for (let e = 0; e < count; e++) see(on, at + e, e);
    policy.forward(start + at * stride * FLOAT, count);
    for (let e = 0; e < count; e++) {
      const from = e * policy.outputStride;
      const index = at + e;
      rollout.logs[index] = head.choose(
        policy.outputs,
        from,
        rollout.masks,
        index * maskSize,
        rollout.actions,
        index * head.size,
        draws,
      );
    }
    for (let e = 0; e < count; e++) advance(on, at + e, e, rng);
  }
  environments.forEach((environment, e) =>
    rollout.observations.set(observed(environment), (size + e) * stride),
  );
  valueAll(on);
}

/** Keeps what an environment shows and allows. */
function see({ environments, rollout }: Gathering, index: number, e: number): void {
  const environment = environments[e] as Environment;
  const { stride, maskSize } = rollout.layout;
  rollout.observations.set(observed(environment), index * stride);
  if (maskSize > 0) writeMask(environment, rollout.masks, index * maskSize);
}

/** One step of one environment, and the value of the cut where it was cut off. */
function advance(on: Gathering, index: number, e: number, rng: Rng): void {
  const { rollout, head, running } = on;
  const environment = on.environments[e] as Environment;
  const action = head.outward(rollout.actions, index * head.size);
  const { reward, terminated, truncated } = guarded(() => environment.step(action, rng));
  if (!Number.isFinite(reward))
    throw new AccordError(ppoErrors.PPO_REWARD_NOT_FINITE, {
      detail: `A reward of ${environment.name} is ${reward}`,
    });
  on.window.add(reward);
  rollout.rewards[index] = reward;
  running[e] = (running[e] ?? 0) + reward;
  if (!terminated && !truncated) return;
  rollout.boundaries[index] = 1;
  if (!terminated) rollout.cutValues[index] = valueOf(on, observed(environment));
  rollout.episodes.push(running[e] ?? 0);
  running[e] = 0;
  guarded(() => environment.reset(rng));
}

/** Values of all observations, which do not change while a rollout is gathered, as many at a time as the network takes. */
function valueAll({ value, rollout }: Gathering): void {
  const { observations, stride } = rollout.layout;
  const { values } = rollout;
  for (let at = 0; at < values.length; at += value.batch) {
    const rows = Math.min(value.batch, values.length - at);
    value.forward(observations + at * stride * FLOAT, rows);
    for (let row = 0; row < rows; row++) values[at + row] = value.outputs[row * value.outputStride] ?? 0;
  }
}

function valueOf({ value, rollout }: Gathering, observation: readonly number[]): number {
  rollout.probe.set(observation);
  value.forward(rollout.layout.probe, 1);
  return value.outputs[0] ?? 0;
}

export function observed(environment: Environment): readonly number[] {
  const seen = guarded(() => environment.observe());
  if (seen.length !== environment.observationSize || !seen.every(Number.isFinite))
    throw new AccordError(ppoErrors.PPO_REWARD_NOT_FINITE, {
      detail: `An observation of ${environment.name} is not ${environment.observationSize} finite numbers`,
    });
  return seen;
}

/** Writes which actions are valid now. */
export function writeMask(environment: Environment, masks: Uint8Array, from: number): void {
  const valid = guarded(() => environment.mask?.() ?? []);
  if (!valid.includes(true)) throw new AccordError(ppoErrors.PPO_NO_VALID_ACTION);
  valid.forEach((one, at) => {
    masks[from + at] = one ? 1 : 0;
  });
}

/** What the environment does, with its failures under a code. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new AccordError(ppoErrors.PPO_ENVIRONMENT_FAILED, { detail: String(cause), cause });
  }
}
