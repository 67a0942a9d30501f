import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type Cache,
  type CacheEvents,
  type CacheKey,
  type CacheLevel,
  cacheParameters,
  cipherKeyOf,
  createCache,
  createTally,
  createWarming,
  encryptionKnobs,
  type FrameCodec,
  frameCodec,
  type InvalidationBus,
  localBusKnobs,
  redisCacheKnobs,
  type SharedFlights,
  type StatsStore,
  sqliteCacheKnobs,
  type Warmed,
  type Warming,
} from '@accord/cache';
import { memoryCache } from '@accord/cache/drivers/memory';
import {
  connectRedis,
  type RedisConnection,
  redisBus,
  redisCache,
  redisFlights,
  redisStats,
} from '@accord/cache/drivers/redis';
import { type SqliteCache, sqliteCache } from '@accord/cache/drivers/sqlite';
import { sqliteBus } from '@accord/cache/drivers/sqlite-bus';
import { sqlitePopular, sqliteStats } from '@accord/cache/drivers/sqlite-stats';
import type { KnobValues } from '@accord/knobs';
import type { Clock, Rng } from '@accord/kernel';
import type { SqliteDatabase } from '@accord/storage';
import { type BugWatch, isBug, type Logger, type MetricRegistry } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';

export interface CacheSurroundings {
  readonly configuration: Configuration;
  /** Where statistics are kept: not with the answers, so that losing those loses no truth. */
  readonly database: SqliteDatabase;
  readonly events: CacheEvents;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  readonly bugs: BugWatch;
  /** Share of the capacity in use, from 0 to 1. */
  readonly load: () => number | undefined;
  /** Runs one request that is written as JSON, unobserved. */
  readonly run: (request: string, signal: AbortSignal) => Promise<Warmed>;
}

export interface OpenCache {
  readonly cache: Cache;
  readonly warming: Warming;
  /** Open until the cache is closed; undefined where none is configured. */
  readonly redis: RedisConnection | undefined;
  close(): Promise<void>;
}

/**
 * Opens the levels, the statistics and the warming.
 *
 * @throws CACHE_ENCRYPTION_KEY_INVALID, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export function openCache(surroundings: CacheSurroundings): OpenCache {
  const { clock, rng, database, logger, bugs, metrics, load } = surroundings;
  const { knobs, dataFolder } = surroundings.configuration;
  const parameters = cacheParameters(knobs);
  const codec = frameCodec(cipherKeyOf(knobs.of(encryptionKnobs)));
  const tally = createTally();
  const onBackgroundFailure = (error: unknown): void => {
    if (isBug(error)) bugs.report(error, { where: 'the cache, behind an answer' });
    else logger.warn({ err: error }, 'the cache failed behind an answer');
  };
  const reporter = randomUUID();
  const local = (): InvalidationBus =>
    sqliteBus({
      database,
      listener: reporter,
      clock,
      knobs: knobs.of(localBusKnobs),
      onFailure: onBackgroundFailure,
    });
  const corruptIn =
    (level: 'redis' | 'sqlite') =>
    (key: CacheKey): void => {
      tally.levels[level].corrupt += 1;
      logger.warn({ level, ...key }, 'an entry of the cache could not be read back and was removed');
    };
  const disk = sqliteCache({
    path: join(dataFolder, 'cache.db'),
    knobs: knobs.of(sqliteCacheKnobs),
    codec,
    clock,
    onCorrupt: corruptIn('sqlite'),
  });
  const remote = openRedis(knobs.of(redisCacheKnobs), { codec, clock, disk, onCorrupt: corruptIn('redis') });
  const cache = createCache({
    clock,
    rng,
    parameters,
    tally,
    memory: memoryCache({ clock, knobs: parameters.l1 }),
    levels: remote === undefined ? [disk] : [disk, remote.level],
    // Through Redis every process is reached, also those of this data folder.
    bus: remote?.bus ?? local(),
    flights: remote?.flights,
    stats: remote?.stats ?? sqliteStats({ database }),
    reporter,
    load,
    events: surroundings.events,
    metrics,
    onBackgroundFailure,
  });
  const warming = createWarming({
    clock,
    parameters,
    store: sqlitePopular({ database }),
    run: surroundings.run,
    onBackgroundFailure,
  });
  return {
    cache,
    warming,
    redis: remote?.connection,
    async close() {
      await warming.close();
      await cache.close();
      await remote?.close();
    },
  };
}

interface Remote {
  readonly connection: RedisConnection;
  readonly level: CacheLevel;
  readonly bus: InvalidationBus;
  readonly flights: SharedFlights;
  readonly stats: StatsStore;
  /** After the cache, which closes the others. */
  close(): Promise<void>;
}

/** The level, the bus and the flights that all machines share; nothing without an address. */
function openRedis(
  knobs: KnobValues<typeof redisCacheKnobs>,
  parts: {
    readonly codec: FrameCodec;
    readonly clock: Clock;
    readonly disk: SqliteCache;
    readonly onCorrupt: (key: CacheKey) => void;
  },
): Remote | undefined {
  if (knobs.url === '') return undefined;
  const { codec, clock, disk, onCorrupt } = parts;
  const connection = connectRedis({ knobs, clock });
  return {
    connection,
    level: redisCache({ connection, codec, clock, onCorrupt }),
    bus: redisBus({ connection, clock, position: disk.position }),
    flights: redisFlights({ connection, codec }),
    stats: redisStats({ connection }),
    close: () => connection.close(),
  };
}
