import { z } from 'zod';
import { healthStatusSchema } from './health.ts';
import { memoryAgesSchema, memorySizesSchema, memoryTiersSchema } from './memory.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);

/** Names of the source documents; null while there is nothing to tell. */
const memoryFigures = {
  compression_ratio: z
    .number()
    .nullable()
    .describe('Bytes of the contents over bytes kept, dictionaries included'),
  avg_latency_ms: z.number().nullable().describe('Of store, recall and search in this process'),
  llm_cas_hit_rate: share.nullable().describe('Of what this process stored, what was there already'),
  error_rate: share
    .nullable()
    .describe('Of what this process was asked, what failed for no fault of the caller'),
  divergence_rate: share
    .nullable()
    .describe('Of the keys that migrations under way read from both stores, those that differed'),
};

export const memoryMigrationStatusSchema = z
  .strictObject({
    tenant: z.string(),
    class: z.string(),
    source: z.string().describe('The legacy store'),
    mode: z.enum(['legacy', 'hybrid', 'nbmf']).describe('What reads see; writes go to both'),
    canary: share.describe('Of the keys, what hybrid reads answer from the memory'),
    began_at: z.int().describe('Milliseconds since the Unix epoch'),
    compared: count.describe('Keys that hybrid reads took from both, in all processes'),
    diverged: count,
    divergence_rate: share.nullable(),
  })
  .meta({ id: 'MemoryMigration' });
export type MemoryMigrationStatus = z.infer<typeof memoryMigrationStatusSchema>;

const latencySchema = z.strictObject({
  operation: z.enum(['store', 'recall', 'search']),
  tier: z.enum(['L1', 'L2', 'L3']).nullable().describe('Where a recall found it'),
  calls: count.describe('Of the last ten minutes'),
  p50_ms: z.number(),
  p95_ms: z.number(),
  target_ms: z.number().nullable().describe('What p95 should stay under; null where nothing says'),
});

export const memoryMonitoringSchema = z
  .strictObject({
    preset: z.string(),
    tenants: count,
    records: count,
    contents: count,
    content_bytes: count,
    kept_bytes: count.describe('Dictionaries included'),
    ...memoryFigures,
    latency: z.array(latencySchema).describe('Of this process'),
    tiers: memoryTiersSchema,
    sizes: memorySizesSchema,
    ages: memoryAgesSchema,
    l1: z.strictObject({ records: count, bytes: count, hits: count, misses: count }),
    dictionaries: z.strictObject({ count, bytes: count }),
    migrations: z.array(memoryMigrationStatusSchema),
  })
  .meta({ id: 'MemoryMonitoring', description: 'The memory of all tenants' });
export type MemoryMonitoring = z.infer<typeof memoryMonitoringSchema>;

const gpuSchema = z.strictObject({
  index: count,
  name: z.string(),
  memory_bytes: count,
  free_bytes: count,
  used: z
    .boolean()
    .describe('Whether it is among those that compute.gpus names; all are where it names none'),
});

export const deviceReportSchema = z
  .strictObject({
    cpu: z.strictObject({ model: z.string(), cores: count, load_1m: z.number() }),
    memory: z.strictObject({ total_bytes: count, free_bytes: count, process_bytes: count }),
    gpus: z.array(gpuSchema),
    tpus: count,
    prefer: z.enum(['auto', 'cpu', 'gpu', 'tpu']),
    device: z.enum(['cpu', 'gpu', 'tpu']).describe('What is chosen'),
    why: z.array(z.string()),
    batch: z
      .strictObject({ base: count, cpu: count, gpu: count, tpu: count })
      .describe('How many to give each device at once; 0 where there is none'),
  })
  .meta({ id: 'DeviceReport' });
export type DeviceReport = z.infer<typeof deviceReportSchema>;

export const systemSummarySchema = z
  .strictObject({
    status: healthStatusSchema,
    version: z.string(),
    environment: z.string(),
    uptime_seconds: z.number().min(0),
    components: z.record(z.string(), healthStatusSchema),
    memory: z
      .strictObject({ tenants: count, records: count, kept_bytes: count, ...memoryFigures })
      .nullable()
      .describe('Null where the memory does not open'),
    memory_problem: z.string().nullable().describe('Why the memory does not open'),
    cache: z.strictObject({ lookups: count, hit_rate: share.nullable() }),
    device: deviceReportSchema,
  })
  .meta({ id: 'SystemSummary' });
export type SystemSummary = z.infer<typeof systemSummarySchema>;
