import { AccordError, type Clock } from '@accord/kernel';
import type { z } from 'zod';
import type {
  Capability,
  Embeddings,
  EmbedRequest,
  Engine,
  EngineHealth,
  FinishReason,
  GenerateRequest,
  Generation,
  GenerationChunk,
  Transcription,
  TranscribeRequest,
  Usage,
} from '../engine.ts';
import { type ConnectionKnobs, engineKnobs } from '../knobs.ts';
import { badAnswer, type Parties, refusedInStream } from './openai/failures.ts';
import { openForwarder } from './openai/forwarder.ts';
import { eventData } from './openai/sse.ts';
import { checked, openTransport, parseJson, type Transport } from './openai/transport.ts';
import {
  completionChunkSchema,
  completionRequest,
  completionSchema,
  type Dialect,
  embeddingsRequest,
  embeddingsSchema,
  modelsSchema,
  transcriptionForm,
  transcriptionSchema,
} from './openai/wire.ts';

export interface OpenaiEngineOptions {
  /** Names the engine in `meta`, errors and metrics. */
  readonly name: string;
  /** Address up to and including the version, such as `http://127.0.0.1:8000/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  /** Sent as a bearer token and never printed. Empty, like absent, means that the server asks for none. */
  readonly apiKey?: string | undefined;
  /** Which sampling parameters beyond the protocol the server takes; by default none. */
  readonly dialect?: Dialect | undefined;
  /** Measures a Retry-After that is given as a date. */
  readonly clock: Clock;
  /** Bound on one reply, in bytes; the knob `engine.max_answer_bytes`. */
  readonly maxAnswerBytes?: number | undefined;
  /** What forwarded requests are sent over; the knobs of `engine` besides that bound. */
  readonly connections?: ConnectionKnobs | undefined;
}

export { type Dialect, DIALECTS } from './openai/wire.ts';

const { connections_max, connections_min, connection_idle_s, silence_s } = engineKnobs.knobs;
const DEFAULT_CONNECTIONS: ConnectionKnobs = {
  connections_max: connections_max.default,
  connections_min: connections_min.default,
  connection_idle_s: connection_idle_s.default,
  silence_s: silence_s.default,
};

/** What the parts of the driver share. */
interface Server extends Parties {
  readonly model: string;
  readonly dialect: Dialect;
  readonly transport: Transport;
}

const CAPABILITIES: ReadonlySet<Capability> = new Set([
  'generate',
  'stream',
  'embed',
  'transcribe',
  'forward',
]);

/**
 * Talks to any server of the OpenAI protocol: vLLM, llama.cpp, Ollama, a vendor. Tries nothing twice. What
 * it forwards goes over connections that are kept.
 *
 * @throws KNOB_INVALID for an address or a key that no request could be sent with.
 */
export function openaiEngine({
  name,
  baseUrl,
  model,
  apiKey,
  dialect = 'openai',
  clock,
  maxAnswerBytes = engineKnobs.knobs.max_answer_bytes.default,
  connections = DEFAULT_CONNECTIONS,
}: OpenaiEngineOptions): Engine {
  const parties: Parties = { name, apiKey: apiKey === '' ? undefined : apiKey };
  const transport = openTransport({ ...parties, baseUrl, clock, maxAnswerBytes });
  const server: Server = { ...parties, model, dialect, transport };
  const forwarder = openForwarder({ ...parties, baseUrl, clock, maxAnswerBytes, knobs: connections });
  return {
    name,
    capabilities: CAPABILITIES,
    remote: true,
    generate: (request) => generate(server, request),
    stream: (request) => stream(server, request),
    embed: (request) => embed(server, request),
    transcribe: (request) => transcribe(server, request),
    forward: forwarder.forward,
    health: (signal) => health(server, signal),
    close: forwarder.close,
  };
}

async function generate(server: Server, request: GenerateRequest): Promise<Generation> {
  const body = completionRequest(server, request);
  const call = { method: 'POST', body } as const;
  const reply = await server.transport.json('/chat/completions', call, completionSchema, request.signal());
  const [{ message, finish_reason: finishReason }] = reply.choices;
  const content = message.content ?? '';
  if (content.trim() === '') throw saidNothing(server, finishReason);
  return {
    output: request.schema === undefined ? content : parseAnswer(content),
    ...ending(server, reply.model, finishReason, reply.usage),
  };
}

