import { FAMILIES } from '@accord/contract';
import type { Rng } from '@accord/kernel';
import { FEATURES } from '../features.ts';

/** Someone whose taste is known. */
export interface SimulatedPerson {
  /** The truth. */
  prefersFirst(first: Float64Array, second: Float64Array): boolean;
  /** What is said: mostly the truth, less so where the two are liked nearly the same. */
  answer(first: Float64Array, second: Float64Array): 'first' | 'second';
}

/**
 * Likes three families, dislikes two, and cares for strength, duration and price. How much each is liked differs between
 * opening and base.
 *
 * @param variations that differences are large or small beside
 * @param doubt answers are wrong one time in four where the difference is this part of the usual one
 */
export function simulatedPerson(
  rng: Rng,
  variations: readonly Float64Array[],
  doubt: number,
): SimulatedPerson {
  const spread = FEATURES.map((_, i) => deviation(variations.map((one) => one[i] ?? 0)));
  const liked = new Map<string, number>();
  const families = [...FAMILIES];
  for (const sign of [1, 1, 1, -1, -1]) {
    const [family] = families.splice(rng.below(families.length), 1);
    if (family !== undefined) liked.set(family, sign * (0.5 + rng.next()));
  }
  const between = (size: number): number => (rng.next() * 2 - 1) * size;
  const weights = FEATURES.map(({ kind, family = '' }) => {
    const liking = liked.get(family) ?? 0;
    if (kind === 'family') return liking;
    return family === '' ? between(0.7) : liking * between(0.4);
  });
  const utility = (features: Float64Array): number =>
    features.reduce(
      (sum, value, i) => sum + (spread[i] === 0 ? 0 : ((weights[i] ?? 0) * value) / (spread[i] ?? 1)),
      0,
    );
  const usual = deviation(variations.map(utility)) * Math.SQRT2;
  const noise = (doubt * usual) / Math.log(3);
  return {
    prefersFirst: (first, second) => utility(first) > utility(second),
    answer: (first, second) =>
      rng.next() < 1 / (1 + Math.exp((utility(second) - utility(first)) / noise)) ? 'first' : 'second',
  };
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
