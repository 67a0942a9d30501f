import type { ActionSpace } from '../env/environment.ts';

const LEAST_LOG_DEVIATION = -5;
const MOST_LOG_DEVIATION = 2;

/** Reads and differentiates the distribution of actions that one row of the policy's outputs describes. */
export interface ActionHead {
  /** Numbers that the policy puts out for one observation. */
  readonly outputs: number;
  /** Numbers of one action, as it is kept for learning. */
  readonly size: number;
  /** Draws an action, or takes the likeliest, into `action`. An empty mask allows all. */
  choose(row: Float32Array, mask: Uint8Array, action: Float64Array, draws: Draws | undefined): void;
  /** What the environment is given. */
  outward(action: Float64Array): readonly number[];
  /** Log probability (density before squashing) of the action, and the entropy. */
  evaluate(
    row: Float32Array,
    mask: Uint8Array,
    action: Float64Array,
  ): { logProbability: number; entropy: number };
  /** Writes the gradient of `byLog` × log probability + `byEntropy` × entropy by the outputs. */
  differentiate(
    row: Float32Array,
    mask: Uint8Array,
    action: Float64Array,
    byLog: number,
    byEntropy: number,
    gradient: Float32Array,
  ): void;
}

interface Draws {
  uniform(): number;
  normal(): number;
}

export const actionHead = (space: ActionSpace): ActionHead =>
  space.kind === 'discrete' ? categorical(space.count) : squashedGaussian(space.low, space.high);

/** Invalid actions have the probability 0, and their logits no gradient (Huang and Ontañón 2022). */
function categorical(count: number): ActionHead {
  const p = new Float64Array(count);
  const allowed = (mask: Uint8Array, at: number): boolean => mask.length === 0 || mask[at] === 1;
  const read = (row: Float32Array, mask: Uint8Array): number => {
    let most = -Infinity;
    for (let at = 0; at < count; at++) if (allowed(mask, at)) most = Math.max(most, row[at] ?? 0);
    let sum = 0;
    for (let at = 0; at < count; at++) sum += p[at] = allowed(mask, at) ? Math.exp((row[at] ?? 0) - most) : 0;
    let entropy = 0;
    for (let at = 0; at < count; at++) {
      const share = (p[at] ?? 0) / sum;
      p[at] = share;
      if (share > 0) entropy -= share * Math.log(share);
    }
    return entropy;
  };
  return {
    outputs: count,
    size: 1,
    choose(row, mask, action, draws) {
      read(row, mask);
      let chosen = p.indexOf(Math.max(...p));
      let left = draws === undefined ? -1 : draws.uniform();
      for (let at = 0; at < count && left >= 0; at++) {
        if (p[at] === 0) continue;
        chosen = at;
        left -= p[at] ?? 0;
      }
      action[0] = chosen;
    },
    outward: (action) => [action[0] ?? 0],
    evaluate(row, mask, action) {
      const entropy = read(row, mask);
      return { logProbability: Math.log(p[action[0] ?? 0] ?? 0), entropy };
    },
    differentiate(row, mask, action, byLog, byEntropy, gradient) {
      const entropy = read(row, mask);
      for (let at = 0; at < count; at++) {
        const share = p[at] ?? 0;
        const byShare = share > 0 ? -share * (Math.log(share) + entropy) : 0;
        gradient[at] = byLog * ((at === action[0] ? 1 : 0) - share) + byEntropy * byShare;
      }
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
    choose(row, _, action, draws) {
      for (let at = 0; at < size; at++)
        action[at] =
          (row[at] ?? 0) + (draws === undefined ? 0 : Math.exp(clamp(row[size + at] ?? 0)) * draws.normal());
    },
    outward: (action) =>
      low.map((least, at) => least + ((Math.tanh(action[at] ?? 0) + 1) / 2) * ((high[at] ?? 0) - least)),
    evaluate(row, _, action) {
      let [logProbability, entropy] = [0, 0];
      for (let at = 0; at < size; at++) {
        const logDeviation = clamp(row[size + at] ?? 0);
        const z = ((action[at] ?? 0) - (row[at] ?? 0)) / Math.exp(logDeviation);
        logProbability -= (z * z) / 2 + logDeviation + Math.log(2 * Math.PI) / 2;
        entropy += logDeviation + (Math.log(2 * Math.PI) + 1) / 2;
      }
      return { logProbability, entropy };
    },
    differentiate(row, _, action, byLog, byEntropy, gradient) {
      for (let at = 0; at < size; at++) {
        const raw = row[size + at] ?? 0;
        const deviation = Math.exp(clamp(raw));
        const z = ((action[at] ?? 0) - (row[at] ?? 0)) / deviation;
        gradient[at] = (byLog * z) / deviation;
        gradient[size + at] = clamp(raw) === raw ? byLog * (z * z - 1) + byEntropy : 0;
      }
    },
  };
}
