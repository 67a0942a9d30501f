import type { ActionSpace } from '../env/environment.ts';
import type { Kernel } from '../network/kernel.ts';

const LEAST_LOG_DEVIATION = -5;
const MOST_LOG_DEVIATION = 2;

/** A minibatch in a kernel's memory: addresses, and the bytes from one row of outputs to the next. */
export interface ActionBatch {
  readonly outputs: number;
  readonly gradients: number;
  readonly stride: number;
  /** Indices of the rows in the rollout, where actions and masks lie; no masks, 0, allow all. */
  readonly order: number;
  readonly actions: number;
  readonly masks: number;
  readonly logs: number;
  readonly entropies: number;
  readonly byLogs: number;
}

/** Reads and differentiates the distributions of actions that the policy's outputs describe. */
export interface ActionHead {
  /** Numbers that the policy puts out for one observation. */
  readonly outputs: number;
  /** Numbers of one action, as it is kept for learning. */
  readonly size: number;
  /**
   * Draws an action from the outputs at `from`, or takes the likeliest, writes it to `actions` at `to`, and returns its log probability (the density
   * before squashing). An empty mask allows all; another begins at `maskFrom`.
   */
  choose(
    outputs: Float32Array,
    from: number,
    mask: Uint8Array,
    maskFrom: number,
    actions: Float64Array,
    to: number,
    draws: Draws | undefined,
  ): number;
  /** What the environment is given. */
  outward(actions: Float64Array, at: number): readonly number[];
  /** Writes log probabilities and entropies of the rows. */
  evaluate(kernel: Kernel, batch: ActionBatch, rows: number): void;
  /** After `evaluate`: the gradients of Σ byLogs × log probability + byEntropy × entropy by the outputs. */
  differentiate(kernel: Kernel, batch: ActionBatch, rows: number, byEntropy: number): void;
}

export interface Draws {
  uniform(): number;
  normal(): number;
}

export const actionHead = (space: ActionSpace): ActionHead =>
  space.kind === 'discrete' ? categorical(space.count) : squashedGaussian(space.low, space.high);

/** Invalid actions have the probability 0, and their logits no gradient (Huang and Ontañón 2022). */
function categorical(count: number): ActionHead {
  const weights = new Float64Array(count);
  const outwards = Array.from({ length: count }, (_, action) => [action]);
  return {
    outputs: count,
    size: 1,
    choose(outputs, from, mask, maskFrom, actions, to, draws) {
      const allowed = (at: number): boolean => mask.length === 0 || mask[maskFrom + at] === 1;
      let likeliest = -1;
      for (let at = 0; at < count; at++)
        if (allowed(at) && (likeliest < 0 || (outputs[from + at] ?? 0) > (outputs[from + likeliest] ?? 0)))
          likeliest = at;
      const most = outputs[from + likeliest] ?? 0;
      let sum = 0;
      for (let at = 0; at < count; at++)
        sum += weights[at] = allowed(at) ? Math.exp((outputs[from + at] ?? 0) - most) : 0;
      let chosen = likeliest;
      let left = draws === undefined ? -1 : draws.uniform() * sum;
      for (let at = 0; at < count && left >= 0; at++) {
        if (weights[at] === 0) continue;
        chosen = at;
        left -= weights[at] ?? 0;
      }
      actions[to] = chosen;
      return (outputs[from + chosen] ?? 0) - most - Math.log(sum);
    },
    outward: (actions, at) => outwards[actions[at] ?? 0] ?? [],
    evaluate(kernel, { outputs, gradients, stride, order, actions, masks, logs, entropies }, rows) {
      kernel.categorical(outputs, gradients, stride, count, order, rows, actions, masks, logs, entropies);
    },
    differentiate(kernel, { gradients, stride, order, actions, entropies, byLogs }, rows, byEntropy) {
      kernel.categoricalBack(gradients, stride, count, order, rows, actions, entropies, byLogs, byEntropy);
    },
  };
}

/**
 * A Gaussian squashed by tanh onto the box. Outputs are the means, then the logarithms of the deviations. Actions are kept
 * before squashing, so its Jacobian cancels in every ratio; the entropy is that before squashing.
 */
function squashedGaussian(low: readonly number[], high: readonly number[]): ActionHead {
  const size = low.length;
  const clamp = (value: number): number => Math.min(MOST_LOG_DEVIATION, Math.max(LEAST_LOG_DEVIATION, value));
  return {
    outputs: 2 * size,
    size,
    choose(outputs, from, _, __, actions, to, draws) {
      let log = 0;
      for (let at = 0; at < size; at++) {
        const logDeviation = clamp(outputs[from + size + at] ?? 0);
        const z = draws === undefined ? 0 : draws.normal();
        actions[to + at] = (outputs[from + at] ?? 0) + Math.exp(logDeviation) * z;
        log -= (z * z) / 2 + logDeviation + Math.log(2 * Math.PI) / 2;
      }
      return log;
    },
    outward: (actions, from) =>
      low.map(
        (least, at) => least + ((Math.tanh(actions[from + at] ?? 0) + 1) / 2) * ((high[at] ?? 0) - least),
      ),
    evaluate(kernel, { outputs, stride, order, actions, logs, entropies }, rows) {
      kernel.squashedGaussian(outputs, stride, size, order, rows, actions, logs, entropies);
    },
    differentiate(kernel, { outputs, gradients, stride, order, actions, byLogs }, rows, byEntropy) {
      kernel.squashedGaussianBack(outputs, gradients, stride, size, order, rows, actions, byLogs, byEntropy);
    },
  };
}
