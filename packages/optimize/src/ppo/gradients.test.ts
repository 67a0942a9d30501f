import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import type { ActionSpace, Environment } from '../env/environment.ts';
import { openLearning } from './learner.ts';
import { type Learning, lossGradients } from './learning.ts';
import { quickSettings } from './testing/settings.ts';

const ROWS = 23;
const SIZE = 40;
const OBSERVATION = 3;
const [CLIP, VALUE_CLIP, ENTROPY] = [0.2, 0.3, 0.05];
const settings = quickSettings({ environments: 1, rollout_steps: SIZE, minibatch: 32, hidden: 8 });
const discrete: ActionSpace = { kind: 'discrete', count: 4 };
const box: ActionSpace = { kind: 'continuous', low: [-2, 0], high: [4, 1] };

const world = (actions: ActionSpace, masked: boolean): Environment => ({
  name: 'any',
  observationSize: OBSERVATION,
  actions,
  reset: () => [0, 0, 0],
  observe: () => [0, 0, 0],
  step: () => ({ reward: 0, terminated: false, truncated: false }),
  ...(masked && { mask: () => [true, true, true, true] }),
  save: () => [],
  restore: () => {},
});

interface Planted {
  readonly on: Learning;
  readonly order: Uint32Array;
}

/** A rollout of random numbers, with ratios and values on both sides of their clips. */
function planted(actions: ActionSpace, masked: boolean): Planted {
  const rng = createRng(5);
  const draw = (span: number): number => (rng.next() - 0.5) * span;
  const on = openLearning(world(actions, masked), settings, rng);
  const { rollout, kernel, layout, policy } = on;
  // Weights of the policy's last layer are small at first; here its outputs should differ.
  policy.parameters.forEach(
    (value, at) => (policy.parameters[at] = value === 0 ? 0 : value + draw(actions === box ? 3 : 1)),
  );
  for (let index = 0; index < SIZE; index++) {
    for (let at = 0; at < OBSERVATION; at++)
      rollout.observations[index * rollout.layout.stride + at] = draw(4);
    for (let at = 0; at < (masked ? 4 : 0); at++)
      rollout.masks[index * 4 + at] = Number(at === 2 || rng.next() < 0.6);
    if (actions.kind === 'discrete') rollout.actions[index] = masked ? 2 : rng.below(4);
    else for (let at = 0; at < 2; at++) rollout.actions[index * 2 + at] = draw(3);
    rollout.logs[index] = Math.log(0.25) + draw(1);
    rollout.values[index] = draw(1);
    rollout.targets[index] = draw(2);
    rollout.advantages[index] = draw(5);
  }
  const order = new Uint32Array(kernel.memory.buffer, layout.order, SIZE);
  order.forEach((_, at) => (order[at] = (at * 7 + 3) % SIZE));
  return { on, order };
}

/** What is to be minimised, written down once more in double precision; a sum for each term. */
function referenceLoss({ on, order }: Planted, policy: Float64Array, value: Float64Array) {
  const { rollout, head } = on;
  const rows = [...order.subarray(0, ROWS)];
  const chosen = rows.map((index) => rollout.advantages[index] ?? 0);
  const mean = chosen.reduce((sum, one) => sum + one, 0) / ROWS;
  const deviation = Math.sqrt(chosen.reduce((sum, one) => sum + (one - mean) ** 2, 0) / ROWS);
  const terms = { surrogate: 0, entropy: 0, value: 0, held: 0, heldValues: 0, atBounds: 0 };
  rows.forEach((index, row) => {
    const outputs = policy.subarray(
      row * on.policy.outputStride,
      row * on.policy.outputStride + head.outputs,
    );
    const { log, entropy } =
      head.size === 1 ? ofCategory(on, index, outputs) : ofGaussian(on, index, outputs, terms);
    const ratio = Math.exp(log - (rollout.logs[index] ?? 0));
    const advantage = ((rollout.advantages[index] ?? 0) - mean) / (deviation + 1e-8);
    const kept = Math.min(1 + CLIP, Math.max(1 - CLIP, ratio));
    terms.surrogate -= Math.min(ratio * advantage, kept * advantage) / ROWS;
    if (kept * advantage < ratio * advantage) terms.held += 1;
    terms.entropy += entropy / ROWS;
    const [now, old] = [value[row * on.value.outputStride] ?? 0, rollout.values[index] ?? 0];
    const target = rollout.targets[index] ?? 0;
    const near = old + Math.min(VALUE_CLIP, Math.max(-VALUE_CLIP, now - old));
    terms.value += Math.max((now - target) ** 2, (near - target) ** 2) / 2 / ROWS;
    if ((near - target) ** 2 > (now - target) ** 2) terms.heldValues += 1;
  });
  return { ...terms, loss: terms.surrogate - ENTROPY * terms.entropy + terms.value };
}

