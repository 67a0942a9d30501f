import { createRng } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { Mlp } from './mlp.ts';

const ROWS = 5;
const shape = { inputs: 3, hidden: [16, 8], outputs: 2, batch: ROWS, outputGain: 1 };

/** The same network by plain loops in double precision. */
function reference(network: Mlp, row: number): number[] {
  let values: number[] = Array.from(
    network.inputs.subarray(row * network.inputStride, (row + 1) * network.inputStride),
  );
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

function opened(): Mlp {
  const rng = createRng(7);
  const network = new Mlp(shape, rng);
  for (let row = 0; row < ROWS; row++)
    for (let at = 0; at < 3; at++) network.inputs[row * network.inputStride + at] = rng.next() * 4 - 2;
  return network;
}

const loss = (network: Mlp): number =>
  Array.from({ length: ROWS }, (_, row) => reference(network, row))
    .flat()
    .reduce((sum, output, at) => sum + output * output * (at + 1), 0);

describe('Mlp', () => {
  it('computes what plain loops do', () => {
    const network = opened();
    network.forward(ROWS);
    for (let row = 0; row < ROWS; row++)
      reference(network, row).forEach((value, at) =>
        expect(network.outputs[row * network.outputStride + at]).toBeCloseTo(value, 5),
      );
  });

  it('has the gradients that finite differences have, for every parameter', () => {
    const network = opened();
    network.forward(ROWS);
    network.outputGradients.fill(0);
    for (let row = 0; row < ROWS; row++)
      for (let at = 0; at < 2; at++) {
        const index = row * network.outputStride + at;
        network.outputGradients[index] = 2 * (network.outputs[index] ?? 0) * (row * 2 + at + 1);
      }
    network.backward(ROWS);
    let largest = 0;
    for (let at = 0; at < network.parameters.length; at++) {
      const kept = network.parameters[at] ?? 0;
      network.parameters[at] = kept + 1e-3;
      const [above, upper] = [loss(network), network.parameters[at] ?? 0];
      network.parameters[at] = kept - 1e-3;
      const slope = (above - loss(network)) / (upper - (network.parameters[at] ?? 0));
      network.parameters[at] = kept;
      const gradient = network.gradients[at] ?? 0;
      largest = Math.max(largest, Math.abs(gradient));
      expect(Math.abs(gradient - slope)).toBeLessThan(1e-3 * Math.max(1, Math.abs(slope)));
    }
    expect(largest).toBeGreaterThan(1);
  });

  it('goes down the gradient by Adam', () => {
    const network = opened();
    const before = loss(network);
    for (let step = 1; step <= 50; step++) {
      network.forward(ROWS);
      network.outputGradients.fill(0);
      for (let row = 0; row < ROWS; row++)
        for (let at = 0; at < 2; at++)
          network.outputGradients[row * network.outputStride + at] =
            2 * (network.outputs[row * network.outputStride + at] ?? 0) * (row * 2 + at + 1);
      network.backward(ROWS);
      network.update(step, 0.01, 10);
    }
    expect(loss(network)).toBeLessThan(before / 10);
  });
});