async function* stream(server: Server, request: GenerateRequest): AsyncGenerator<GenerationChunk, void> {
  let model: string | null | undefined;
  let finishReason: FinishReason | null | undefined;
  let usage: Usage | null | undefined;
  let spoke = false;
  for await (const chunk of completionChunks(server, request)) {
    const [choice] = chunk.choices ?? [];
    const text = choice?.delta?.content ?? '';
    model ??= chunk.model;
    usage = chunk.usage ?? usage;
    finishReason ??= choice?.finish_reason;
    spoke ||= text.trim() !== '';
    if (text !== '') yield { type: 'text', text };
  }
  if (finishReason === undefined || finishReason === null) throw badAnswer(server, 'stopped before the end');
  if (!spoke) throw saidNothing(server, finishReason);
  yield { type: 'end', ...ending(server, model, finishReason, usage) };
}

async function* completionChunks(
  server: Server,
  request: GenerateRequest,
): AsyncGenerator<z.infer<typeof completionChunkSchema>, void> {
  const body = {
    ...completionRequest(server, request),
    stream: true,
    stream_options: { include_usage: true },
  };
  const call = { method: 'POST', body, accept: 'text/event-stream' } as const;
  const bytes = server.transport.bytes('/chat/completions', call, request.signal());
  for await (const data of eventData(bytes)) {
    if (data === '[DONE]') return;
    const event = parseJson(data);
    if (event === undefined) throw badAnswer(server, 'streamed something that is not JSON');
    const chunk = checked(server, completionChunkSchema, event);
    if (chunk.error !== undefined && chunk.error !== null) throw refusedInStream(server, event);
    yield chunk;
  }
}

async function embed(server: Server, request: EmbedRequest): Promise<Embeddings> {
  if (request.texts.length === 0) return { vectors: [], model: server.model };
  const call = { method: 'POST', body: embeddingsRequest(server.model, request) } as const;
  const { data, model, usage } = await server.transport.json(
    '/embeddings',
    call,
    embeddingsSchema,
    request.signal(),
  );
  const ordered = data.toSorted((a, b) => a.index - b.index);
  if (ordered.length !== request.texts.length || ordered.some(({ index }, place) => index !== place)) {
    throw badAnswer(server, `did not give one embedding for each of ${request.texts.length} texts`);
  }
  const vectors = ordered.map(({ embedding }) => embedding);
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) {
    throw badAnswer(server, 'gave embeddings of different lengths');
  }
  return { vectors, model: model ?? server.model, ...(usage && { usage }) };
}

async function transcribe(server: Server, request: TranscribeRequest): Promise<Transcription> {
  const call = { method: 'POST', body: transcriptionForm(server.model, request) } as const;
  const path = '/audio/transcriptions';
  const { text } = await server.transport.json(path, call, transcriptionSchema, request.signal());
  return { text, model: server.model };
}

/** Never throws for a server that is down. Whether `model` is listed is told, not judged: servers keep aliases. */
async function health(server: Server, signal: AbortSignal): Promise<EngineHealth> {
  try {
    const { data } = await server.transport.json('/models', { method: 'GET' }, modelsSchema, signal);
    const listed = data.some(({ id }) => id === server.model) ? 'lists' : 'does not list';
    return { state: 'up', detail: `answers and ${listed} ${server.model}` };
  } catch (error) {
    if (error instanceof AccordError) return { state: 'down', detail: error.message };
    throw error;
  }
}

function ending(
  server: Server,
  model: string | null | undefined,
  finishReason: FinishReason,
  usage: Usage | null | undefined,
): Pick<Generation, 'model' | 'finishReason' | 'usage'> {
  return { model: model ?? server.model, finishReason, ...(usage && { usage }) };
}

/** The answer as JSON, or the text when it is none; a model may wrap it in one fence marked json. */
function parseAnswer(content: string): unknown {
  const text = content.trim();
  const fenced = text.startsWith('```json') && text.endsWith('```') && text.length >= '```json```'.length;
  return parseJson(fenced ? text.slice('```json'.length, -'```'.length) : text) ?? content;
}

function saidNothing(server: Server, finishReason: FinishReason): AccordError {
  return badAnswer(server, `answered with nothing (finish_reason ${finishReason})`);
}
