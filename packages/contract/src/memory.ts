import { z } from 'zod';

const count = z.int().min(0);
const moment = z.int().min(0).max(8_640_000_000_000_000).describe('Milliseconds since the Unix epoch');
export const memoryClassSchema = z
  .string()
  .min(1)
  .max(40)
  .describe('How it is kept: legal, finance, pii, chat, ops_log, research_note');
export const memoryKeySchema = z.string().min(1).max(512).describe('What it is about, within its class');
const id = z.string().min(1).max(100);
const metadata = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe('Flat; kept sealed beside the content');
const text = z.string().describe('The content as text');
const json = z.unknown().describe('The content as JSON');

export const rememberRequestSchema = z
  .strictObject({
    class: memoryClassSchema,
    key: memoryKeySchema.optional().describe('A later record of a key is a newer version of it'),
    text: text.optional(),
    json: json.optional(),
    metadata: metadata.optional(),
    valid_from: moment.optional().describe('From when on it holds; from now on where it is left out'),
  })
  .refine((request) => (request.text === undefined) !== (request.json === undefined), {
    error: 'Exactly one of text and json is the content',
    path: ['text'],
  })
  .meta({ id: 'RememberRequest' });
export type RememberRequest = z.infer<typeof rememberRequestSchema>;

export const rememberedSchema = z
  .strictObject({
    id,
    recorded_at: moment,
    known: z.boolean().describe('The same content was there already, and was not kept a second time'),
  })
  .meta({ id: 'Remembered' });
export type Remembered = z.infer<typeof rememberedSchema>;

const versionFields = {
  id,
  class: memoryClassSchema,
  key: memoryKeySchema.nullable(),
  metadata,
  valid_from: moment,
  recorded_at: moment,
};

export const recallRequestSchema = z
  .strictObject({
    id: id.optional().describe('Of one version; else class and key'),
    class: memoryClassSchema.optional(),
    key: memoryKeySchema.optional(),
    at: moment.optional().describe('What held at a moment; what holds now where it is left out'),
  })
  .refine(
    (request) =>
      request.id === undefined
        ? request.class !== undefined && request.key !== undefined
        : request.class === undefined && request.key === undefined && request.at === undefined,
    { error: 'Either an id, or a class and a key', path: ['id'] },
  )
  .meta({ id: 'RecallRequest' });
export type RecallRequest = z.infer<typeof recallRequestSchema>;

export const recalledSchema = z
  .strictObject({
    ...versionFields,
    id: id.nullable().describe('Null where a legacy store answered, whose class is being migrated'),
    valid_from: moment.nullable(),
    recorded_at: moment.nullable(),
    text: text.optional(),
    json: json.optional(),
    form: z.enum(['original', 'semantic']).describe('semantic: shortened with age, as its class allows'),
    tier: z.enum(['L1', 'L2', 'L3', 'legacy']).describe('Where it was found'),
  })
  .meta({ id: 'Recalled' });
export type RecalledReply = z.infer<typeof recalledSchema>;

export const keyRequestSchema = z
  .strictObject({ class: memoryClassSchema, key: memoryKeySchema })
  .meta({ id: 'MemoryKeyRequest' });
export type KeyRequest = z.infer<typeof keyRequestSchema>;

const versionSchema = z.strictObject(versionFields).meta({ id: 'MemoryVersion' });
export const memoryHistorySchema = z
  .strictObject({ versions: z.array(versionSchema).describe('The newest fact first') })
  .meta({ id: 'MemoryHistory' });
export type MemoryHistory = z.infer<typeof memoryHistorySchema>;

export const memorySearchRequestSchema = z
  .strictObject({
    text: z.string().min(1).max(4000).optional().describe('What is sought; the latest where it is left out'),
    classes: z.array(memoryClassSchema).min(1).max(100).optional(),
    metadata: metadata.optional().describe('Each must be equal'),
    from: moment.optional().describe('Valid from then on, itself included'),
    to: moment.optional().describe('Valid from before then'),
    limit: z.int().min(1).max(100).default(10),
  })
  .meta({ id: 'MemorySearchRequest' });
export type MemorySearchRequest = z.infer<typeof memorySearchRequestSchema>;

