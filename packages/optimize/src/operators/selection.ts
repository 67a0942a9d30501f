import type { Rng } from '@accord/kernel';

/** The best of some that are drawn evenly, with replacement. */
export function tournament(
  size: number,
  contestants: number,
  isBetter: (one: number, other: number) => boolean,
  rng: Rng,
): number {
  let best = rng.below(contestants);
  for (let round = 1; round < size; round++) {
    const other = rng.below(contestants);
    if (isBetter(other, best)) best = other;
  }
  return best;
}
