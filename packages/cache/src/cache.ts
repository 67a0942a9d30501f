import type { ComponentHealth } from '@accord/contract';
import type { Clock, Rng } from '@accord/kernel';
import type { MetricRegistry } from '@accord/telemetry';
import { adaptiveLife } from './adaptive-life.ts';
import type { AnswerSource, CacheAnswer, LevelName, PassedLevel } from './answer.ts';
import type { AnswerLevel } from './answer-level.ts';
import { type Answering, createAnswering } from './answering.ts';
import { createBoardingGate } from './boarding.ts';
import { createBackground } from './background.ts';
import type { InvalidationBus } from './bus.ts';
import type { CacheEntry } from './entry.ts';
import { type CacheEvent, type CacheEvents, selectorsOf } from './events.ts';
import { createFlightTable } from './flight-table.ts';
import type { SharedFlights } from './flights.ts';
import { type GuardedLevel, guardedLevel } from './guarded-level.ts';
import { createInvalidator, type Invalidation } from './invalidation.ts';
import { createInvalidationLog } from './invalidation-log.ts';
import type { CacheKey } from './key.ts';
import type { CacheParameters } from './knobs.ts';
import { createLadder, type Lookup } from './ladder.ts';
import type { CacheLevel, MaybePromise, Selector } from './level.ts';
import { createGuard } from './level-guard.ts';
import { createLifetimes, type Lifetimes } from './lifetimes.ts';
import { cacheMetrics } from './metrics.ts';
import { createLooking } from './looking.ts';
import type { CachePolicy, Compute, ComputedFacts, Produce } from './policy.ts';
import { createSourcing, type Sourcing, textOf } from './sourcing.ts';
import { type CacheStats, createStatistics, type Statistics } from './stats.ts';
import type { StatsStore } from './stats-store.ts';
import { contentOf, createStoring } from './storing.ts';
import { answerFrom, createStreaming, type StreamAnswer, type Streaming } from './streaming.ts';
import { createStreamSourcing, type StreamEnd, type StreamSourcing } from './stream-sourcing.ts';
import { countSimilar, LEVEL_NAMES, type Tally } from './tally.ts';

export interface CacheOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly parameters: CacheParameters;
  /** Shared with the drivers, which count in it what they find corrupt. */
  readonly tally: Tally;
  readonly memory: AnswerLevel;
  /** Those below the memory, the nearest first. */
  readonly levels: readonly CacheLevel[];
  readonly bus?: InvalidationBus | undefined;
  readonly flights?: SharedFlights | undefined;
  readonly stats: StatsStore;
  /** Tells this process from others that share the statistics; not used again by another. */
  readonly reporter: string;
  /** Share of the capacity in use, from 0 to 1. */
  readonly load?: (() => number | undefined) | undefined;
  readonly events?: CacheEvents | undefined;
  readonly metrics?: MetricRegistry | undefined;
  /** Told of what failed where no request could: an entry that could not be computed anew behind a stale answer. */
  readonly onBackgroundFailure: (error: unknown) => void;
}

/** An answer to be kept that was not computed here. */
export type Given<Value> = Omit<ComputedFacts, 'cacheable'> & {
  /** What it took, milliseconds. */
  readonly tookMs?: number;
} & ({ readonly value: Value } | { readonly text: string });

/** An entry, and where it lies. */
export interface Peeked {
  readonly entry: CacheEntry;
  readonly level: LevelName;
}

