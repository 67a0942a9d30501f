import { z } from 'zod';
import type { GenerateRequest, Message } from '../engine.ts';
import { refusedAs } from './refusal.ts';

/** What an engine in this process is asked, in the protocol of OpenAI (chat completions). */
export interface ChatRequest extends Pick<GenerateRequest, 'schema' | 'sampling'> {
  readonly messages: readonly Message[];
  /** Whether a stream ends with a chunk that counts the tokens. */
  readonly includesUsage: boolean;
}

const DEFAULT_TOKENS = 512;

const partSchema = z.object({ type: z.literal('text'), text: z.string() });
const messageSchema = z
  .object({
    role: z.enum(['system', 'developer', 'user', 'assistant']),
    content: z.union([z.string(), z.array(partSchema).min(1)]),
  })
  .transform(
    ({ role, content }): Message => ({
      role: role === 'developer' ? 'system' : role,
      content: typeof content === 'string' ? content : content.map(({ text }) => text).join('\n'),
    }),
  );

const limitSchema = z.int().positive().nullish();
const formatSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    json_schema: z.object({ name: z.string().default('answer'), schema: z.record(z.string(), z.unknown()) }),
  }),
]);

const chatSchema = z.object({
  messages: z.array(messageSchema).min(1),
  max_tokens: limitSchema,
  max_completion_tokens: limitSchema,
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  top_k: z.int().nonnegative().nullish(),
  repeat_penalty: z.number().positive().nullish(),
  response_format: formatSchema.nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
});

/** Whether a field asks for what nobody asks for by leaving it out. */
const isAsked = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && value !== 1 && !isEmpty(value);
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** What changes an answer and cannot be done here; it would be wrong to overlook it. */
const NOT_HERE = [
  'tools',
  'functions',
  'n',
  'stop',
  'logprobs',
  'logit_bias',
  'audio',
  'modalities',
] as const;

/** @throws ENGINE_REJECTED, naming the field */
export function readChatRequest(body: string): ChatRequest {
  const raw = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const refused = NOT_HERE.find((field) => isAsked(raw[field]));
  if (refused !== undefined)
    throw refusedAs(`${refused} cannot be used with a model in this process`, refused);
  const read = chatSchema.safeParse(raw);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = issue?.path.join('.') ?? '';
    throw refusedAs(
      `${field === '' ? 'the request' : field}: ${issue?.message ?? 'is not understood'}`,
      field,
    );
  }
  const { data } = read;
  const { top_k: topK, repeat_penalty: penalty } = data;
  return {
    messages: data.messages,
    includesUsage: data.stream_options?.include_usage === true,
    sampling: {
      maxTokens: data.max_completion_tokens ?? data.max_tokens ?? DEFAULT_TOKENS,
      temperature: data.temperature ?? 1,
      topP: data.top_p ?? 1,
      ...(typeof topK === 'number' && { topK }),
      ...(typeof penalty === 'number' && { repetitionPenalty: penalty }),
    },
    ...schemaOf(data.response_format),
  };
}

function schemaOf(format: z.infer<typeof formatSchema> | null | undefined): Pick<ChatRequest, 'schema'> {
  switch (format?.type) {
    case 'json_schema':
      return { schema: format.json_schema };
    case 'json_object':
      return { schema: { name: 'answer', schema: { type: 'object' } } };
    default:
      return {};
  }
}
