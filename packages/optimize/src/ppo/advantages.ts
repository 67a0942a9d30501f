/** A rollout, with the value at step t of environment e at index t × environments + e. */
export interface Returns {
  readonly rewards: Float64Array;
  readonly values: Float64Array;
  /** The value of what follows: V(s') inside an episode and where it was cut off, 0 where it ended. */
  readonly nextValues: Float64Array;
  /** 1 where the episode ended or was cut off, so that no advantage flows over it. */
  readonly boundaries: Uint8Array;
}

/** Generalised advantage estimation (Schulman et al. 2016, equation 16). */
export function advantagesOf(
  { rewards, values, nextValues, boundaries }: Returns,
  environments: number,
  gamma: number,
  lambda: number,
): Float64Array {
  const advantages = new Float64Array(rewards.length);
  for (let at = rewards.length - 1; at >= 0; at--) {
    const delta = (rewards[at] ?? 0) + gamma * (nextValues[at] ?? 0) - (values[at] ?? 0);
    const following = boundaries[at] ? 0 : (advantages[at + environments] ?? 0);
    advantages[at] = delta + gamma * lambda * following;
  }
  return advantages;
}
