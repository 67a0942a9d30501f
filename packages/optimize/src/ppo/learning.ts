import type { Rng } from '@accord/kernel';
import type { Kernel, MemoryPlan } from '../network/kernel.ts';
import { type Mlp, rowsOf } from '../network/mlp.ts';
import type { ActionBatch, ActionHead } from './action-head.ts';
import type { Rollout, RolloutLayout } from './rollout.ts';

const FLOAT = 4;
const INDEX = 4;
const DOUBLE = 8;
/** Loss of the surrogate, KL, ratios beyond the clip, loss of the value, and entropy of a pass. */
const SUMS = 5;
const EARLY_STOP = 1.5;

/** Where minibatches are worked on in a memory. */
export interface MinibatchLayout {
  /** Indices of the rollout in the order of a pass. */
  readonly order: number;
  readonly inputs: number;
  readonly logs: number;
  readonly entropies: number;
  /** Advantages, in place of which the gradients by the log probabilities are written. */
  readonly byLogs: number;
  readonly sums: number;
}

export function layOutMinibatch(
  plan: MemoryPlan,
  { size, stride }: RolloutLayout,
  minibatch: number,
): MinibatchLayout {
  const rows = rowsOf(minibatch);
  return {
    order: plan.take(size * INDEX),
    inputs: plan.take(rows * stride * FLOAT),
    logs: plan.take(rows * DOUBLE),
    entropies: plan.take(rows * DOUBLE),
    byLogs: plan.take(rows * DOUBLE),
    sums: plan.take(SUMS * DOUBLE),
  };
}

export interface Learning {
  readonly kernel: Kernel;
  readonly head: ActionHead;
  readonly policy: Mlp;
  readonly value: Mlp;
  readonly rollout: Rollout;
  readonly layout: MinibatchLayout;
}

/** How one round of learning goes. */
export interface Round {
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

/** Passes over the whole rollout in shuffled minibatches (Schulman et al. 2017), until done or the policy went too far. */
export function learn(on: Learning, round: Round, rng: Rng): Learned {
  const { memory } = on.kernel;
  const { size } = on.rollout.layout;
  const order = new Uint32Array(memory.buffer, on.layout.order, size);
  const sums = new Float64Array(memory.buffer, on.layout.sums, SUMS);
  const step = minibatchStep(on, round);
  order.forEach((_, at) => (order[at] = at));
  let { updates } = round;
  let epochs = 0;
  sums.fill(0);
  while (epochs < round.epochs && (sums[1] ?? 0) / size <= EARLY_STOP * round.targetKl) {
    shuffle(order, rng);
    sums.fill(0);
    for (let at = 0; at < size; at += round.minibatch) {
      updates += 1;
      step(at, Math.min(round.minibatch, size - at), updates);
    }
    epochs += 1;
  }
  const [, kl = 0, clipped = 0, valueLoss = 0, entropy = 0] = sums.map((sum) => sum / size);
  return { updates, epochs, kl, clipFraction: clipped, entropy, valueLoss };
}

/** A step of Adam on `rows` rows from a place in the order. Every loop over them is the kernel's. */
function minibatchStep(on: Learning, round: Round): (from: number, rows: number, update: number) => void {
  const { policy, value, layout } = on;
  const differentiate = lossGradients(on, round);
  return (from, rows, update) => {
    differentiate(from, rows);
    for (const network of [policy, value]) {
      network.backward(layout.inputs, rows);
      network.update(update, round.learningRate, round.maxGradientNorm);
    }
  };
}

type Terms = Pick<Round, 'clip' | 'valueClip' | 'entropy'>;

/** Reads the rows, and writes the gradients of the mean loss by the outputs of both networks; adds to the sums. */
export function lossGradients(
  { kernel, head, policy, value, rollout, layout }: Learning,
  { clip, valueClip, entropy }: Terms,
): (from: number, rows: number) => void {
  const { observations, stride, actions, masks, logs: oldLogs, values, targets, advantages } = rollout.layout;
  const { inputs, logs, entropies, byLogs, sums } = layout;
  const places = { actions, masks, logs, entropies, byLogs };
  return (from, rows) => {
    const order = layout.order + from * INDEX;
    const batch: ActionBatch = { ...outputsOf(policy), ...places, order };
    kernel.gather(observations, stride * FLOAT, order, rows, inputs);
    policy.forward(inputs, rows);
    kernel.standardise(advantages, order, rows, byLogs);
    head.evaluate(kernel, batch, rows);
    kernel.surrogate(logs, oldLogs, order, rows, clip, byLogs, sums);
    kernel.addUp(entropies, rows, sums + 4 * DOUBLE);
    head.differentiate(kernel, batch, rows, -entropy / rows);
    value.forward(inputs, rows);
    const { outputs, gradients, stride: width } = outputsOf(value);
    kernel.valueLoss(outputs, gradients, width, order, rows, values, targets, valueClip, sums + 3 * DOUBLE);
  };
}

const outputsOf = ({ outputs, outputGradients, outputStride }: Mlp) => ({
  outputs: outputs.byteOffset,
  gradients: outputGradients.byteOffset,
  stride: outputStride * FLOAT,
});

/** Fisher and Yates. */
function shuffle(order: Uint32Array, rng: Rng): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = rng.below(at + 1);
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
