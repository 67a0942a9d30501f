import { z } from 'zod';
import { metaSchema } from './meta.ts';
import { usdSchema } from './money.ts';

export const stepSchema = z
  .strictObject({
    step: z.string(),
    started_ms: z.number().describe('Milliseconds after the request began'),
    took_ms: z.number(),
    outcome: z.enum(['ok', 'failed', 'refused']).describe('refused: never begun, such as by an open breaker'),
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

type Json = z.core.util.JSONType;

/** A name of its own, because a schema that contains itself can only be described by name. */
const jsonSchema: z.ZodType<Json> = z
  .lazy(() =>
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.array(jsonSchema),
      z.record(z.string(), jsonSchema),
    ]),
  )
  .meta({ id: 'Json', description: 'Any JSON value' });

/** The kept record of one request: what was asked, each step taken and why, and how it ended. */
export const decisionSchema = z
  .strictObject({
    id: z.string(),
    created_at: z.iso.datetime(),
    task: z.string(),
    input: jsonSchema,
    outcome: z.enum(['ok', 'failed']),
    error_code: z.string().optional(),
    meta: metaSchema,
    predicted: z
      .strictObject({ p95_ms: z.number().min(0).nullable(), cost_usd: usdSchema })
      .describe('What the plan was expected to take and cost; null before anything was measured'),
    steps: z.array(stepSchema),
    output: jsonSchema.optional(),
    output_of: z
      .string()
      .optional()
      .describe(
        'Id of the record that holds the output, where it was kept already; absent output: that record is gone',
      ),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof decisionSchema>;
