/** A network of two hidden layers with tanh, as PPO trains it: weights [inputs][outputs] and then biases, layer by layer. */
export interface PolicyShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

const FLOAT = 4;
/** Inputs are padded to multiples of 4 and other layers of 8, and padding stays zero. */
const paddedTo = (multiple: number, width: number): number => Math.ceil(width / multiple) * multiple;
const widthsOf = ({ inputs, hidden, outputs }: PolicyShape): number[] => [
  paddedTo(4, inputs),
  paddedTo(8, hidden),
  paddedTo(8, hidden),
  paddedTo(8, outputs),
];

function parametersOf(shape: PolicyShape): number {
  const widths = widthsOf(shape);
  return widths.slice(1).reduce((sum, width, at) => sum + ((widths[at] ?? 0) + 1) * width, 0);
}

/** Reads parameters from base64. @throws TypeError for a number of them that is not that of the shape */
export function readParameters(text: string, shape: PolicyShape): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length !== parametersOf(shape) * FLOAT)
    throw new TypeError(`the policy has ${bytes.length} bytes of parameters`);
  return new Float32Array(bytes.buffer);
}

interface Layer {
  readonly from: Float64Array;
  readonly into: Float64Array;
  /** [outputs][inputs], so that each output is a sum along a row. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** Returns a function that writes the logits of one observation. */
export function policyNetwork(
  parameters: Float32Array,
  shape: PolicyShape,
): (observation: readonly number[], logits: Float64Array) => void {
  const { inputs, outputs } = shape;
  const widths = widthsOf(shape);
  const activations = widths.map((width) => new Float64Array(width));
  const [first = new Float64Array()] = activations;
  let next = 0;
  const layers = activations.slice(1).map((into, at): Layer => {
    const from = activations[at] ?? first;
    const weights = new Float64Array(from.length * into.length);
    for (let row = 0; row < from.length; row += 1)
      for (let to = 0; to < into.length; to += 1)
        weights[to * from.length + row] = parameters[next + row * into.length + to] ?? 0;
    next += from.length * into.length;
    const biases = Float64Array.from(parameters.subarray(next, next + into.length));
    next += into.length;
    return { from, into, weights, biases };
  });
  return (observation, logits) => {
    for (let at = 0; at < inputs; at += 1) first[at] = observation[at] ?? 0;
    for (let at = 0; at < layers.length; at += 1) pass(layers[at] as Layer, at < layers.length - 1);
    const last = activations[widths.length - 1] as Float64Array;
    for (let at = 0; at < outputs; at += 1) logits[at] = last[at] as number;
  };
}

/** Four sums side by side: widths are multiples of four, and one sum would wait for itself at every step. */
function pass({ from, into, weights, biases }: Layer, squash: boolean): void {
  const width = from.length;
  for (let to = 0, at = 0; to < into.length; to += 1) {
    let [one, two, three, four] = [0, 0, 0, 0];
    for (let k = 0; k < width; k += 4, at += 4) {
      one += (from[k] as number) * (weights[at] as number);
      two += (from[k + 1] as number) * (weights[at + 1] as number);
      three += (from[k + 2] as number) * (weights[at + 2] as number);
      four += (from[k + 3] as number) * (weights[at + 3] as number);
    }
    const sum = (biases[to] as number) + one + two + three + four;
    into[to] = squash ? Math.tanh(sum) : sum;
  }
}
