/** What a level keeps under a key. Times are milliseconds since the Unix epoch. */
export interface CacheEntry {
  /** The value as JSON text. A level may keep it compressed and sealed; what comes back is this text, or nothing. */
  readonly text: string;
  readonly storedAt: number;
  /** Until then it is served as it is. */
  readonly freshUntil: number;
  /** Until then it is served while it is computed anew; after it, never. */
  readonly staleUntil: number;
  /** Names it can be invalidated by. */
  readonly tags: readonly string[];
  /** What it took to compute, which is what a hit saves: milliseconds, and billionths of a US dollar. */
  readonly tookMs: number;
  readonly costNanoUsd: number;
}