export interface Cache {
  /**
   * The kept answer, or that of another caller who is waiting for it, or a new one. At once when it is in memory.
   * What the levels do wrong shows only in where the answer came from.
   *
   * @throws what `compute` throws; the reason of the policy's signal when it is aborted
   */
  getOrCompute<Value>(
    key: CacheKey,
    compute: Compute<Value>,
    policy: CachePolicy,
  ): MaybePromise<CacheAnswer<Value>>;
  /**
   * The same for an answer that comes in pieces. It is recorded as it passes: who joins hears it from its beginning,
   * and who asks later has it replayed. What was cut is not kept.
   */
  getOrStream<End>(
    key: CacheKey,
    produce: Produce<End>,
    policy: CachePolicy,
  ): MaybePromise<StreamAnswer<End>>;
  /** The kept answer, fresh or stale, or nothing. */
  get<Value>(key: CacheKey, signal?: () => AbortSignal): MaybePromise<CacheAnswer<Value> | undefined>;
  /** The entry as the nearest level has it, fresh or stale, without counting or promoting it. */
  peek(key: CacheKey): MaybePromise<Peeked | undefined>;
  /** Counts an answer that was given to a similar question, when nobody could compute one. */
  noteSimilar(entry: CacheEntry): void;
  /** Keeps an answer in every level that takes it; resolves when each has, or has not. */
  set<Value>(key: CacheKey, given: Given<Value>, policy: Pick<CachePolicy, 'life' | 'tags'>): Promise<void>;
  /**
   * Removes what is named, here and in every connected process. After it resolved, none of them serves it; where it
   * could not be done, the result says so.
   *
   * @throws CACHE_EVENT_UNKNOWN, CACHE_EVENT_INCOMPLETE
   */
  invalidate(selector: Selector | CacheEvent): Promise<Invalidation>;
  /** Of all processes that share the statistics. */
  stats(): Promise<CacheStats>;
  /** By component: each level, `invalidations` and `statistics`. Never worse than DEGRADED. */
  health(): Promise<Record<string, ComponentHealth>>;
  /** Ends what is under way, writes down what was counted, and closes everything that it was given. */
  close(): Promise<void>;
}

/** A cache over the levels, in their order, with the source below them. */
export function createCache(options: CacheOptions): Cache {
  const { clock, tally, memory, parameters, bus, flights, events = {} } = options;
  const levels = options.levels.map((level) => guardedLevel(level, { ...options, knobs: parameters.guard }));
  const background = createBackground(options.onBackgroundFailure);
  const log = createInvalidationLog();
  const lookups = createFlightTable<Lookup>(log);
  const computing = createFlightTable<CacheAnswer>(log);
  const streams = createFlightTable<StreamEnd>(log);
  const statistics = createStatistics({
    ...options,
    store: options.stats,
    levels,
    flushMs: parameters.stats.flush_ms,
    metrics: options.metrics && cacheMetrics(options.metrics),
  });
  const storing = createStoring({ clock, memory, levels, lifetimes: lifetimesOf(options, statistics) });
  const boarding = createBoardingGate({
    clock,
    tally,
    storing,
    flights,
    background,
    shared: createLadder(levels.filter(({ shared }) => shared)),
    guard: createGuard({
      ...options,
      knobs: parameters.guard,
      timeoutMs: parameters.guard.settle_timeout_ms,
    }),
  });
  const ladder = createLadder(levels);
  const looking = createLooking({ clock, tally, storing, lookups, ladder });
  const parts = {
    clock,
    tally,
    memory,
    looking,
    storing,
    boarding,
    background,
    notAsked: notAskedOf(levels),
  };
  const sourcing = createSourcing(parts);
  const streamSourcing = createStreamSourcing({ ...parts, maxBytes: parameters.streams.max_bytes });
  const serving = parameters.serving.enabled
    ? {
        ...createAnswering({ ...parts, sourcing, lookups, computing }),
        ...createStreaming({ ...parts, sourcing: streamSourcing, streams }),
      }
    : withoutCache(sourcing, streamSourcing);
  const tables = [lookups, computing, streams];
  const invalidator = createInvalidator({
    memory,
    levels,
    bus,
    log,
    tally,
    boarding,
    flights: tables,
    knobs: parameters.guard,
  });

  return {
    ...serving,
    peek(key) {
      const now = clock.now();
      const held = memory.find(key, now);
      if (held !== undefined) return { entry: held.entry, level: 'memory' };
      const below = ladder.lookup(key, now, []);
      return below instanceof Promise ? below.then(peekedOf) : peekedOf(below);
    },
    noteSimilar: (entry) => countSimilar(tally, entry),
    async set(key, given, { life, tags = [] }) {
      for (const table of tables) table.overtakeKey(key);
      const content = contentOf(textOf(given), given, tags, given.tookMs ?? 0);
      await storing.store(key, content, life, SET).all;
    },
    async invalidate(selector) {
      if (selector.by !== 'event') return invalidator.invalidate(selector);
      const done: Invalidation[] = [];
      for (const one of selectorsOf(selector, events)) done.push(await invalidator.invalidate(one));
      return together(done);
    },
    stats: statistics.read,
    health: async () => healthOf(memory, levels, invalidator.pending, statistics.failing),
    async close() {
      for (const table of tables) table.close();
      invalidator.close();
      await background.ended();
      await statistics.close();
      await flights?.close();
      await bus?.close();
      for (const level of levels) await level.close();
      await memory.close();
    },
  };
}

