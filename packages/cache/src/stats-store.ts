import type { MaybePromise } from './level.ts';

/** What is counted for each level. */
export const LEVEL_COUNTERS = [
  /** Answered with an entry that is fresh. */
  'hits',
  /** Answered with an entry that is past its freshness, within the grace. */
  'stale',
  'misses',
  /** Did not answer because it failed, was too slow, or rests after that. */
  'failed',
  'slow',
  'resting',
  /** Entries that could not be read back whole. */
  'corrupt',
  'writes',
  /** Entries that the level did not take because it failed, was too slow, or rests. */
  'unwritten',
  /** Entries that invalidations removed. */
  'invalidated',
] as const;
export type LevelCounter = (typeof LEVEL_COUNTERS)[number];

/** What is counted for the cache as a whole. Money in billionths of a US dollar, time in microseconds. */
export const CACHE_COUNTERS = [
  /** Requests that the source was asked for. */
  'computed',
  /** Requests that took the answer of one that was under way, in this process or in another. */
  'joined',
  'followed',
  /** Requests that were given the answer to a similar question. */
  'similar',
  /** Sources that failed, answers that were not to be kept, answers that an invalidation overtook. */
  'failed',
  'not_stored',
  'overtaken',
  /** Entries computed anew in the background, and attempts at it that failed. */
  'refreshed',
  'refresh_failed',
  'invalidations',
  'saved_us',
  'saved_nano_usd',
] as const;
export type CacheCounter = (typeof CACHE_COUNTERS)[number];

/** Every counter by name: those of a level as `memory.hits`, the others as they are. Whole numbers. */
export type CounterName = CacheCounter | `${'memory' | 'sqlite' | 'redis'}.${LevelCounter}`;
export type Counts = Readonly<Partial<Record<CounterName, number>>>;

/** How full the memory of one process is: other levels can be asked, this one only by its own process. */
export interface MemoryReport {
  /** Of the process; the same for all its reports. */
  readonly reporter: string;
  readonly entries: number;
  readonly bytes: number;
  /** Wall clock, milliseconds since the Unix epoch. A report older than `MEMORY_REPORT_LIFE_MS` no longer counts. */
  readonly at: number;
}
export const MEMORY_REPORT_LIFE_MS = 90_000;

export interface KeptStats {
  readonly counts: Counts;
  /** Summed over the processes that live. */
  readonly memory: { readonly entries: number; readonly bytes: number };
}

/** Statistics of all processes that share a store, kept beyond their lives. */
export interface StatsStore {
  /**
   * Adds to the counts of all, whole or not at all, so that what was not taken can be given again; a driver that
   * cannot know whether it was taken makes it so that the same `sequence` of the same reporter counts once. Sequences
   * of a reporter only rise. The report replaces the last of the same reporter.
   *
   * @throws CACHE_LEVEL_UNAVAILABLE
   */
  add(delta: {
    readonly reporter: string;
    readonly sequence: number;
    readonly counts: Counts;
    readonly memory: MemoryReport;
  }): MaybePromise<void>;
  /** @throws CACHE_LEVEL_UNAVAILABLE */
  read(now: number): MaybePromise<KeptStats>;
  /** Forgets the report of a process that ends. */
  leave(reporter: string): MaybePromise<void>;
  close(): MaybePromise<void>;
}
