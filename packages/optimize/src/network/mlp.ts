import type { Rng } from '@accord/kernel';
import { gaussian } from './gaussian.ts';
import type { Kernel, MemoryPlan } from './kernel.ts';
import { orthogonal } from './orthogonal.ts';

export interface MlpShape {
  readonly inputs: number;
  /** Widths of the hidden layers, each a multiple of 8. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  /** The most rows in one pass. */
  readonly batch: number;
  /** Gain of the last layer's first weights. */
  readonly outputGain: number;
}

/** Addresses are bytes in the kernel's memory. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Index of the weights, [inputs][outputs], in the parameters; the biases follow. */
  readonly weights: number;
  readonly activation: number;
  readonly gradient: number;
}

/** Where a network lies in a memory. */
export interface MlpLayout {
  readonly shape: MlpShape;
  readonly layers: readonly Layer[];
  readonly count: number;
  readonly parameters: number;
  readonly gradients: number;
  readonly moments: number;
  readonly transposed: number;
}

const WIDTH = 8;
const ROWS = 4;
const FLOAT = 4;
const HIDDEN_GAIN = Math.SQRT2;
const ADAM_EPSILON = 1e-5;
const padded = (size: number, multiple: number): number => Math.ceil(size / multiple) * multiple;

/** Numbers from one row of inputs to the next. */
export const inputStrideOf = (inputs: number): number => padded(inputs, ROWS);
/** Rows that are read and written where so many are asked for. */
export const rowsOf = (rows: number): number => padded(rows, ROWS);

export function layOutMlp(plan: MemoryPlan, shape: MlpShape): MlpLayout {
  const { inputs, hidden, outputs, batch } = shape;
  if (hidden.some((width) => width % WIDTH !== 0)) throw new TypeError('Hidden widths are multiples of 8');
  const widths = [inputStrideOf(inputs), ...hidden, padded(outputs, WIDTH)];
  const pairs = widths.slice(1).map((width, at) => ({ from: widths[at] ?? 0, to: width }));
  const count = pairs.reduce((sum, { from, to }) => sum + from * to + to, 0);
  const take = (floats: number): number => plan.take(floats * FLOAT);
  let weights = 0;
  const layers = pairs.map(({ from, to }) => {
    const size = to * rowsOf(batch);
    const layer = { inputs: from, outputs: to, weights, activation: take(size), gradient: take(size) };
    weights += from * to + to;
    return layer;
  });
  return {
    shape,
    layers,
    count,
    parameters: take(count),
    gradients: take(count),
    moments: take(2 * count),
    transposed: take(Math.max(...pairs.map(({ from, to }) => from * to))),
  };
}

/**
 * A network of dense layers with tanh between them, in fp32 by WebAssembly SIMD. Widths are padded with zeros to
 * multiples of 8, and inputs of 4, which stay zero: their inputs and gradients are.
 */
export class Mlp {
  /** The most rows in one pass. */
  readonly batch: number;
  readonly outputs: Float32Array;
  readonly outputStride: number;
  /** d loss / d output, which the caller writes before `backward`. */
  readonly outputGradients: Float32Array;
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** Both moments of Adam, one after the other. */
  readonly moments: Float32Array;
  readonly #kernel: Kernel;
  readonly #layout: MlpLayout;

  constructor(kernel: Kernel, layout: MlpLayout, rng: Rng) {
    const view = (at: number, floats: number): Float32Array =>
      new Float32Array(kernel.memory.buffer, at, floats);
    const { shape, count } = layout;
    const last = layout.layers.at(-1) as Layer;
    const size = last.outputs * rowsOf(shape.batch);
    this.#kernel = kernel;
    this.#layout = layout;
    this.batch = shape.batch;
    this.parameters = view(layout.parameters, count);
    this.gradients = view(layout.gradients, count);
    this.moments = view(layout.moments, 2 * count);
    this.outputs = view(last.activation, size);
    this.outputGradients = view(last.gradient, size);
    this.outputStride = last.outputs;
    this.#initialise([shape.inputs, ...shape.hidden, shape.outputs], shape.outputGain, rng);
  }

  /** Outputs of `rows` rows of inputs at an address, `inputStrideOf` apart. */
  forward(at: number, rows: number): void {
    const m = this.#padded(rows);
    const { layers, parameters } = this.#layout;
    const last = layers.at(-1);
    let from = at;
    for (const layer of layers) {
      const { inputs, outputs, activation } = layer;
      const weights = parameters + layer.weights * FLOAT;
      const bias = weights + inputs * outputs * FLOAT;
      this.#kernel.multiply(from, inputs * FLOAT, FLOAT, weights, activation, bias, m, outputs, inputs);
      if (layer !== last) this.#kernel.activate(activation, m * outputs);
      from = activation;
    }
  }

  /** Gradients of the parameters from those of the first `rows` outputs, after `forward` of the same inputs. */
  backward(at: number, rows: number): void {
    const m = this.#padded(rows);
    const { layers, parameters, gradients, transposed } = this.#layout;
    const kernel = this.#kernel;
    this.outputGradients.fill(0, rows * this.outputStride, m * this.outputStride);
    for (let place = layers.length - 1; place >= 0; place--) {
      const { inputs, outputs, weights, gradient } = layers[place] as Layer;
      const below = layers[place - 1];
      const from = below?.activation ?? at;
      const into = gradients + weights * FLOAT;
      kernel.multiply(from, FLOAT, inputs * FLOAT, gradient, into, 0, inputs, outputs, m);
      kernel.sumRows(gradient, into + inputs * outputs * FLOAT, m, outputs);
      if (below === undefined) continue;
      const step = outputs * FLOAT;
      kernel.transpose(parameters + weights * FLOAT, transposed, inputs, outputs);
      kernel.multiply(gradient, step, FLOAT, transposed, below.gradient, 0, m, inputs, outputs);
      kernel.activateBack(below.gradient, below.activation, m * inputs);
    }
  }

  /** One step of Adam; `step` counts from 1. Gradients longer than `maxNorm` are shortened to it. */
  update(step: number, learningRate: number, maxNorm: number): void {
    const { count } = this.#layout;
    const length = Math.sqrt(this.#kernel.sumSquares(this.#layout.gradients, count));
    const scale = Math.min(1, maxNorm / (length + 1e-6));
    const first = this.#layout.moments;
    const correction = Math.sqrt(1 - 0.999 ** step);
    this.#kernel.adam(
      this.#layout.parameters,
      this.#layout.gradients,
      first,
      first + count * FLOAT,
      count,
      scale,
      (learningRate * correction) / (1 - 0.9 ** step),
      ADAM_EPSILON * correction,
    );
  }

  #padded(rows: number): number {
    const m = rowsOf(rows);
    if (m > rowsOf(this.batch)) throw new TypeError(`${rows} rows do not fit into a batch of ${this.batch}`);
    return m;
  }

  #initialise(widths: readonly number[], outputGain: number, rng: Rng): void {
    const draw = gaussian(rng);
    const { layers } = this.#layout;
    layers.forEach((layer, at) => {
      const [from, to] = [widths[at] ?? 0, widths[at + 1] ?? 0];
      const matrix = orthogonal(from, to, draw);
      const gain = at === layers.length - 1 ? outputGain : HIDDEN_GAIN;
      for (let row = 0; row < from; row++)
        for (let column = 0; column < to; column++)
          this.parameters[layer.weights + row * layer.outputs + column] =
            gain * (matrix[row * to + column] ?? 0);
    });
  }
}
