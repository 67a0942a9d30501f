import type { Variation } from './operators/operator.ts';
import type { Population } from './population.ts';

/** At the end of a run sigma is this share of what it was: coarse first, then fine. */
const FINAL_SHARE = 0.1;
const UNIFORM_DEVIATION = 1 / Math.sqrt(12);

/** Narrows linearly with the progress, 0 to 1. */
export const adaptedSigma = (initial: number, progress: number): number =>
  initial - (initial - FINAL_SHARE * initial) * progress;

/** Raises the rate of a population that has grown alike, and lowers that of one that is spread out. */
export function adaptedRate(base: number, diversity: number): number {
  if (diversity < 0.1) return Math.max(base, Math.min(base * 1.5, 0.5));
  if (diversity > 0.5) return Math.min(base, Math.max(base * 0.8, 0.05));
  return base;
}

/**
 * How far a population is spread: the mean over the variables of its standard deviation, as a share of that of numbers scattered evenly
 * over the range. About 1 at the beginning, 0 when all are alike.
 */
export function diversityOf({ size, variables }: Population, { lower, upper }: Variation): number {
  const width = lower.length;
  let sum = 0;
  for (let at = 0; at < width; at++) {
    // From one of them, and in shares of the range, so that no great number hides the differences.
    const [first, range] = [variables[at] as number, (upper[at] as number) - (lower[at] as number)];
    const share = 1 / range;
    let [shift, squares] = [0, 0];
    for (let place = at; place < size * width; place += width) {
      const difference = ((variables[place] as number) - first) * share;
      shift += difference;
      squares += difference * difference;
    }
    sum += Math.sqrt(Math.max(0, squares - (shift * shift) / size) / size) / UNIFORM_DEVIATION;
  }
  return sum / width;
}
