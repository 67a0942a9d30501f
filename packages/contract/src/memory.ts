import { z } from 'zod';

const count = z.int().min(0);
const moment = z.int().min(0).max(8_640_000_000_000_000).describe('Milliseconds since the Unix epoch');
const key = z.string().min(1).max(512).describe('What it is recalled by');
const metadata = z.record(z.string(), z.unknown()).describe('Kept sealed beside the content; at most 16 KB');

/** Exactly one of the two. */
const contentFields = {
  text: z.string().optional().describe('The content as text'),
  json: z.unknown().optional().describe('The content as JSON'),
};

export const rememberRequestSchema = z
  .strictObject({
    class: z
      .string()
      .min(1)
      .max(64)
      .describe('How it is kept: legal, finance, pii, chat, ops_log, research_note'),
    key: key
      .optional()
      .describe('A later record of a key supersedes an earlier; its id is its key where it has none'),
    ...contentFields,
    metadata: metadata.optional(),
    valid_from: moment.optional().describe('From when on it holds; from now on where it is left out'),
  })
  .refine(({ text, json }) => (text === undefined) !== (json === undefined), {
    error: 'Exactly one of text and json is the content',
    path: ['text'],
  })
  .meta({ id: 'RememberRequest' });
export type RememberRequest = z.infer<typeof rememberRequestSchema>;

const recordFields = {
  id: z.string(),
  class: z.string(),
  key,
  metadata,
  valid_from: moment,
  recorded_at: moment,
};

export const memoryRecordSchema = z.strictObject(recordFields).meta({ id: 'MemoryRecord' });
export type MemoryRecord = z.infer<typeof memoryRecordSchema>;

export const recallRequestSchema = z
  .strictObject({
    key,
    at: moment.optional().describe('What held at a moment; what holds now where it is left out'),
  })
  .meta({ id: 'RecallRequest' });
export type RecallRequest = z.infer<typeof recallRequestSchema>;

export const recalledSchema = z.strictObject({ ...recordFields, ...contentFields }).meta({ id: 'Recalled' });
export type RecalledReply = z.infer<typeof recalledSchema>;

export const keyRequestSchema = z.strictObject({ key }).meta({ id: 'MemoryKeyRequest' });
export type KeyRequest = z.infer<typeof keyRequestSchema>;

export const memoryHistorySchema = z
  .strictObject({ versions: z.array(memoryRecordSchema).describe('The latest first') })
  .meta({ id: 'MemoryHistory' });
export type MemoryHistory = z.infer<typeof memoryHistorySchema>;

export const forgottenSchema = z
  .strictObject({ forgotten: count.describe('How many versions there were') })
  .meta({ id: 'Forgotten' });
export type ForgottenReply = z.infer<typeof forgottenSchema>;

const classStatsSchema = z
  .strictObject({
    class: z.string(),
    records: count,
    contents: count.describe('Different ones; each stands once'),
    record_bytes: count.describe('Of the contents of all records'),
    content_bytes: count.describe('Of the contents, once each'),
    stored_bytes: count.describe('On the disk, with their seals and keys'),
    compression_ratio: z
      .number()
      .min(0)
      .nullable()
      .describe('Bytes of all records for one on the disk; null without any'),
    dictionaries: count,
  })
  .meta({ id: 'MemoryClassStats' });

export const memoryStatsSchema = z
  .strictObject({
    classes: z.array(classStatsSchema),
    compression_ratio: z.number().min(0).nullable(),
    llm_cas_hit_rate: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Share of what was stored since the process began whose content was there already'),
    error_rate: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Share of what was asked since then that failed'),
  })
  .meta({ id: 'MemoryStats' });
export type MemoryStatsReply = z.infer<typeof memoryStatsSchema>;

/** There is nothing to choose. */
export const memoryAgeRequestSchema = z.strictObject({}).meta({ id: 'MemoryAgeRequest' });

export const memoryAgeSchema = z
  .strictObject({
    looked: count.describe('Contents that were old enough'),
    tightened: count.describe('Of those, which are shorter now'),
    saved_bytes: count,
  })
  .meta({ id: 'MemoryAge' });
export type MemoryAgeReply = z.infer<typeof memoryAgeSchema>;

export const memoryVerifySchema = z
  .strictObject({
    holds: z.boolean().describe('Whether nothing is wrong'),
    events: count,
    records: count,
    contents: count,
    chain: z.array(z.strictObject({ kind: z.string(), seq: count, detail: z.string() })),
    damaged: z.array(
      z.strictObject({ tenant: z.string(), class: z.string(), address: z.string(), code: z.string() }),
    ),
    unreferenced: count.describe('Contents that no record refers to'),
  })
  .meta({ id: 'MemoryVerify' });
export type MemoryVerifyReply = z.infer<typeof memoryVerifySchema>;