export const memoryFoundSchema = z
  .strictObject({
    found: z.array(
      z.strictObject({
        ...versionFields,
        similarity: z
          .number()
          .min(-1.001)
          .max(1.001)
          .nullable()
          .describe('Null where nothing was sought in words'),
      }),
    ),
  })
  .meta({ id: 'MemoryFound' });
export type MemoryFound = z.infer<typeof memoryFoundSchema>;

export const forgottenSchema = z
  .strictObject({
    forgotten: count.describe('Versions that are gone'),
    contents_destroyed: count.describe(
      'Contents whose keys were destroyed, since nothing else referred to them',
    ),
    packs_rewritten: count,
  })
  .meta({ id: 'Forgotten' });
export type ForgottenReply = z.infer<typeof forgottenSchema>;

const tierSchema = z.strictObject({
  class: z.string(),
  tier: z.enum(['L2', 'L3']),
  contents: count,
  content_bytes: count.describe('As they were given'),
  kept_bytes: count.describe('As they are kept'),
});
const portion = {
  contents: count,
  content_bytes: count.describe('As they were given'),
  kept_bytes: count.describe('As they are kept; of what is packed, its share of the pack'),
};
const sizeSchema = z.strictObject({
  up_to_bytes: count.nullable().describe('Of one content, itself included; null for the largest'),
  ...portion,
});
const ageSchema = z.strictObject({ from_days: count.describe('Since it was stored last'), ...portion });
export const memoryTiersSchema = z.array(tierSchema);
export const memorySizesSchema = z.array(sizeSchema).describe('By the size of a content');
export const memoryAgesSchema = z.array(ageSchema).describe('By the age of a content');
const coarse = z.strictObject({ error: z.number(), recall_at_10: z.number() }).nullable();

export const memoryStatsSchema = z
  .strictObject({
    records: count,
    contents: count.describe('Different ones; each stands once in its class'),
    tiers: memoryTiersSchema,
    sizes: memorySizesSchema,
    ages: memoryAgesSchema,
    l1: z.strictObject({ records: count, bytes: count, hits: count, misses: count }),
    dictionaries: z.array(z.strictObject({ class: z.string(), id: count, bytes: count })),
    embeddings: z
      .strictObject({ sample: count, fp16: coarse, int8: coarse })
      .describe('What is lost by keeping vectors in fewer bits, on those stored last'),
    near_duplicates: z
      .strictObject({ looked_at: count, groups: count, contents: count, largest: count })
      .describe('Contents that are nearly alike, of those that aged last'),
    compression_ratio: z
      .number()
      .nullable()
      .describe('Bytes of the contents over bytes kept, dictionaries included'),
    avg_latency_ms: z.number().nullable(),
    llm_cas_hit_rate: z.number().nullable().describe('Of what this process stored, what was there already'),
    error_rate: z.number().nullable(),
  })
  .meta({ id: 'MemoryStats' });
export type MemoryStatsReply = z.infer<typeof memoryStatsSchema>;

/** There is nothing to choose. */
export const memoryAgeRequestSchema = z.strictObject({}).meta({ id: 'MemoryAgeRequest' });

export const memoryAgeSchema = z
  .strictObject({
    tightened: count.describe('Contents that are written anew and smaller'),
    packed: count.describe('Contents that moved into packs'),
    packs: count,
    shortened: count.describe('Contents of which the semantic form is left'),
    kept_lossless: count.describe(
      'Contents that are not shortened, since facts would be lost or no bytes saved',
    ),
    bytes_before: count,
    bytes_after: count,
  })
  .meta({ id: 'MemoryAge' });
export type MemoryAgeReply = z.infer<typeof memoryAgeSchema>;

export const memoryVerifySchema = z
  .strictObject({
    holds: z.boolean().describe('Whether nothing is wrong'),
    tenants: z.array(
      z.strictObject({
        tenant: z.string(),
        records: count,
        contents: count,
        events: count,
        findings: z.array(z.string()).describe('What is wrong, in words'),
      }),
    ),
  })
  .meta({ id: 'MemoryVerify' });
export type MemoryVerifyReply = z.infer<typeof memoryVerifySchema>;
