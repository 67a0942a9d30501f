import { z } from 'zod';
import { metaSchema } from './meta.ts';

export const stepSchema = z
  .strictObject({
    step: z.string(),
    started_ms: z.number().describe('Milliseconds after the request began'),
    took_ms: z.number(),
    outcome: z.enum(['ok', 'failed']),
    message: z.string(),
    findings: z
      .array(
        z.strictObject({
          rule: z.string().describe('Name of the rule or of the model'),
          effect: z.string().describe('What it did'),
          start: z.int().min(0).optional(),
          end: z.int().min(0).optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'DecisionStep' });
export type DecisionStep = z.infer<typeof stepSchema>;
export type Finding = NonNullable<DecisionStep['findings']>[number];

/** The kept record of one request: what was asked, each step taken and why, and how it ended. */
export const decisionSchema = z
  .strictObject({
    id: z.string(),
    created_at: z.iso.datetime(),
    task: z.string(),
    input: z.json(),
    outcome: z.enum(['ok', 'failed']),
    error_code: z.string().optional(),
    meta: metaSchema,
    steps: z.array(stepSchema),
    output: z.json().optional(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decisionSchema>;
