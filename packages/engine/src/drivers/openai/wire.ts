import { z } from 'zod';
import type {
  EmbedRequest,
  FinishReason,
  GenerateRequest,
  Sampling,
  TranscribeRequest,
  Usage,
} from '../../engine.ts';

/** The shapes of the protocol. Fields that are not read are not named, and servers may add their own. */

/** Besides OpenAI's own: what Text Generation Inference and the retired function calls say. */
const FINISH_REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['eos_token', 'stop'],
  ['stop_sequence', 'stop'],
  ['length', 'length'],
  ['content_filter', 'content_filter'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
]);

const finishReasonSchema = z.string().transform((reason, context): FinishReason => {
  const known = FINISH_REASONS.get(reason);
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: 'not a way to finish an answer' });
  return z.NEVER;
});

const tokensSchema = z.int().nonnegative();

/** Counts that cannot be read are no counts; the answer beside them is still good. */
const usageSchema = z
  .object({
    prompt_tokens: tokensSchema,
    completion_tokens: tokensSchema.default(0),
    prompt_tokens_details: z.object({ cached_tokens: tokensSchema }).nullish().catch(undefined),
  })
  .transform((usage): Usage => {
    const cached = usage.prompt_tokens_details?.cached_tokens;
    return {
      inputTokens: usage.prompt_tokens,
      ...(cached !== undefined && { cachedInputTokens: cached }),
      outputTokens: usage.completion_tokens,
    };
  })
  .nullish()
  .catch(undefined);

const modelSchema = z.string().min(1).nullish().catch(undefined);

export const completionSchema = z.object({
  model: modelSchema,
  choices: z.tuple(
    [
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: finishReasonSchema,
      }),
    ],
    z.unknown(),
  ),
  usage: usageSchema,
});

export const completionChunkSchema = z.object({
  model: modelSchema,
  /** Empty in the chunk that only carries the usage. */
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: finishReasonSchema.nullish(),
      }),
    )
    .nullish(),
  usage: usageSchema,
  error: z.unknown().optional(),
});

const vectorSchema = z
  .custom<readonly number[]>(
    (value) => Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number'),
    'not a list of numbers',
  )
  .transform((numbers) => Float32Array.from(numbers))
  .refine((vector) => vector.every(Number.isFinite), 'beyond 32-bit floating point');

export const embeddingsSchema = z.object({
  model: modelSchema,
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: vectorSchema })),
  usage: usageSchema,
});

export const transcriptionSchema = z.object({ text: z.string() });

export const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** Servers that take sampling parameters beyond the protocol, which others refuse. */
export const DIALECTS = ['openai', 'vllm', 'llama.cpp'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What each calls the penalty of repetitions. */
const PENALTY_NAME = { vllm: 'repetition_penalty', 'llama.cpp': 'repeat_penalty' } as const;

function samplingBeyondProtocol(dialect: Dialect, { topK, repetitionPenalty }: Sampling): object {
  if (dialect === 'openai') return {};
  return {
    ...(topK !== undefined && { top_k: topK }),
    ...(repetitionPenalty !== undefined && { [PENALTY_NAME[dialect]]: repetitionPenalty }),
  };
}

export function completionRequest(
  { model, dialect }: { readonly model: string; readonly dialect: Dialect },
  { prompt, schema, sampling }: GenerateRequest,
): object {
  return {
    model,
    messages: prompt(),
    max_tokens: sampling.maxTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    ...samplingBeyondProtocol(dialect, sampling),
    ...(schema !== undefined && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: schema.name, strict: true, schema: schema.schema },
      },
    }),
  };
}

export function embeddingsRequest(model: string, { texts }: EmbedRequest): object {
  return { model, input: texts, encoding_format: 'float' };
}

/** Servers tell the format of a recording by the ending of its name. */
const AUDIO_ENDINGS: ReadonlyMap<string, string> = new Map([
  ['audio/flac', 'flac'],
  ['audio/mp4', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/webm', 'webm'],
  ['audio/x-m4a', 'm4a'],
  ['audio/x-wav', 'wav'],
]);

export function transcriptionForm(
  model: string,
  { audio, mediaType, language }: TranscribeRequest,
): FormData {
  const [essence = ''] = mediaType.toLowerCase().split(/\s*;/);
  const ending = AUDIO_ENDINGS.get(essence);
  const form = new FormData();
  const recording = new Blob([new Uint8Array(audio)], { type: mediaType });
  form.append('file', recording, ending === undefined ? 'recording' : `recording.${ending}`);
  form.append('model', model);
  form.append('response_format', 'json');
  if (language !== undefined) form.append('language', language);
  return form;
}
