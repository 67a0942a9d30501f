import type { Rng } from '@accord/kernel';
import type { Mlp } from '../network/mlp.ts';
import type { ActionHead } from './action-head.ts';
import type { Rollout } from './rollout.ts';
import { place } from './rollout.ts';

export interface Learning {
  readonly head: ActionHead;
  readonly policy: Mlp;
  readonly value: Mlp;
  readonly rollout: Rollout;
  readonly advantages: Float64Array;
  readonly observationSize: number;
  readonly epochs: number;
  readonly minibatch: number;
  readonly clip: number;
  readonly valueClip: number;
  readonly entropy: number;
  readonly learningRate: number;
  readonly maxGradientNorm: number;
  readonly targetKl: number;
  /** Steps of Adam taken before. */
  readonly updates: number;
}

export interface Learned {
  readonly updates: number;
  readonly epochs: number;
  /** Means over the last pass. */
  readonly kl: number;
  readonly clipFraction: number;
  readonly entropy: number;
  readonly valueLoss: number;
}

interface Sums {
  kl: number;
  clipped: number;
  entropy: number;
  valueLoss: number;
}

const EARLY_STOP = 1.5;

/** Passes over the whole rollout in shuffled minibatches (Schulman et al. 2017), until done or the policy went too far. */
export function learn(on: Learning, rng: Rng): Learned {
  const { size } = on.rollout;
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  let { updates } = on;
  let sums: Sums = { kl: 0, clipped: 0, entropy: 0, valueLoss: 0 };
  let epochs = 0;
  while (epochs < on.epochs && sums.kl / size <= EARLY_STOP * on.targetKl) {
    shuffle(order, rng);
    sums = { kl: 0, clipped: 0, entropy: 0, valueLoss: 0 };
    for (let at = 0; at < size; at += on.minibatch) {
      updates += 1;
      learnFrom(on, order.subarray(at, at + on.minibatch), updates, sums);
    }
    epochs += 1;
  }
  return {
    updates,
    epochs,
    kl: sums.kl / size,
    clipFraction: sums.clipped / size,
    entropy: sums.entropy / size,
    valueLoss: sums.valueLoss / size,
  };
}

function learnFrom(on: Learning, indices: Uint32Array, step: number, sums: Sums): void {
  const { policy, value, rollout, observationSize } = on;
  indices.forEach((index, row) => {
    const seen = rollout.observations.subarray(index * observationSize, (index + 1) * observationSize);
    place(policy, row, seen);
    place(value, row, seen);
  });
  policy.forward(indices.length);
  value.forward(indices.length);
  const [mean, deviation] = spread(indices, on.advantages);
  policy.outputGradients.fill(0);
  value.outputGradients.fill(0);
  indices.forEach((index, row) => {
    const advantage = ((on.advantages[index] ?? 0) - mean) / deviation;
    policyGradient(on, index, row, advantage, indices.length, sums);
    valueGradient(on, index, row, indices.length, sums);
  });
  for (const network of [policy, value]) {
    network.backward(indices.length);
    network.update(step, on.learningRate, on.maxGradientNorm);
  }
}

/** Of −min(r A, clip(r) A) − entropy. KL is the estimate (r − 1) − log r, which is never below 0 (Schulman 2020). */
function policyGradient(
  on: Learning,
  index: number,
  row: number,
  advantage: number,
  count: number,
  sums: Sums,
): void {
  const { head, policy, rollout, clip } = on;
  const [from, to] = [row * policy.outputStride, (row + 1) * policy.outputStride];
  const outputs = policy.outputs.subarray(from, to);
  const mask = rollout.masks[index] as Uint8Array;
  const action = rollout.actions.subarray(index * head.size, (index + 1) * head.size);
  const { logProbability, entropy } = head.evaluate(outputs, mask, action);
  const change = logProbability - (rollout.logProbabilities[index] ?? 0);
  const ratio = Math.exp(change);
  const clipped = advantage > 0 ? ratio > 1 + clip : ratio < 1 - clip;
  sums.kl += ratio - 1 - change;
  sums.entropy += entropy;
  if (Math.abs(ratio - 1) > clip) sums.clipped += 1;
  const byLog = clipped ? 0 : (-advantage * ratio) / count;
  const gradient = policy.outputGradients.subarray(from, to);
  head.differentiate(outputs, mask, action, byLog, -on.entropy / count, gradient);
}

/** Of half the squared error; with clipping, of the larger of that and the one of the value held near the old. */
function valueGradient(on: Learning, index: number, row: number, count: number, sums: Sums): void {
  const { value, rollout, valueClip } = on;
  const at = row * value.outputStride;
  const old = rollout.values[index] ?? 0;
  const target = old + (on.advantages[index] ?? 0);
  const now = value.outputs[at] ?? 0;
  const error = now - target;
  const near = old + Math.min(valueClip, Math.max(-valueClip, now - old));
  const held = valueClip > 0 && near !== now && (near - target) ** 2 > error * error;
  sums.valueLoss += error * error;
  value.outputGradients[at] = held ? 0 : error / count;
}

function spread(indices: Uint32Array, values: Float64Array): [mean: number, deviation: number] {
  let [sum, square] = [0, 0];
  for (const index of indices) sum += values[index] ?? 0;
  const mean = sum / indices.length;
  for (const index of indices) square += ((values[index] ?? 0) - mean) ** 2;
  return [mean, Math.sqrt(square / indices.length) + 1e-8];
}

/** Fisher and Yates. */
function shuffle(order: Uint32Array, rng: Rng): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = rng.below(at + 1);
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
