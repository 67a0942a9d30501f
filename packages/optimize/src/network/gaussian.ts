import type { Rng } from '@accord/kernel';

/** Draws from the standard normal distribution, by Box and Muller (1958); one of each pair, so that no state is kept. */
export function gaussian(rng: Rng): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
