import { z } from 'zod';
import { metaSchema } from './meta.ts';
import { modeSchema } from './mode.ts';
import { usdSchema } from './money.ts';

/** What the product is used for, in the words of the source documents. */
export const USE_CASES = [
  'autocomplete',
  'mobile_app',
  'chatbot',
  'batch_processing',
  'development',
  'web_application',
  'ecommerce_recommendation',
  'high_end_design',
  'brand_storytelling',
  'premium_experience',
] as const;
const useCaseSchema = z.enum(USE_CASES).meta({ id: 'UseCase' });
export type UseCase = z.infer<typeof useCaseSchema>;

const share = z.number().min(0).max(1);

/** A mode as this installation has measured it, beside what the sources say of the models they used. */
const modeReportSchema = z
  .strictObject({
    mode: modeSchema,
    roles: metaSchema.shape.engines.element.shape.role.array(),
    recommended_for: z.array(useCaseSchema),
    live: z
      .strictObject({
        requests: z.int().min(0),
        p50_ms: z.number().min(0).nullable(),
        p95_ms: z.number().min(0).nullable(),
        mean_cost_usd: usdSchema.nullable(),
        mean_output_tokens: z.number().min(0).nullable(),
      })
      .describe('Requests computed since the start, answers from the cache left out'),
    evaluated: z
      .strictObject({
        briefs: z.int().min(0),
        quality: share.describe('0.4 accuracy + 0.3 completeness + 0.2 consistency + 0.1 creativity'),
        accuracy: share,
        completeness: share,
        consistency: share,
        creativity: share,
        p50_ms: z.number().min(0),
        p95_ms: z.number().min(0),
        mean_cost_usd: usdSchema,
        measured_at: z.iso.datetime(),
      })
      .nullable()
      .describe('By the last `accord eval briefs --mode` here; null before the first'),
    expected: z
      .strictObject({ latency: z.string(), quality: share, cost_usd: usdSchema })
      .describe('What the source documents state for their 7B models on a GPU'),
  })
  .meta({ id: 'ModeReport' });

export const modesReplySchema = z.strictObject({ modes: z.array(modeReportSchema) }).meta({ id: 'Modes' });
export type ModesReply = z.infer<typeof modesReplySchema>;
