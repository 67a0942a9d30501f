import type { LevelName, Unanswered } from './answer.ts';
import type { CacheEntry } from './entry.ts';
import {
  CACHE_COUNTERS,
  type CacheCounter,
  type CounterName,
  type Counts,
  LEVEL_COUNTERS,
  type LevelCounter,
} from './stats-store.ts';

/** What this process counted since it was last taken. */
export interface Tally {
  readonly cache: Record<CacheCounter, number>;
  readonly levels: Readonly<Record<LevelName, Record<LevelCounter, number>>>;
  /** All counts; those that are zero are left out. */
  peek(): Counts;
  /** Takes all counts away, leaving zeros. */
  take(): Counts;
}

export const LEVEL_NAMES: readonly LevelName[] = ['memory', 'sqlite', 'redis'];

const zeros = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

export function createTally(): Tally {
  const cache = zeros(CACHE_COUNTERS);
  const levels = {
    memory: zeros(LEVEL_COUNTERS),
    sqlite: zeros(LEVEL_COUNTERS),
    redis: zeros(LEVEL_COUNTERS),
  };
  const places = [
    ...CACHE_COUNTERS.map((name) => ({ name: name as CounterName, record: cache, counter: name })),
    ...LEVEL_NAMES.flatMap((level) =>
      LEVEL_COUNTERS.map((counter) => ({
        name: `${level}.${counter}` as CounterName,
        record: levels[level] as Record<string, number>,
        counter,
      })),
    ),
  ] as readonly { name: CounterName; record: Record<string, number>; counter: string }[];

  /** Fractions of a microsecond wait until they are whole, so that stores keep whole numbers. */
  const peek = (): Counts => {
    const counts: Partial<Record<CounterName, number>> = {};
    for (const { name, record, counter } of places) {
      const whole = Math.floor(record[counter] ?? 0);
      if (whole !== 0) counts[name] = whole;
    }
    return counts;
  };
  return {
    cache,
    levels,
    peek,
    take() {
      const taken = peek();
      for (const { name, record, counter } of places) {
        record[counter] = (record[counter] ?? 0) - (taken[name] ?? 0);
      }
      return taken;
    },
  };
}

const COUNTER_OF: Readonly<Record<Unanswered, LevelCounter>> = {
  missed: 'misses',
  failed: 'failed',
  slow: 'slow',
  resting: 'resting',
};

export function countUnanswered(tally: Tally, level: LevelName, why: Unanswered): void {
  tally.levels[level][COUNTER_OF[why]] += 1;
}

/** What an answer saves that was not computed: the time, and the money. */
export function countSaved(tally: Tally, entry: CacheEntry): void {
  tally.cache.saved_us += entry.tookMs * 1000;
  tally.cache.saved_nano_usd += entry.costNanoUsd;
}

/** A stale answer saves the time of who waits, but not the money: it is computed anew behind it. */
export function countSavedTime(tally: Tally, entry: CacheEntry): void {
  tally.cache.saved_us += entry.tookMs * 1000;
}

/** The kept answer to a similar question, in place of a new one. */
export function countSimilar(tally: Tally, entry: CacheEntry): void {
  tally.cache.similar += 1;
  countSaved(tally, entry);
}
