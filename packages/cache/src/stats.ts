import type { Clock } from '@accord/kernel';
import type { AnswerLevel } from './answer-level.ts';
import type { LevelName } from './answer.ts';
import type { GuardedLevel } from './guarded-level.ts';
import type { LevelUsage } from './level.ts';
import { reasonOf } from './level-guard.ts';
import type { CacheMetrics } from './metrics.ts';
import {
  CACHE_COUNTERS,
  type CacheCounter,
  type Counts,
  LEVEL_COUNTERS,
  type LevelCounter,
  MEMORY_REPORT_LIFE_MS,
  type StatsStore,
} from './stats-store.ts';
import { LEVEL_NAMES, type Tally } from './tally.ts';

export interface LevelStats {
  readonly counts: Readonly<Record<LevelCounter, number>>;
  /** Share of the lookups that it was asked for and answered, fresh or stale; nothing before the first. */
  readonly hitRate: number | undefined;
  /** Nothing when the level could not be asked, or is not there. */
  readonly usage: LevelUsage | undefined;
}

/** The truth over all processes that share the store, since it was made. */
export interface CacheStats {
  readonly counts: Readonly<Record<CacheCounter, number>>;
  readonly levels: Readonly<Record<LevelName, LevelStats>>;
  /** Share of all requests that needed no computation of their own; nothing before the first. */
  readonly hitRate: number | undefined;
  readonly savedUsd: number;
  readonly savedMs: number;
}

export interface Statistics {
  read(): Promise<CacheStats>;
  /** Of the requests of the last minutes in this process; nothing when there were fewer than a hundred. */
  recentHitRate(): number | undefined;
  /** Why the counts cannot be written down at the moment. */
  readonly failing: string | undefined;
  close(): Promise<void>;
}

export interface StatisticsOptions {
  readonly tally: Tally;
  readonly store: StatsStore;
  /** Tells this process from others; not used again by another. */
  readonly reporter: string;
  readonly clock: Clock;
  readonly flushMs: number;
  readonly memory: AnswerLevel;
  readonly levels: readonly GuardedLevel[];
  readonly metrics: CacheMetrics | undefined;
}

const NANO = 1e-9;
const FEWEST_FOR_A_RATE = 100;
const FADE_MS = 60_000;

export function createStatistics(options: StatisticsOptions): Statistics {
  const { tally, store, reporter, clock, memory, levels, metrics } = options;
  const recent = createRecentRate(clock);
  let sequence = 0;
  let reported = { entries: -1, bytes: -1, at: 0 };
  let failing: string | undefined;
  /** Given to the store and not known to have been taken; given again with the same sequence. */
  let unsure: Counts | undefined;
  let flushing: Promise<void> | undefined;

  const flushOnce = async (): Promise<void> => {
    const now = clock.now();
    const counts = unsure ?? tally.take();
    const usage = memory.usage();
    const isNews =
      usage.entries !== reported.entries ||
      usage.bytes !== reported.bytes ||
      now - reported.at > MEMORY_REPORT_LIFE_MS / 3;
    if (Object.keys(counts).length === 0 && !isNews) return;
    if (unsure === undefined) {
      sequence += 1;
      unsure = counts;
      recent.add(counts);
      metrics?.add(counts);
    }
    try {
      await store.add({ reporter, sequence, counts, memory: { reporter, ...usage, at: now } });
      unsure = undefined;
      reported = { ...usage, at: now };
      failing = undefined;
    } catch (error) {
      if (error instanceof TypeError) throw error;
      failing = reasonOf(error);
    }
  };
  const flush = async (): Promise<void> => {
    flushing ??= flushOnce().finally(() => {
      flushing = undefined;
    });
    return flushing;
  };
  /** What was counted while one flush was on its way is in the next. */
  const flushAll = async (): Promise<void> => {
    await flush();
    await flush();
  };
  const timer = setInterval(() => void flush(), options.flushMs).unref();

  return {
    async read() {
      await flushAll();
      const kept = await keptOr(store, clock, tally, unsure);
      const usages = new Map<LevelName, LevelUsage | undefined>([['memory', kept.memory]]);
      for (const level of levels) usages.set(level.name, await level.usage());
      return statsOf(kept.counts, usages);
    },
    recentHitRate: recent.rate,
    get failing() {
      return failing;
    },
    async close() {
      clearInterval(timer);
      await flushAll();
      await leave(store, reporter);
      await store.close();
    },
  };
}

/** While the store cannot be read, what this process has not yet given to it is all that is known. */
async function keptOr(
  store: StatsStore,
  clock: Clock,
  tally: Tally,
  unsure: Counts | undefined,
): Promise<Awaited<ReturnType<StatsStore['read']>>> {
  try {
    return await store.read(clock.now());
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return { counts: { ...tally.peek(), ...unsure }, memory: { entries: 0, bytes: 0 } };
  }
}

async function leave(store: StatsStore, reporter: string): Promise<void> {
  try {
    await store.leave(reporter);
  } catch (error) {
    // The report expires by itself.
    if (error instanceof TypeError) throw error;
  }
}

/** @public for the command line, which reads a store without a cache */
export function statsOf(counts: Counts, usages: ReadonlyMap<LevelName, LevelUsage | undefined>): CacheStats {
  const countsOf = <Name extends string>(names: readonly Name[], prefix: string): Record<Name, number> =>
    Object.fromEntries(
      names.map((name) => [name, counts[`${prefix}${name}` as keyof Counts] ?? 0]),
    ) as Record<Name, number>;
  const cache = countsOf(CACHE_COUNTERS, '');
  const level = (name: LevelName): LevelStats => {
    const own = countsOf(LEVEL_COUNTERS, `${name}.`);
    const answered = own.hits + own.stale;
    return { counts: own, hitRate: share(answered, answered + own.misses), usage: usages.get(name) };
  };
  const levels = { memory: level('memory'), sqlite: level('sqlite'), redis: level('redis') };
  return {
    counts: cache,
    levels,
    hitRate: hitRateOf(counts),
    savedUsd: cache.saved_nano_usd * NANO,
    savedMs: cache.saved_us / 1000,
  };
}

function hitRateOf(counts: Counts): number | undefined {
  const { spared, asked } = sparedOf(counts);
  return share(spared, asked);
}

function sparedOf(counts: Counts): { readonly spared: number; readonly asked: number } {
  const answered = LEVEL_NAMES.reduce(
    (sum, name) => sum + (counts[`${name}.hits`] ?? 0) + (counts[`${name}.stale`] ?? 0),
    0,
  );
  const spared = answered + (counts.joined ?? 0) + (counts.followed ?? 0) + (counts.similar ?? 0);
  // What is computed behind a stale answer, nobody asked for.
  const behind = (counts.refreshed ?? 0) + (counts.refresh_failed ?? 0);
  return { spared, asked: spared + Math.max(0, (counts.computed ?? 0) - behind) };
}

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

/** Of the last minutes: each minute counts half of the one after it. */
function createRecentRate(clock: Clock) {
  let spared = 0;
  let asked = 0;
  let fadedAt = clock.monotonic();
  const fade = (): void => {
    while (clock.monotonic() - fadedAt >= FADE_MS && asked > 0.5) {
      fadedAt += FADE_MS;
      spared /= 2;
      asked /= 2;
    }
    if (asked <= 0.5) fadedAt = clock.monotonic();
  };
  return {
    add(counts: Counts) {
      fade();
      const one = sparedOf(counts);
      spared += one.spared;
      asked += one.asked;
    },
    rate(): number | undefined {
      fade();
      return asked < FEWEST_FOR_A_RATE ? undefined : spared / asked;
    },
  };
}