function ofCategory({ rollout }: Learning, index: number, outputs: Float64Array) {
  const valid = [0, 1, 2, 3].filter(
    (at) => rollout.masks.length === 0 || rollout.masks[index * 4 + at] === 1,
  );
  const sum = valid.reduce((total, at) => total + Math.exp(outputs[at] ?? 0), 0);
  const p = (at: number): number => Math.exp(outputs[at] ?? 0) / sum;
  const entropy = -valid.reduce((total, at) => total + p(at) * Math.log(p(at)), 0);
  return { log: Math.log(p(rollout.actions[index] ?? 0)), entropy };
}

function ofGaussian(
  { rollout }: Learning,
  index: number,
  outputs: Float64Array,
  terms: { atBounds: number },
) {
  let [log, entropy] = [0, 0];
  for (let at = 0; at < 2; at++) {
    const raw = outputs[2 + at] ?? 0;
    const deviation = Math.exp(Math.min(2, Math.max(-5, raw)));
    if (raw < -5 || raw > 2) terms.atBounds += 1;
    const z = ((rollout.actions[index * 2 + at] ?? 0) - (outputs[at] ?? 0)) / deviation;
    log += Math.log(Math.exp((-z * z) / 2) / (deviation * Math.sqrt(2 * Math.PI)));
    entropy += Math.log(deviation * Math.sqrt(2 * Math.PI * Math.E));
  }
  return { log, entropy };
}

describe('the gradients of the loss by the outputs', () => {
  it.each([
    ['categorical', discrete, false],
    ['categorical with masks', discrete, true],
    ['squashed Gaussian', box, false],
  ])('are those of finite differences: %s', (_, actions, masked) => {
    const of = planted(actions, masked);
    const { on } = of;
    const sums = new Float64Array(on.kernel.memory.buffer, on.layout.sums, 5);
    sums.fill(0);
    lossGradients(on, { clip: CLIP, valueClip: VALUE_CLIP, entropy: ENTROPY })(0, ROWS);
    const outputs = [Float64Array.from(on.policy.outputs), Float64Array.from(on.value.outputs)] as const;
    const terms = referenceLoss(of, ...outputs);
    // Both sides of each clip are there, or the test would not see it.
    for (const count of [terms.held, terms.heldValues]) {
      expect(count).toBeGreaterThan(2);
      expect(count).toBeLessThan(ROWS - 2);
    }
    if (actions === box) expect(terms.atBounds).toBeGreaterThan(1);
    expect((sums[0] ?? 0) / ROWS).toBeCloseTo(terms.surrogate, 5);
    expect((sums[3] ?? 0) / ROWS / 2).toBeCloseTo(terms.value, 5);
    expect((sums[4] ?? 0) / ROWS).toBeCloseTo(terms.entropy, 5);
    for (const [which, network] of [on.policy, on.value].entries())
      for (let at = 0; at < ROWS * network.outputStride; at++) {
        const kept = outputs[which]?.[at] ?? 0;
        const loss = (step: number): number => {
          (outputs[which] as Float64Array)[at] = kept + step;
          return referenceLoss(of, ...outputs).loss;
        };
        const slope = (loss(1e-6) - loss(-1e-6)) / 2e-6;
        (outputs[which] as Float64Array)[at] = kept;
        expect(Math.abs((network.outputGradients[at] ?? 0) - slope)).toBeLessThan(
          1e-6 + 1e-4 * Math.abs(slope),
        );
      }
  });

  it('are 0 by the outputs of invalid actions', () => {
    const { on, order } = planted(discrete, true);
    lossGradients(on, { clip: CLIP, valueClip: 0, entropy: ENTROPY })(0, ROWS);
    let invalid = 0;
    for (let row = 0; row < ROWS; row++)
      for (let at = 0; at < 4; at++) {
        if (on.rollout.masks[(order[row] ?? 0) * 4 + at] === 1) continue;
        invalid += 1;
        expect(on.policy.outputGradients[row * on.policy.outputStride + at]).toBeCloseTo(0, 12);
      }
    expect(invalid).toBeGreaterThan(10);
  });

  it('go on through the network to every parameter', () => {
    const of = planted(discrete, true);
    const { on } = of;
    const differentiate = lossGradients(on, { clip: CLIP, valueClip: VALUE_CLIP, entropy: ENTROPY });
    const loss = (): number => {
      differentiate(0, ROWS);
      return referenceLoss(of, Float64Array.from(on.policy.outputs), Float64Array.from(on.value.outputs))
        .loss;
    };
    for (const network of [on.policy, on.value]) {
      loss();
      network.backward(on.layout.inputs, ROWS);
      const gradients = network.gradients.slice();
      let largest = 0;
      for (let at = 0; at < gradients.length; at += 5) {
        const kept = network.parameters[at] ?? 0;
        network.parameters[at] = kept + 2e-3;
        const [above, upper] = [loss(), network.parameters[at] ?? 0];
        network.parameters[at] = kept - 2e-3;
        const slope = (above - loss()) / (upper - (network.parameters[at] ?? 0));
        network.parameters[at] = kept;
        largest = Math.max(largest, Math.abs(slope));
        expect(Math.abs((gradients[at] ?? 0) - slope)).toBeLessThan(3e-3);
      }
      expect(largest).toBeGreaterThan(0.05);
    }
  });
});
