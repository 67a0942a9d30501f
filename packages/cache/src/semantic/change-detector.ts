import type { Check } from './evidence.ts';
import type { SourceError } from './false-hit-bound.ts';

/**
 * What speaks for a change to the worse, as the logarithms of two likelihood ratios that never fall under zero: the
 * first is quick to see a great change, the second sees a small one.
 */
export interface Suspicion {
  readonly quick: number;
  readonly slow: number;
}

export const NO_SUSPICION: Suspicion = { quick: 0, slow: 0 };

const QUICK_TIMES = 10;
const SLOW_TIMES = 2.5;
const HIGHEST_RATE = 0.5;

/**
 * Takes one more check into account: a CUSUM (Page 1954) of the likelihood ratio between a rate that is several times the
 * acceptable one and the acceptable one. Under the acceptable rate each is an e-detector (Shin, Ramdas & Rinaldo,
 * "E-detectors", 2023): within n checks it reaches log(L) with probability at most n / L.
 */
export function suspicionAfter(
  { quick, slow }: Suspicion,
  check: Check,
  delta: number,
  error: SourceError,
): Suspicion {
  const acceptable = Math.min(delta + error.falseAlarmAtMost, HIGHEST_RATE / SLOW_TIMES);
  const step = (times: number): number => {
    const worse = Math.min(HIGHEST_RATE, times * acceptable);
    const ratio = check.wrong ? worse / acceptable : (1 - worse) / (1 - acceptable);
    return Math.log1p(0.5 ** check.halvings * (ratio - 1));
  };
  return {
    quick: Math.max(0, quick + step(QUICK_TIMES)),
    slow: Math.max(0, slow + step(SLOW_TIMES)),
  };
}

/**
 * Whether the rate has changed. In n checks of a cache whose rate is acceptable this is said wrongly with probability at
 * most n / `runLength`.
 */
export function hasChanged({ quick, slow }: Suspicion, runLength: number): boolean {
  return Math.max(quick, slow) >= Math.log(2 * runLength);
}
