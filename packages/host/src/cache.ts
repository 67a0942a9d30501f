import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type Cache,
  type CacheParameters,
  cacheParameters,
  createCache,
  createTally,
  createWarming,
  type Warmed,
  type Warming,
} from '@accord/cache';
import { memoryCache } from '@accord/cache/drivers/memory';
import { sqliteCache } from '@accord/cache/drivers/sqlite';
import { sqlitePopular, sqliteStats } from '@accord/cache/drivers/sqlite-stats';
import type { Clock, Rng } from '@accord/kernel';
import type { SqliteDatabase } from '@accord/storage';
import type { Logger, MetricRegistry } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';

export interface CacheOptions {
  readonly configuration: Configuration;
  /** Where statistics are kept: the database of all else, so that losing the kept answers loses no truth. */
  readonly database: SqliteDatabase;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  /** Runs one request that is written as JSON, unobserved. */
  readonly run: (request: string, signal: AbortSignal) => Promise<Warmed>;
}

export interface OpenCache {
  readonly cache: Cache;
  readonly warming: Warming;
  readonly parameters: CacheParameters;
}
