import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type Cache,
  cacheParameters,
  cipherKeyOf,
  createCache,
  createTally,
  createWarming,
  encryptionKnobs,
  frameCodec,
  localBusKnobs,
  sqliteCacheKnobs,
  type Warmed,
  type Warming,
} from '@accord/cache';
import { memoryCache } from '@accord/cache/drivers/memory';
import { sqliteCache } from '@accord/cache/drivers/sqlite';
import { sqliteBus } from '@accord/cache/drivers/sqlite-bus';
import { sqlitePopular, sqliteStats } from '@accord/cache/drivers/sqlite-stats';
import type { Clock, Rng } from '@accord/kernel';
import type { SqliteDatabase } from '@accord/storage';
import type { Logger, MetricRegistry } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';

export interface CacheSurroundings {
  readonly configuration: Configuration;
  /** Where statistics are kept: not with the answers, so that losing those loses no truth. */
  readonly database: SqliteDatabase;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  /** Share of the capacity in use, from 0 to 1. */
  readonly load: () => number | undefined;
  /** Runs one request that is written as JSON, unobserved. */
  readonly run: (request: string, signal: AbortSignal) => Promise<Warmed>;
}

export interface OpenCache {
  readonly cache: Cache;
  readonly warming: Warming;
  close(): Promise<void>;
}

/**
 * Opens the levels, the statistics and the warming.
 *
 * @throws CACHE_ENCRYPTION_KEY_INVALID, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export function openCache(surroundings: CacheSurroundings): OpenCache {
  const { clock, rng, database, logger, metrics, load } = surroundings;
  const { knobs, dataFolder } = surroundings.configuration;
  const parameters = cacheParameters(knobs);
  const codec = frameCodec(cipherKeyOf(knobs.of(encryptionKnobs)));
  const tally = createTally();
  const onBackgroundFailure = (error: unknown): void =>
    logger.warn({ err: error }, 'the cache failed behind an answer');
  const disk = sqliteCache({
    path: join(dataFolder, 'cache.db'),
    knobs: knobs.of(sqliteCacheKnobs),
    codec,
    clock,
    onCorrupt: ({ tenant, name }) => {
      tally.levels.sqlite.corrupt += 1;
      logger.warn({ tenant, name }, 'an entry of the cache on disk could not be read back and was removed');
    },
  });
  const reporter = randomUUID();
  const cache = createCache({
    clock,
    rng,
    parameters,
    tally,
    memory: memoryCache({ clock, knobs: parameters.l1 }),
    levels: [disk],
    stats: sqliteStats({ database }),
    bus: sqliteBus({
      database,
      listener: reporter,
      clock,
      knobs: knobs.of(localBusKnobs),
      onFailure: onBackgroundFailure,
    }),
    reporter,
    load,
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
    async close() {
      await warming.close();
      await cache.close();
    },
  };
}
