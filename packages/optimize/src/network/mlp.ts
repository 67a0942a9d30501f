import type { Rng } from '@accord/kernel';
import { openKernel } from './kernel.ts';
import { gaussian } from './gaussian.ts';
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

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Index of the weights, [inputs][outputs], in the parameters; the biases follow. */
  readonly weights: number;
  readonly activation: number;
  readonly gradient: number;
}

const WIDTH = 8;
const ROWS = 4;
const FLOAT = 4;
const HIDDEN_GAIN = Math.SQRT2;
const ADAM_EPSILON = 1e-5;
const padded = (size: number, multiple: number): number => Math.ceil(size / multiple) * multiple;

/**
 * A network of dense layers with tanh between them, in fp32 by WebAssembly SIMD. Widths are padded with zeros to
 * multiples of 8, which stay zero: their inputs and gradients are.
 */
export class Mlp {
  /** Rows of inputs, `inputStride` apart. */
  readonly inputs: Float32Array;
  readonly inputStride: number;
  readonly outputs: Float32Array;
  readonly outputStride: number;
  /** d loss / d output, which the caller writes before `backward`. */
  readonly outputGradients: Float32Array;
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** Both moments of Adam, one after the other. */
  readonly moments: Float32Array;
  readonly #kernel;
  readonly #layers: readonly Layer[];
  readonly #batch: number;
  readonly #scratch: number;

  constructor({ inputs, hidden, outputs, batch, outputGain }: MlpShape, rng: Rng) {
    if (hidden.some((width) => width % WIDTH !== 0)) throw new TypeError('Hidden widths are multiples of 8');
    const widths = [padded(inputs, WIDTH), ...hidden, padded(outputs, WIDTH)];
    this.#batch = padded(batch, ROWS);
    const pairs = widths.slice(1).map((width, at) => ({ from: widths[at] ?? 0, to: width }));
    const count = pairs.reduce((sum, { from, to }) => sum + from * to + to, 0);
    const widest = Math.max(...pairs.map(({ from, to }) => from * to));
    const rows = widths.reduce((sum, width) => sum + width * this.#batch, 0);
    this.#kernel = openKernel(FLOAT * (4 * count + widest + 2 * rows + WIDTH));
    // The address 0 means "no bias", so nothing lies there.
    let next = WIDTH * FLOAT;
    const take = (floats: number): number => {
      const at = next;
      next += floats * FLOAT;
      return at;
    };
    const view = (at: number, floats: number): Float32Array =>
      new Float32Array(this.#kernel.memory.buffer, at, floats);
    this.parameters = view(take(count), count);
    this.gradients = view(take(count), count);
    this.moments = view(take(2 * count), 2 * count);
    this.#scratch = take(widest);
    this.inputStride = widths[0] ?? WIDTH;
    this.outputStride = widths.at(-1) ?? WIDTH;
    this.inputs = view(take(this.inputStride * this.#batch), this.inputStride * this.#batch);
    let weights = 0;
    this.#layers = pairs.map(({ from, to }) => {
      const layer = {
        inputs: from,
        outputs: to,
        weights,
        activation: take(to * this.#batch),
        gradient: take(to * this.#batch),
      };
      weights += from * to + to;
      return layer;
    });
    const last = this.#layers.at(-1) as Layer;
    this.outputs = view(last.activation, last.outputs * this.#batch);
    this.outputGradients = view(last.gradient, last.outputs * this.#batch);
    this.#initialise([inputs, ...hidden, outputs], outputGain, rng);
  }

  /** Outputs of the first `rows` rows of the inputs. */
  forward(rows: number): void {
    const m = this.#rowsOf(rows);
    let from = this.inputs.byteOffset;
    this.#layers.forEach((layer, at) => {
      const weights = this.parameters.byteOffset + layer.weights * FLOAT;
      const bias = weights + layer.inputs * layer.outputs * FLOAT;
      const { inputs, outputs, activation } = layer;
      this.#kernel.multiply(from, inputs * FLOAT, FLOAT, weights, activation, bias, m, outputs, inputs);
      if (at < this.#layers.length - 1) this.#kernel.activate(activation, m * outputs);
      from = activation;
    });
  }

  /** Gradients of the parameters from those of the first `rows` outputs, after `forward` of the same rows. */
  backward(rows: number): void {
    const m = this.#rowsOf(rows);
    this.outputGradients.fill(0, rows * this.outputStride, m * this.outputStride);
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const { inputs, outputs, weights, gradient } = this.#layers[at] as Layer;
      const below = this.#layers[at - 1];
      const from = below?.activation ?? this.inputs.byteOffset;
      const into = this.gradients.byteOffset + weights * FLOAT;
      this.#kernel.multiply(from, FLOAT, inputs * FLOAT, gradient, into, 0, inputs, outputs, m);
      this.#kernel.sumRows(gradient, into + inputs * outputs * FLOAT, m, outputs);
      if (below === undefined) continue;
      this.#kernel.transpose(this.parameters.byteOffset + weights * FLOAT, this.#scratch, inputs, outputs);
      this.#kernel.multiply(
        gradient,
        outputs * FLOAT,
        FLOAT,
        this.#scratch,
        below.gradient,
        0,
        m,
        inputs,
        outputs,
      );
      this.#kernel.activateBack(below.gradient, below.activation, m * inputs);
    }
  }

  /** One step of Adam; `step` counts from 1. Gradients longer than `maxNorm` are shortened to it. */
  update(step: number, learningRate: number, maxNorm: number): void {
    let square = 0;
    for (const gradient of this.gradients) square += gradient * gradient;
    const scale = Math.min(1, maxNorm / (Math.sqrt(square) + 1e-6));
    const first = this.moments.byteOffset;
    const count = this.parameters.length;
    const correction = Math.sqrt(1 - 0.999 ** step);
    this.#kernel.adam(
      this.parameters.byteOffset,
      this.gradients.byteOffset,
      first,
      first + count * FLOAT,
      count,
      scale,
      (learningRate * correction) / (1 - 0.9 ** step),
      ADAM_EPSILON * correction,
    );
  }

  #rowsOf(rows: number): number {
    const m = padded(rows, ROWS);
    if (m > this.#batch) throw new TypeError(`${rows} rows do not fit into a batch of ${this.#batch}`);
    return m;
  }

  #initialise(widths: readonly number[], outputGain: number, rng: Rng): void {
    const draw = gaussian(rng);
    this.#layers.forEach((layer, at) => {
      const [from, to] = [widths[at] ?? 0, widths[at + 1] ?? 0];
      const matrix = orthogonal(from, to, draw);
      const gain = at === this.#layers.length - 1 ? outputGain : HIDDEN_GAIN;
      for (let row = 0; row < from; row++)
        for (let column = 0; column < to; column++)
          this.parameters[layer.weights + row * layer.outputs + column] =
            gain * (matrix[row * to + column] ?? 0);
    });
  }
}
