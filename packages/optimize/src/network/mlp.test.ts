import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { MemoryPlan, openKernel } from './kernel.ts';
import { inputStrideOf, layOutMlp, Mlp } from './mlp.ts';

const ROWS = 5;
const INPUTS = 3;
const STRIDE = inputStrideOf(INPUTS);
const shape = { inputs: INPUTS, hidden: [16, 8], outputs: 2, batch: ROWS, outputGain: 1 };

interface Opened {
  readonly network: Mlp;
  readonly inputs: Float32Array;
}

/** The same network by plain loops in double precision. */
function reference({ network, inputs }: Opened, row: number): number[] {
  let values: number[] = Array.from(inputs.subarray(row * STRIDE, (row + 1) * STRIDE));
  let at = 0;
  for (const [layer, width] of [16, 8, 8].entries()) {
    const start = at;
    const sums = Array.from({ length: width }, (_, column) =>
      values.reduce(
        (sum, value, from) => sum + value * (network.parameters[start + from * width + column] ?? 0),
        network.parameters[start + values.length * width + column] ?? 0,
      ),
    );
    at += values.length * width + width;
    values = layer < 2 ? sums.map(Math.tanh) : sums;
  }
  return values.slice(0, 2);
}

function opened(): Opened {
  const rng = createRng(7);
  const plan = new MemoryPlan();
  const layout = layOutMlp(plan, shape);
  const at = plan.take(8 * STRIDE * 4);
  const kernel = openKernel(plan.bytes);
  const inputs = new Float32Array(kernel.memory.buffer, at, ROWS * STRIDE);
  for (let row = 0; row < ROWS; row++)
    for (let column = 0; column < INPUTS; column++) inputs[row * STRIDE + column] = rng.next() * 4 - 2;
  return { network: new Mlp(kernel, layout, rng), inputs };
}

const loss = (of: Opened): number =>
  Array.from({ length: ROWS }, (_, row) => reference(of, row))
    .flat()
    .reduce((sum, output, at) => sum + output * output * (at + 1), 0);

function differentiate({ network, inputs }: Opened): void {
  network.forward(inputs.byteOffset, ROWS);
  for (let row = 0; row < ROWS; row++)
    for (let at = 0; at < 2; at++) {
      const index = row * network.outputStride + at;
      network.outputGradients[index] = 2 * (network.outputs[index] ?? 0) * (row * 2 + at + 1);
    }
  network.backward(inputs.byteOffset, ROWS);
}

describe('Mlp', () => {
  it('computes what plain loops do', () => {
    const of = opened();
    of.network.forward(of.inputs.byteOffset, ROWS);
    for (let row = 0; row < ROWS; row++)
      reference(of, row).forEach((value, at) =>
        expect(of.network.outputs[row * of.network.outputStride + at]).toBeCloseTo(value, 5),
      );
  });

  it('has the gradients that finite differences have, for every parameter', () => {
    const of = opened();
    differentiate(of);
    const { parameters, gradients } = of.network;
    let largest = 0;
    for (let at = 0; at < parameters.length; at++) {
      const kept = parameters[at] ?? 0;
      parameters[at] = kept + 1e-3;
      const [above, upper] = [loss(of), parameters[at] ?? 0];
      parameters[at] = kept - 1e-3;
      const slope = (above - loss(of)) / (upper - (parameters[at] ?? 0));
      parameters[at] = kept;
      const gradient = gradients[at] ?? 0;
      largest = Math.max(largest, Math.abs(gradient));
      expect(Math.abs(gradient - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
    }
    expect(largest).toBeGreaterThan(1);
  });

  it('goes down the gradient by Adam', () => {
    const of = opened();
    const before = loss(of);
    for (let step = 1; step <= 50; step++) {
      differentiate(of);
      of.network.update(step, 0.01, 10);
    }
    expect(loss(of)).toBeLessThan(before / 10);
  });

  it('hides no number that is none', () => {
    const of = opened();
    of.inputs[0] = Number.NaN;
    of.network.forward(of.inputs.byteOffset, ROWS);
    expect([of.network.outputs[0], of.network.outputs[of.network.outputStride]]).toEqual([
      Number.NaN,
      expect.closeTo(reference(of, 1)[0] ?? 0, 5),
    ]);
  });
});