const peekedOf = (lookup: Lookup): Peeked | undefined =>
  lookup.kind === 'found' ? { entry: lookup.entry, level: lookup.level.name } : undefined;

const SET: AnswerSource = { kind: 'computed', keeping: { kind: 'kept' }, passed: [] };

function lifetimesOf(options: CacheOptions, statistics: Statistics): Lifetimes {
  const { clock, rng, parameters, load } = options;
  const reading = { load: () => load?.(), hitRate: statistics.recentHitRate };
  const adaptive = adaptiveLife({ knobs: parameters.adaptive, bounds: parameters.ttl, clock, reading });
  return createLifetimes({ knobs: parameters.ttl, adaptive, rng });
}

const notAskedOf = (levels: readonly GuardedLevel[]): readonly PassedLevel[] =>
  ['memory' as const, ...levels.map(({ name }) => name)].map((level) => ({ level, why: 'not_asked' }));

/** Switched off: nothing is looked up, kept or shared. */
function withoutCache(sourcing: Sourcing, streams: StreamSourcing): Answering & Streaming {
  return {
    getOrCompute: async <Value>(key: CacheKey, compute: Compute<Value>, policy: CachePolicy) =>
      (await sourcing.alone({ key, compute, policy, passed: [] }, 'cache_off')) as CacheAnswer<Value>,
    getOrStream: <End>(key: CacheKey, produce: Produce<End>, policy: CachePolicy) =>
      answerFrom(() => streams.alone({ key, produce, policy, passed: [] }, 'cache_off')) as StreamAnswer<End>,
    get: () => undefined,
  };
}

/** The sum of several. */
function together(done: readonly Invalidation[]): Invalidation {
  const removed: Partial<Record<LevelName, number>> = {};
  for (const one of done) {
    for (const name of LEVEL_NAMES) {
      const count = one.removed[name];
      if (count !== undefined) removed[name] = (removed[name] ?? 0) + count;
    }
  }
  const unreached = new Map(
    done.flatMap((one) => one.unreached.map((where) => [where.where, where] as const)),
  );
  return { removed, unreached: [...unreached.values()] };
}

async function healthOf(
  memory: AnswerLevel,
  levels: readonly GuardedLevel[],
  pending: number,
  failing: string | undefined,
): Promise<Record<string, ComponentHealth>> {
  const healths = await Promise.all(levels.map(async (level) => [level.name, await level.health()] as const));
  const degraded = (detail: string): ComponentHealth => ({ status: 'DEGRADED', detail });
  return {
    memory: await memory.health(),
    ...Object.fromEntries(
      healths.map(([name, health]) => [name, health.status === 'HEALTHY' ? health : degraded(health.detail)]),
    ),
    invalidations:
      pending > 0
        ? degraded(`${pending} are not yet done everywhere`)
        : { status: 'HEALTHY', detail: 'all done' },
    statistics:
      failing === undefined
        ? { status: 'HEALTHY', detail: 'written down' }
        : degraded(`not written down: ${failing}`),
  };
}
