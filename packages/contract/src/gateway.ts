import { z } from 'zod';
import { cacheUseSchema } from './cache.ts';
import { decisionSchema } from './decision.ts';
import { reasonSchema } from './meta.ts';
import { modeSchema } from './mode.ts';
import { exactUsdSchema } from './money.ts';

const tokensSchema = z.strictObject({
  input: z.int().min(0).describe('All of the prompt, the cached part included'),
  cached_input: z.int().min(0).describe('The part of the prompt that the model server had cached'),
  output: z.int().min(0),
});

const attemptSchema = z
  .strictObject({
    engine: z.string().describe('Engine and model'),
    mode: modeSchema.optional().describe('The mode whose parameters counted'),
    outcome: z
      .enum(['completed', 'refused', 'failed', 'aborted'])
      .describe('aborted: the client went away before the end'),
    error_code: z.string().optional(),
    started_ms: z.number().describe('Milliseconds after the request began'),
    took_ms: z.number(),
    tokens: tokensSchema,
    cost_usd: exactUsdSchema,
    basis: z
      .enum(['reported', 'estimated', 'cache'])
      .describe('estimated: the model server counted nothing, so that tokens and cost are a guess'),
  })
  .meta({ id: 'GatewayAttempt' });

/** The kept record of a call of the OpenAI-compatible endpoints: who was asked, why, and what it cost. */
const gatewayDecisionSchema = z
  .strictObject({
    id: z.string(),
    created_at: z.iso.datetime(),
    call: z.enum(['chat', 'responses', 'embeddings']),
    model: z.string().describe('As the client named it'),
    streamed: z.boolean(),
    request_bytes: z.int().min(0),
    tenant: z.string(),
    key: z.string().nullable().describe('Id of the key that pays; null for the caller on this machine'),
    outcome: z.enum(['ok', 'failed', 'aborted']),
    error_code: z.string().optional(),
    reasons: z.array(reasonSchema),
    attempts: z.array(attemptSchema).describe('Each time a model server was asked, in order'),
    cache: cacheUseSchema,
    tokens: tokensSchema,
    cost_usd: exactUsdSchema,
    total_ms: z.number(),
  })
  .meta({ id: 'GatewayDecision' });
export type GatewayDecision = z.infer<typeof gatewayDecisionSchema>;

/** What is read at /api/explain: the record of a task, or that of a call of the OpenAI-compatible endpoints. */
export const keptDecisionSchema = z
  .union([decisionSchema, gatewayDecisionSchema])
  .meta({ id: 'KeptDecision', description: 'Of a task, or of a call of the OpenAI-compatible endpoints' });
export type KeptDecision = z.infer<typeof keptDecisionSchema>;
