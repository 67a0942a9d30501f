/** Where similarity counts at all, and where it begins to. */
export interface ThresholdKnobs {
  readonly start: number;
  readonly min: number;
  readonly max: number;
}

const LOOSER = 0.95;
const STRICTER = 1.05;
const FEW_HITS = 0.5;
const MANY_HITS = 0.9;

/**
 * The band of a similarity: 0 from `start` upward, and one more for each time that `start` is lowered by 5 % to reach it.
 * Undefined below `min`. Each band is proven on its own, so that a threshold that is lowered reaches nothing unproven.
 */
export function bandOf(similarity: number, { start, min }: ThresholdKnobs): number | undefined {
  if (similarity < min) return undefined;
  let band = 0;
  for (let floor = start; similarity < floor; floor *= LOOSER) band += 1;
  return band;
}

/** From where to where the similarities of a band go. */
export function bandEdges(band: number, { start, min }: ThresholdKnobs): readonly [from: number, to: number] {
  const floor = (at: number): number => Math.max(min, start * LOOSER ** at);
  return band === 0 ? [start, 1] : [floor(band), floor(band - 1)];
}

/**
 * The next threshold after a window of lookups: 5 % lower when fewer than half of them found something similar enough,
 * 5 % higher when more than nine in ten did, within the limits.
 */
export function nextThreshold(threshold: number, hitRate: number, { min, max }: ThresholdKnobs): number {
  if (hitRate < FEW_HITS) return Math.max(min, threshold * LOOSER);
  return hitRate > MANY_HITS ? Math.min(max, threshold * STRICTER) : threshold;
}
