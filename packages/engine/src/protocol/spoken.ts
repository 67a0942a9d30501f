import type { AccordError, Clock, Rng } from '@accord/kernel';
import { z } from 'zod';
import type {
  Engine,
  Forwarding,
  ForwardReceiver,
  ForwardRequest,
  GenerationChunk,
  Usage,
} from '../engine.ts';
import { type ChatRequest, readChatRequest } from './chat-request.ts';
import { refusalOf, refusedAs } from './refusal.ts';

export interface SpokenOptions {
  readonly engine: Pick<Engine, 'stream' | 'embed'>;
  /** Name of the model in the replies. */
  readonly model: string;
  readonly clock: Clock;
  readonly rng: Rng;
}

/** Lets an engine that has no server answer in the protocol of OpenAI: chat completions, streamed or not, and embeddings. */
export function spokenForward(options: SpokenOptions): Engine['forward'] {
  return (request, receiver) => {
    const speech = new Speech(receiver);
    void speak(options, request, speech).then(
      () => speech.end(),
      (error: unknown) => speech.fail(error),
    );
    return speech;
  };
}

async function speak(options: SpokenOptions, request: ForwardRequest, speech: Speech): Promise<void> {
  switch (request.path) {
    case '/chat/completions':
      return chat(options, readChatRequest(request.body), request.streams, speech);
    case '/embeddings':
      return embeddings(options, request.body, speech);
    default:
      throw refusedAs(`a model in this process has no ${request.path}`, '');
  }
}

async function chat(
  { engine, model, clock, rng }: SpokenOptions,
  request: ChatRequest,
  streams: boolean,
  speech: Speech,
): Promise<void> {
  const { messages, sampling, schema, includesUsage } = request;
  const head = { id: chatId(rng), created: Math.floor(clock.now() / 1000), model };
  const signal = (): AbortSignal => speech.signal;
  const parts = engine.stream({
    purpose: 'v1/chat',
    facts: undefined,
    prompt: () => messages,
    sampling,
    ...(schema && { schema }),
    signal,
  });
  if (streams) return streamed(parts, { ...head, object: 'chat.completion.chunk' }, includesUsage, speech);
  let content = '';
  for await (const part of parts) {
    if (part.type === 'text') content += part.text;
    else {
      const message = { role: 'assistant', content };
      const choices = [{ index: 0, message, logprobs: null, finish_reason: part.finishReason }];
      const reply = { ...head, object: 'chat.completion', choices, usage: usageOf(part.usage) };
      await speech.json(reply);
    }
  }
}

async function streamed(
  parts: AsyncIterable<GenerationChunk>,
  head: object,
  includesUsage: boolean,
  speech: Speech,
): Promise<void> {
  const say = (delta: object, finish: string | null): Promise<void> =>
    speech.event({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
  let begun = false;
  for await (const part of parts) {
    // Nothing is said before there is something to say: until then another engine can still take its place.
    if (!begun) await say({ role: 'assistant', content: '' }, null);
    begun = true;
    if (part.type === 'text') await say({ content: part.text }, null);
    else {
      await say({}, part.finishReason);
      if (includesUsage) await speech.event({ ...head, choices: [], usage: usageOf(part.usage) });
      await speech.text('data: [DONE]\n\n', EVENTS);
    }
  }
}

const embeddingSchema = z.object({
  input: z.union([z.string(), z.array(z.string()).min(1)]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.null().optional(),
});

async function embeddings({ engine, model }: SpokenOptions, body: string, speech: Speech): Promise<void> {
  const read = embeddingSchema.safeParse(JSON.parse(body));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? 'input';
    throw refusedAs(`${field}: ${read.error.issues[0]?.message ?? 'is not understood'}`, field);
  }
  const { input, encoding_format: format } = read.data;
  const signal = (): AbortSignal => speech.signal;
  const { vectors, usage } = await engine.embed({ texts: [input].flat(), signal });
  const written = (vector: Float32Array): string | readonly number[] =>
    format === 'base64'
      ? Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
      : Array.from(vector);
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: written(vector) }));
  const tokens = usage?.inputTokens ?? 0;
  const counted = { prompt_tokens: tokens, total_tokens: tokens };
  await speech.json({ object: 'list', data, model, usage: counted });
}

const chatId = (rng: Rng): string =>
  `chatcmpl-${[rng.uint32(), rng.uint32()].map((part) => part.toString(16).padStart(8, '0')).join('')}`;

function usageOf(usage: Usage | undefined): object | undefined {
  if (usage === undefined) return undefined;
  const { inputTokens, outputTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}

const JSON_TYPE = 'application/json';
const EVENTS = 'text/event-stream';

/** One reply on its way to who receives it: cancelled like a connection, and paused like one. */
class Speech implements Forwarding {
  private readonly receiver: ForwardReceiver;
  private readonly controller = new AbortController();
  private begun = false;
  private over = false;
  private wake: (() => void) | undefined;

  constructor(receiver: ForwardReceiver) {
    this.receiver = receiver;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  async json(value: unknown): Promise<void> {
    await this.text(JSON.stringify(value), JSON_TYPE);
  }

  async event(value: unknown): Promise<void> {
    await this.text(`data: ${JSON.stringify(value)}\n\n`, EVENTS);
  }

  /** Resolves when the receiver has room for more. */
  async text(text: string, type: string): Promise<void> {
    if (this.over) return;
    if (!this.begun) this.receiver.head(type);
    this.begun = true;
    if (this.over || this.receiver.piece(Buffer.from(text))) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    this.receiver.end();
  }

  fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    const refusal = this.begun ? undefined : refusalOf(error);
    if (refusal !== undefined) this.receiver.refused(refusal);
    else this.receiver.failed(error instanceof Error ? error : new TypeError(String(error)), true);
  }

  resume(): void {
    this.wake?.();
    this.wake = undefined;
  }

  cancel(error: AccordError): void {
    if (this.over) return;
    this.over = true;
    this.controller.abort(error);
    this.resume();
    this.receiver.failed(error, true);
  }
}
