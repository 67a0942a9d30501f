import { z } from 'zod';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const similarity = z.number().min(-1).max(1);
const at = z.int().min(0).describe('Milliseconds since the Unix epoch');
const standing = z
  .enum(['gathering', 'suspicious', 'serving'])
  .describe('gathering: too few checks yet; suspicious: one was wrong lately; serving: proven');

const scopeFields = {
  tenant: z.string(),
  task: z.string(),
  basis: z.string().describe('The embedding and the version of the guards; with others nothing is proven'),
};

const boundPointSchema = z
  .strictObject({ at, opening: count, checks: count, wrong: count, bound: share, standing })
  .meta({ id: 'BoundPoint' });

const semanticCaseSchema = z
  .strictObject({
    from: similarity.describe('Lowest similarity of this band'),
    to: similarity.describe('Its end, which is not part of it but where it is 1'),
    opening: count.describe(
      'One more with each time that the evidence was thrown away because answers became worse',
    ),
    standing,
    checks: count,
    wrong: count,
    by: z
      .strictObject({ comparer: count, judge: count, person: count })
      .describe('Checks, by who judged them'),
    bound: share.describe('Hits of this band are wrong at most this often'),
    checks_needed: count.describe(
      'Further checks that have to be right before it is served; 0 when it is proven',
    ),
    history: z.array(boundPointSchema),
  })
  .meta({ id: 'SemanticCase' });

const semanticScopeSchema = z
  .strictObject({
    ...scopeFields,
    threshold: similarity,
    standing,
    bound: share.describe('The largest bound of what is served, or of the first band while nothing is'),
    cases: z.array(semanticCaseSchema),
    similarities: z
      .array(z.strictObject({ similarity, lookups: count }))
      .describe('Lookups by how similar the best question was, in hundredths'),
  })
  .meta({ id: 'SemanticScope' });
export type SemanticScope = z.infer<typeof semanticScopeSchema>;

export const semanticCheckSchema = z
  .strictObject({
    id: count,
    at,
    ...scopeFields,
    similarity,
    threshold: similarity,
    served: z.boolean(),
    about: z.enum(['case', 'entry']).describe('entry: only its own threshold learns from it'),
    question: z.string(),
    kept_question: z.string(),
    kept_answer: z.string(),
    new_answer: z.string().nullable(),
    verdict: z
      .strictObject({ source: z.enum(['comparer', 'judge', 'person']), wrong: z.boolean() })
      .nullable()
      .describe('null: it waits for someone to judge it'),
  })
  .meta({ id: 'SemanticCheck' });
export type SemanticCheck = z.infer<typeof semanticCheckSchema>;

const nearMissSchema = z
  .strictObject({
    at,
    ...scopeFields,
    similarity,
    threshold: similarity,
    question: z.string(),
    kept_question: z.string(),
    guard: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'SemanticNearMiss' });

/** The evidence for answers to similar questions. */
export const cacheVerifySchema = z
  .strictObject({
    mode: z.enum(['off', 'observe', 'serve']),
    delta: share.describe('Highest share of wrong answers that is served'),
    alpha: share.describe('Probability that any of the bounds does not hold'),
    served_check_share: share,
    checks_needed: count.describe('Checks that have to be right before anything is served, from nothing'),
    stops_within: count.describe(
      'When half of what is served becomes wrong, serving stops within so many served hits, with 99 % probability',
    ),
    judge: z.strictObject({
      name: z.string().nullable(),
      same: count,
      false_alarms: count,
      different: count,
      misses: count,
      false_alarm_at_least: share,
      false_alarm_at_most: share,
      miss_at_most: share,
    }),
    scopes: z.array(semanticScopeSchema),
    checks: z.array(semanticCheckSchema).describe('The latest first'),
    near_misses: z.array(nearMissSchema).describe('The latest first'),
  })
  .meta({ id: 'CacheVerify' });
export type CacheVerify = z.infer<typeof cacheVerifySchema>;

/** A person's verdict on a check. */
export const cacheVerdictRequestSchema = z
  .strictObject({ id: count, verdict: z.enum(['right', 'wrong']) })
  .meta({ id: 'CacheVerdictRequest' });
export type CacheVerdictRequest = z.infer<typeof cacheVerdictRequestSchema>;
