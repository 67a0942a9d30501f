/** A rollout, with the value at step t of environment e at index t × environments + e. */
export interface Returns {
  readonly rewards: Float64Array;
  /** Of each step, then of what each environment showed after the last. */
  readonly values: Float64Array;
  /** 1 where the episode ended or was cut off, so that nothing flows over it. */
  readonly boundaries: Uint8Array;
  /** V of the last observation where an episode was cut off; 0 where it ended. Not read elsewhere. */
  readonly cutValues: Float64Array;
  /** Written. */
  readonly advantages: Float64Array;
  /** Written: what the value is to predict. */
  readonly targets: Float64Array;
}

/** Generalised advantage estimation (Schulman et al. 2016, equation 16), of rewards divided by `divisor`. */
export function estimateAdvantages(
  { rewards, values, boundaries, cutValues, advantages, targets }: Returns,
  environments: number,
  divisor: number,
  gamma: number,
  lambda: number,
): void {
  for (let at = rewards.length - 1; at >= 0; at--) {
    const over = boundaries[at] === 1;
    const next = (over ? cutValues[at] : values[at + environments]) ?? 0;
    const following = over ? 0 : (advantages[at + environments] ?? 0);
    const value = values[at] ?? 0;
    const advantage = (rewards[at] ?? 0) / divisor + gamma * next - value + gamma * lambda * following;
    advantages[at] = advantage;
    targets[at] = value + advantage;
  }
}
