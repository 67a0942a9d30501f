import type { Rng } from '@accord/kernel';

/**
 * Doubles with each repetition, up to a ceiling.
 *
 * @param repetition 1 for the first
 */
export function exponential(minMs: number, maxMs: number, repetition: number): number {
  return Math.min(maxMs, minMs * 2 ** (repetition - 1));
}

/**
 * Anything up to the delay. Spreads callers furthest, so that they do not come back together
 * (Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
export const fullJitter = (delayMs: number, rng: Rng): number => delayMs * rng.next();

/** Half the delay or more (same source): for waits that must not come out near zero. */
export const equalJitter = (delayMs: number, rng: Rng): number => delayMs * (0.5 + rng.next() / 2);
