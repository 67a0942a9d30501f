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

const share = z.number().min(0).max(1);
const similarity = z.number().min(-1).max(1).describe('Cosine between the two questions');

/** What a look for a similar question found that was not served. */
const similarNoteSchema = z
  .discriminatedUnion('found', [
    z.strictObject({
      found: z.literal('candidate'),
      similarity,
      threshold: similarity,
      bound: share.describe('Such answers are wrong at most this often'),
      standing: z
        .enum(['gathering', 'suspicious', 'serving'])
        .describe(
          'gathering: too few checks yet; suspicious: one was wrong lately; serving: only the setting keeps it back',
        ),
      checked: z.boolean().describe('Compared with what was computed'),
    }),
    z.strictObject({
      found: z.literal('nothing'),
      reason: z.enum([
        'nothing_near',
        'below_threshold',
        'guarded',
        'entry_threshold',
        'not_kept',
        'not_looked_up',
      ]),
      similarity: similarity.optional(),
      threshold: similarity.optional(),
      guard: z.string().optional().describe('The guard that refused it'),
    }),
  ])
  .meta({ id: 'SimilarNote' });
export type SimilarNote = z.infer<typeof similarNoteSchema>;

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
      similar: similarNoteSchema
        .optional()
        .describe('What a look for a similar question found; absent where nobody looked'),
    }),
    z.strictObject({
      outcome: z.literal('similar').describe('The answer to a similar question'),
      level: cacheLevelSchema,
      age_ms: z.number().min(0),
      saved_ms: z.number().min(0),
      similarity,
      threshold: similarity,
      bound: share.describe('Such answers are wrong at most this often'),
      checked: z.boolean().describe('It is computed behind this answer, to see whether it was right'),
      passed: z.array(passedLevelSchema),
      decision: madeBy,
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
const shareOrNull = z.number().min(0).max(1).nullable();

const cacheLevelStatsSchema = z
  .strictObject({
    level: cacheLevelSchema,
    health: componentHealthSchema,
    entries: count.nullable().describe('null when the level cannot be asked'),
    bytes: count.nullable(),
    hits: count,
    stale_hits: count.describe('Besides the hits: answers past their time, computed anew behind'),
    misses: count,
    hit_rate: shareOrNull.describe(
      'Share of the lookups at this level that it answered; null before the first',
    ),
    corrupt: count.describe('Entries that could not be read back whole, and were removed'),
    skipped: count.describe('Lookups that went past it because it was down, slow or resting'),
    invalidated: count,
  })
  .meta({ id: 'CacheLevelStats' });

/** The truth over all processes that share the data folder, and over restarts. */
export const cacheStatsSchema = z
  .strictObject({
    enabled: z.boolean(),
    lookups: count,
    hits: count,
    computed: count.describe('Lookups that the source had to answer'),
    joined: count.describe('Lookups that took the answer of another request that was under way'),
    similar: count.describe('Lookups that were given the answer to a similar question'),
    not_stored: count.describe('Computed answers that were not to be kept'),
    refreshed: count.describe('Answers computed anew behind a stale one'),
    hit_rate: shareOrNull,
    saved_ms: z.number().min(0),
    saved_usd: usdSchema,
    levels: z.array(cacheLevelStatsSchema),
    prediction: z
      .strictObject({
        state: z.enum(['off', 'on', 'paused']).describe('paused: too little of it was used'),
        computed: count.describe('Answers computed before they were asked for'),
        used: count,
        unused: count,
        precision: shareOrNull,
      })
      .describe('Of the process that answers, since it began'),
  })
  .meta({ id: 'CacheStats' });
export type CacheStats = z.infer<typeof cacheStatsSchema>;

const tenant = z.string().min(1).max(200).optional().describe('Only of this tenant; of all when absent');

const LONGEST_TAG = 200;
const MOST_FIELDS = 20;

const eventFieldsSchema = z
  .record(z.string().min(1).max(100), z.string().min(1).max(LONGEST_TAG))
  .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, { error: `at most ${MOST_FIELDS} fields` });

/** Each way to say which entries are to be removed, by the field that only it has. */
export const cacheSelectionSchemas = {
  name: z.strictObject({ name: z.string().min(1).max(1000), tenant: z.string().min(1).max(200) }),
  tag: z.strictObject({ tag: z.string().min(1).max(LONGEST_TAG), tenant }),
  pattern: z.strictObject({
    pattern: z.string().min(1).max(1000).describe('`*` stands for any run of characters'),
    tenant,
  }),
  event: z.strictObject({
    event: z
      .string()
      .min(1)
      .max(200)
      .describe('Something that happened, and that is known to make answers invalid'),
    fields: eventFieldsSchema.optional().describe('What it happened to, such as `{"role": "creative"}`'),
    tenant,
  }),
} as const;

/** Entries to remove; exactly one of name, tag, pattern and event says which. */
export const cacheInvalidateRequestSchema = z
  .union([
    cacheSelectionSchemas.name,
    cacheSelectionSchemas.tag,
    cacheSelectionSchemas.pattern,
    cacheSelectionSchemas.event,
  ])
  .meta({ id: 'CacheInvalidateRequest' });
export type CacheInvalidateRequest = z.infer<typeof cacheInvalidateRequestSchema>;

export const cacheClearRequestSchema = z.strictObject({ tenant }).meta({ id: 'CacheClearRequest' });
export type CacheClearRequest = z.infer<typeof cacheClearRequestSchema>;

/** Requests to compute and keep ahead of time; the most popular ones when none are given. */
export const cacheWarmRequestSchema = z
  .strictObject({
    requests: z
      .array(z.strictObject({ path: z.string().max(200), body: z.unknown() }))
      .max(1000)
      .optional(),
  })
  .meta({ id: 'CacheWarmRequest' });
export type CacheWarmRequest = z.infer<typeof cacheWarmRequestSchema>;

/** What was removed at each level; every connected process has let go of it by then. */
export const cacheRemovedSchema = z
  .strictObject({
    removed: z.partialRecord(cacheLevelSchema, count),
    unreached: z
      .array(z.strictObject({ where: z.string(), reason: z.string() }))
      .describe('Where it is not done yet and is tried again; empty as a rule'),
  })
  .meta({ id: 'CacheRemoved' });
export type CacheRemoved = z.infer<typeof cacheRemovedSchema>;

export const cacheWarmReplySchema = z
  .strictObject({
    computed: count.describe('Requests that were computed and are kept now'),
    kept: count.describe('Requests whose answer was kept already'),
    not_kept: count.describe('Requests whose answer is not to be kept'),
    failed: count,
    failures: z.array(
      z.strictObject({ at: count.describe('Place in the list, from 1'), reason: z.string() }),
    ),
  })
  .meta({ id: 'CacheWarmReply' });
export type CacheWarmReply = z.infer<typeof cacheWarmReplySchema>;
