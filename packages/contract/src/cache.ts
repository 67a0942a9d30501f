import { z } from 'zod';
import { componentHealthSchema } from './health.ts';
import { usdSchema } from './money.ts';

export const CACHE_LEVELS = ['memory', 'sqlite', 'redis'] as const;
export const cacheLevelSchema = z.enum(CACHE_LEVELS).meta({
  id: 'CacheLevel',
  description: 'memory: this process (L1). sqlite: this machine (L2). redis: all machines (L3).',
});
export type CacheLevelName = z.infer<typeof cacheLevelSchema>;

const passedLevelSchema = z
  .strictObject({
    level: cacheLevelSchema,
    why: z
      .enum(['missed', 'failed', 'slow', 'resting', 'not_asked'])
      .describe(
        'resting: it failed before and is left alone for a while; not_asked: a new answer was demanded',
      ),
  })
  .meta({ id: 'PassedLevel' });

const madeBy = z.string().describe('Id of the decision that computed it');

/** How the cache took part in an answer. */
export const cacheUseSchema = z
  .discriminatedUnion('outcome', [
    z.strictObject({
      outcome: z.literal('hit'),
      level: cacheLevelSchema,
      age_ms: z.number().min(0),
      stale: z
        .boolean()
        .describe('True when it is past its time and is being computed anew in the background'),
      saved_ms: z.number().min(0),
      passed: z.array(passedLevelSchema),
      decision: madeBy,
    }),
    z.strictObject({
      outcome: z.literal('miss'),
      stored: z.boolean(),
      reason: z.string().describe('Why it was not stored; empty when it was'),
      passed: z.array(passedLevelSchema),
    }),
    z.strictObject({
      outcome: z.literal('joined'),
      across: z.enum(['process', 'processes']).describe('Whose computation of the same request was awaited'),
      passed: z.array(passedLevelSchema),
      decision: madeBy,
    }),
    z.strictObject({
      outcome: z.literal('bypassed'),
      reason: z.enum(['disabled', 'no_engine', 'not_reached']),
    }),
  ])
  .meta({ id: 'CacheUse' });
export type CacheUse = z.infer<typeof cacheUseSchema>;

const count = z.int().min(0);
const share = z.number().min(0).max(1).nullable();

const cacheLevelStatsSchema = z
  .strictObject({
    level: cacheLevelSchema,
    health: componentHealthSchema,
    entries: count,
    bytes: count,
    hits: count,
    misses: count,
    hit_rate: share.describe('Hits over lookups at this level; null before the first'),
    corrupt: count.describe('Entries that could not be read back whole, and were removed'),
    skipped: count.describe('Lookups that went past it because it was down or slow'),
  })
  .meta({ id: 'CacheLevelStats' });

/** The truth over all processes and restarts since `since`. */
export const cacheStatsSchema = z
  .strictObject({
    enabled: z.boolean(),
    since: z.iso.datetime(),
    lookups: count,
    hits: count,
    stale_hits: count.describe('Of the hits, those past their time'),
    misses: count,
    joined: count,
    hit_rate: share,
    saved_ms: z.number().min(0),
    saved_usd: usdSchema,
    levels: z.array(cacheLevelStatsSchema),
    ttl: z.strictObject({
      rule: z.string().describe('Which rule adapts the time to live'),
      factor: z.number().min(0).describe('What it multiplies the configured time by at the moment'),
    }),
    prediction: z.strictObject({
      state: z.enum(['on', 'off', 'switched_off']),
      made: count.describe('Answers computed before they were asked for'),
      used: count,
      precision: share,
    }),
  })
  .meta({ id: 'CacheStats' });
export type CacheStats = z.infer<typeof cacheStatsSchema>;

/** Entries to remove; exactly one of the fields says which. */
export const cacheInvalidateRequestSchema = z
  .union([
    z.strictObject({ name: z.string().min(1).max(1000), tenant: z.string().optional() }),
    z.strictObject({ tag: z.string().min(1).max(200), tenant: z.string().optional() }),
    z.strictObject({ pattern: z.string().min(1).max(1000), tenant: z.string().optional() }),
    z.strictObject({ event: z.string().min(1).max(200), tenant: z.string().optional() }),
  ])
  .meta({ id: 'CacheInvalidateRequest' });
export type CacheInvalidateRequest = z.infer<typeof cacheInvalidateRequestSchema>;

/** What was removed at each level; every connected process has let go of it by then. */
export const cacheRemovedSchema = z
  .strictObject({ removed: z.partialRecord(cacheLevelSchema, count) })
  .meta({ id: 'CacheRemoved' });
export type CacheRemoved = z.infer<typeof cacheRemovedSchema>;

export const cacheWarmReplySchema = z
  .strictObject({
    warmed: count.describe('Requests that were computed and stored'),
    already: count.describe('Requests that were stored before'),
    failed: z.array(z.strictObject({ request: count.describe('Which of them, from 0'), code: z.string() })),
  })
  .meta({ id: 'CacheWarmReply' });
export type CacheWarmReply = z.infer<typeof cacheWarmReplySchema>;
