/** A network of two hidden layers with tanh, as PPO trains it: weights [inputs][outputs] and then biases, layer by layer. */
export interface PolicyShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Layers are padded to this, and padding stays zero. */
const MULTIPLE = 8;
const FLOAT = 4;
const padded = (width: number): number => Math.ceil(width / MULTIPLE) * MULTIPLE;

function parametersOf({ inputs, hidden, outputs }: PolicyShape): number {
  const widths = [padded(inputs), padded(hidden), padded(hidden), padded(outputs)];
  return widths.slice(1).reduce((sum, width, at) => sum + ((widths[at] ?? 0) + 1) * width, 0);
}

/** Reads parameters from base64. @throws TypeError for a number of them that is not that of the shape */
export function readParameters(text: string, shape: PolicyShape): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length !== parametersOf(shape) * FLOAT)
    throw new TypeError(`the policy has ${bytes.length} bytes of parameters`);
  return new Float32Array(bytes.buffer);
}

/** Returns a function that writes the logits of one observation. */
export function policyNetwork(
  parameters: Float32Array,
  { inputs, hidden, outputs }: PolicyShape,
): (observation: readonly number[], logits: Float64Array) => void {
  const widths = [padded(inputs), padded(hidden), padded(hidden), padded(outputs)];
  const activations = widths.map((width) => new Float64Array(width));
  return (observation, logits) => {
    const first = activations[0] as Float64Array;
    for (let at = 0; at < inputs; at += 1) first[at] = observation[at] ?? 0;
    let weights = 0;
    for (let layer = 1; layer < widths.length; layer += 1) {
      const from = activations[layer - 1] as Float64Array;
      const into = activations[layer] as Float64Array;
      const biases = weights + from.length * into.length;
      for (let to = 0; to < into.length; to += 1) into[to] = parameters[biases + to] as number;
      for (let at = 0; at < from.length; at += 1) {
        const value = from[at] as number;
        if (value === 0) continue;
        const row = weights + at * into.length;
        for (let to = 0; to < into.length; to += 1)
          into[to] = (into[to] as number) + value * (parameters[row + to] as number);
      }
      if (layer < widths.length - 1)
        for (let to = 0; to < into.length; to += 1) into[to] = Math.tanh(into[to] as number);
      weights = biases + into.length;
    }
    const last = activations[widths.length - 1] as Float64Array;
    for (let at = 0; at < outputs; at += 1) logits[at] = last[at] as number;
  };
}
