import { z } from 'zod';
import type { Operation } from './operations.ts';

/** The fields that are read here. Whatever else a client sends goes along to the model server as it is. */
const modelSchema = z.string().min(1).max(300).describe('A mode, such as accord/fast, or a configured model');
const streamSchema = z.boolean().optional().describe('Answer by server-sent events, as they come');
const limit = z.int().min(1).optional();

const chatRequestSchema = z
  .looseObject({
    model: modelSchema,
    messages: z.array(z.looseObject({ role: z.string() })).min(1),
    stream: streamSchema,
    n: limit.describe('How many answers'),
    max_completion_tokens: limit,
    max_tokens: limit,
  })
  .meta({ id: 'ChatCompletionRequest' });

const responsesRequestSchema = z
  .looseObject({
    model: modelSchema,
    input: z.union([z.string(), z.array(z.looseObject({})).min(1)]),
    stream: streamSchema,
    max_output_tokens: limit,
  })
  .meta({ id: 'ResponsesRequest' });

const embeddingsRequestSchema = z
  .looseObject({ model: modelSchema, input: z.union([z.string(), z.array(z.unknown()).min(1)]) })
  .meta({ id: 'EmbeddingsRequest' });

const chatReplySchema = z
  .looseObject({ choices: z.array(z.looseObject({})), usage: z.looseObject({}).optional() })
  .meta({ id: 'ChatCompletion', description: 'As the model server answered' });
const responsesReplySchema = z
  .looseObject({ id: z.string(), object: z.literal('response') })
  .meta({ id: 'Response' });
const embeddingsReplySchema = z.looseObject({ data: z.array(z.looseObject({})) }).meta({ id: 'Embeddings' });

const listedModelSchema = z
  .strictObject({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })
  .meta({ id: 'ListedModel' });
const modelListSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(listedModelSchema) })
  .meta({ id: 'ModelList' });

/** An error as the clients of OpenAI read it. */
const openAiErrorSchema = z
  .strictObject({
    error: z.strictObject({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable().describe('The field at fault'),
      code: z.string().describe('One of the codes of the reference; model_not_found for an unknown model'),
    }),
  })
  .meta({ id: 'OpenAiError' });

const PROBLEMS = [400, 402, 404, 413, 415, 500, 502, 503, 504];

function asking(
  path: string,
  operationId: string,
  summary: string,
  {
    schema,
    example,
    reply,
  }: { readonly schema: z.ZodType; readonly example: unknown; readonly reply: z.ZodType },
): Operation {
  return {
    method: 'POST',
    path,
    operationId,
    summary,
    body: { schema, example },
    reply: {
      description: 'The answer; events where a stream was asked for',
      mediaType: 'application/json',
      schema: reply,
    },
    problems: PROBLEMS,
    failure: openAiErrorSchema,
  };
}

const messages = [{ role: 'user', content: 'What does moss smell of?' }];

/** The endpoints of the protocol of OpenAI. */
export const V1_OPERATIONS: readonly Operation[] = [
  asking(
    '/v1/chat/completions',
    'createChatCompletion',
    'Have a model of a mode, or a named one, answer messages',
    {
      schema: chatRequestSchema,
      example: { model: 'accord/balanced', messages },
      reply: chatReplySchema,
    },
  ),
  asking(
    '/v1/responses',
    'createResponse',
    'The same by the Responses API, put into chat completions where need be',
    {
      schema: responsesRequestSchema,
      example: { model: 'accord/balanced', input: 'What does moss smell of?' },
      reply: responsesReplySchema,
    },
  ),
  asking('/v1/embeddings', 'createEmbeddings', 'Have texts turned into vectors', {
    schema: embeddingsRequestSchema,
    example: { model: 'accord/fast', input: ['moss', 'rain'] },
    reply: embeddingsReplySchema,
  }),
  {
    method: 'GET',
    path: '/v1/models',
    operationId: 'listModels',
    summary: 'List the modes and the configured models',
    reply: { description: 'The models', mediaType: 'application/json', schema: modelListSchema },
    problems: [],
    failure: openAiErrorSchema,
  },
  {
    method: 'GET',
    path: '/v1/models/{id}',
    operationId: 'readModel',
    summary: 'See whether there is a mode or a model of a name',
    pathParameters: { id: 'Its name, slashes included' },
    reply: { description: 'The model', mediaType: 'application/json', schema: listedModelSchema },
    problems: [404, 503],
    failure: openAiErrorSchema,
  },
];
