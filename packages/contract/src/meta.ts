import { z } from 'zod';
import { cacheUseSchema } from './cache.ts';
import { modeSchema } from './mode.ts';
import { usdSchema } from './money.ts';

export const ROLES = ['interpreter', 'validator', 'creative'] as const;
export const roleSchema = z.enum(ROLES).meta({ id: 'Role' });
export type Role = z.infer<typeof roleSchema>;

export const reasonSchema = z
  .strictObject({
    step: z.string().describe('Step of the pipeline that decided, such as plan'),
    code: z.string().describe('Stable code of the reason'),
    outcome: z.enum(['taken', 'refused']).describe('Whether the way it speaks of was taken'),
    message: z.string(),
    numbers: z
      .record(z.string(), z.number())
      .optional()
      .describe('The figures that decided, by name with the unit as suffix, such as remaining_ms'),
  })
  .meta({ id: 'Reason' });
export type Reason = z.infer<typeof reasonSchema>;

export const engineUseSchema = z
  .strictObject({
    role: roleSchema,
    engine: z.string(),
    model: z.string(),
    prompt_version: z.string().describe('Version of the prompt or of the rules that were run'),
    fallback: z.boolean().describe('True when it answered in place of the first engine of the role'),
  })
  .meta({ id: 'EngineUse' });
export type EngineUse = z.infer<typeof engineUseSchema>;

/** Said with every reply of a task: what was decided and what it took. */
export const metaSchema = z
  .strictObject({
    id: z.string().describe('Read the whole decision at /api/explain/{id}'),
    task: z.string(),
    mode_asked: modeSchema,
    mode_used: modeSchema,
    reliability: z
      .enum(['normal', 'low'])
      .describe('low: a fallback answered in place of what the mode runs; such an answer is never cached'),
    reasons: z.array(reasonSchema),
    cache: cacheUseSchema,
    engines: z.array(engineUseSchema),
    tokens: z
      .strictObject({ input: z.int().min(0), output: z.int().min(0) })
      .describe('Counted by the engines; 0 where the rules answered'),
    cost_usd: usdSchema.describe('What the engines cost, from the tokens they counted'),
    timings_ms: z.record(z.string(), z.number()).describe('Milliseconds by step, and in total'),
  })
  .meta({ id: 'Meta' });
export type Meta = z.infer<typeof metaSchema>;
