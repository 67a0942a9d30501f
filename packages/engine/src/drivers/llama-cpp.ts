import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type {
  Capability,
  Embeddings,
  EmbedRequest,
  Engine,
  EngineHealth,
  GenerateRequest,
  Generation,
  GenerationChunk,
  Message,
} from '../engine.ts';
import { engineErrors } from '../errors.ts';
import type { LlamaCppKnobs } from '../knobs.ts';
import { spokenForward } from '../protocol/spoken.ts';
import { abortedCall } from './aborted.ts';
import { type AnswerOptions, answer } from './llama-cpp/answer.ts';
import { lazily, type LoadedModel, loadModel } from './llama-cpp/model.ts';
import {
  type ChatItem,
  findPackage,
  type LlamaEmbeddingContext,
  type LlamaSequence,
  type Token,
} from './llama-cpp/package.ts';

export interface LlamaCppEngineOptions {
  /** Names the engine in `meta`, errors and metrics. */
  readonly name: string;
  /** A GGUF file. */
  readonly modelPath: string;
  readonly knobs: LlamaCppKnobs;
  /** Seeds the sampling of each answer. */
  readonly rng: Rng;
  readonly clock: Clock;
  /** The package.json of where node-llama-cpp is installed; by default where script/llama-cpp puts it. */
  readonly installation?: URL;
}

/** What the parts of the driver share. */
interface Home {
  readonly name: string;
  /** The file's name without its ending. */
  readonly modelName: string;
  readonly knobs: LlamaCppKnobs;
  readonly rng: Rng;
  /** Loads the model on first use. @throws ENGINE_PACKAGE_MISSING, ENGINE_MODEL_UNUSABLE */
  readonly loaded: (signal: AbortSignal) => Promise<LoadedModel>;
  /** @throws ENGINE_CANCELLED, ENGINE_TIMEOUT when the call is not to go on */
  readonly proceed: (signal: AbortSignal) => void;
}

const CAPABILITIES: ReadonlySet<Capability> = new Set(['generate', 'stream', 'embed', 'forward']);

/**
 * Runs a GGUF model in this process, on its processors. The model is loaded by the first call, which waits for it no
 * longer than its signal allows; the loading goes on. Calls beyond `contexts` wait their turn.
 *
 * @throws ENGINE_PACKAGE_MISSING, ENGINE_MODEL_UNUSABLE at once when the package or the file is not there.
 */
export function llamaCppEngine(options: LlamaCppEngineOptions): Engine {
  const { name, modelPath, knobs, rng, clock, installation } = options;
  const packagePath = findPackage(installation);
  if (statSync(modelPath, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new AccordError(engineErrors.ENGINE_MODEL_UNUSABLE, { detail: `There is no file ${modelPath}` });
  }
  const model = lazily(() => loadModel({ name, modelPath, packagePath, knobs }));
  let closing: Promise<void> | undefined;

  const proceed = (signal: AbortSignal): void => {
    if (signal.aborted) throw abortedCall(name, signal);
    if (closing === undefined) return;
    throw new AccordError(engineErrors.ENGINE_CANCELLED, { detail: `${name} was closed` });
  };
  const home: Home = {
    name,
    modelName: basename(modelPath, '.gguf'),
    knobs,
    rng,
    proceed,
    async loaded(signal) {
      proceed(signal);
      return untilAborted(model.get(), signal, name);
    },
  };

  return {
    name,
    capabilities: CAPABILITIES,
    remote: false,
    generate: (request) => generate(home, request),
    stream: (request) => stream(home, request),
    embed: (request) => embed(home, request),
    async transcribe() {
      throw new AccordError(engineErrors.ENGINE_UNSUPPORTED, { detail: `${name} cannot transcribe` });
    },
    forward: spokenForward({
      engine: { stream: (request) => stream(home, request), embed: (request) => embed(home, request) },
      model: home.modelName,
      clock,
      rng,
    }),
    health: (signal) => health(home, signal),
    async close() {
      closing ??= model.made().then((made) => made?.close());
      await closing;
    },
  };
}

async function generate(home: Home, request: GenerateRequest): Promise<Generation> {
  let text = '';
  for await (const chunk of stream(home, request)) {
    if (chunk.type === 'text') {
      text += chunk.text;
      continue;
    }
    const { type: _, ...ending } = chunk;
    return { output: request.schema === undefined ? text : parsed(home, text, ending), ...ending };
  }
  throw new TypeError('a stream ends with an end');
}

async function* stream(home: Home, request: GenerateRequest): AsyncGenerator<GenerationChunk, void> {
  const signal = request.signal();
  const loaded = await home.loaded(signal);
  const prompt = loaded.promptOf(request.prompt().map(chatItem));
  const room = loaded.contextSize - prompt.length;
  if (room < 1) {
    throw new AccordError(engineErrors.ENGINE_REJECTED, {
      detail: `The prompt has ${prompt.length} tokens, too many for the context of ${loaded.contextSize} of ${home.name}`,
    });
  }
  const turn = await (await loaded.answering()).take(signal);
  try {
    home.proceed(signal);
    let spoke = false;
    for await (const part of answer(await answerOptions(home, loaded, turn.seat, request, prompt, signal))) {
      if (part.type === 'text') {
        spoke ||= part.text.trim() !== '';
        yield part;
        continue;
      }
      if (!spoke) throw badAnswer(home, `answered with nothing (finish_reason ${part.finishReason})`);
      yield { ...part, model: home.modelName };
    }
  } catch (error) {
    throw brokenOff(home, error);
  } finally {
    turn.end();
  }
}

async function answerOptions(
  { knobs, rng, proceed }: Home,
  { model, nodeLlamaCpp, contextSize, grammarFor }: LoadedModel,
  sequence: LlamaSequence,
  { schema, sampling }: GenerateRequest,
  prompt: readonly Token[],
  signal: AbortSignal,
): Promise<AnswerOptions> {
  const { LlamaGrammarEvaluationState } = nodeLlamaCpp;
  const grammar = schema && (await grammarFor(schema.schema));
  return {
    model,
    sequence,
    prompt,
    promptBatch: knobs.prompt_batch,
    maxTokens: Math.min(sampling.maxTokens, contextSize - prompt.length),
    sampling: {
      temperature: sampling.temperature,
      topP: sampling.topP,
      topK: sampling.topK ?? 0,
      seed: rng.uint32(),
    },
    repetitionPenalty: sampling.repetitionPenalty ?? 1,
    grammar: grammar && new LlamaGrammarEvaluationState({ model, grammar }),
    proceed: () => proceed(signal),
  };
}

function chatItem({ role, content }: Message): ChatItem {
  return role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content };
}

function parsed(home: Home, text: string, { finishReason }: Pick<Generation, 'finishReason'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badAnswer(home, `answered with text that is not JSON (finish_reason ${finishReason})`);
  }
}

async function embed(home: Home, { texts, signal: ask }: EmbedRequest): Promise<Embeddings> {
  if (texts.length === 0) return { vectors: [], model: home.modelName };
  const signal = ask();
  const loaded = await home.loaded(signal);
  const turn = await (await loaded.embedding()).take(signal);
  try {
    home.proceed(signal);
    const vectors: Float32Array[] = [];
    let inputTokens = 0;
    for (const text of texts) {
      home.proceed(signal);
      inputTokens += embeddableLength(home, loaded, turn.seat, text);
      vectors.push(Float32Array.from((await turn.seat.getEmbeddingFor(text)).vector));
    }
    home.proceed(signal);
    return { vectors, model: home.modelName, usage: { inputTokens, outputTokens: 0 } };
  } catch (error) {
    throw brokenOff(home, error);
  } finally {
    turn.end();
  }
}

/** @throws ENGINE_REJECTED for a text that cannot be embedded whole */
function embeddableLength(
  { name }: Home,
  { contextSize }: LoadedModel,
  context: LlamaEmbeddingContext,
  text: string,
): number {
  const length = text === '' ? 0 : context.calculateInputLength(text);
  if (length > 0 && length < contextSize) return length;
  throw new AccordError(engineErrors.ENGINE_REJECTED, {
    detail: `${name} embeds texts of 1 to ${contextSize - 1} tokens, not of ${length}`,
  });
}

/** Loads the model, as every call does. */
async function health(home: Home, signal: AbortSignal): Promise<EngineHealth> {
  try {
    const loaded = await home.loaded(signal);
    loaded.model.tokenize('.');
    const turns = await untilAborted(loaded.answering(), signal, home.name);
    return {
      state: 'up',
      detail:
        `${home.modelName} is loaded; ${turns.free} of ${home.knobs.contexts} contexts of ${loaded.contextSize} tokens ` +
        `are free, ${turns.waiting} calls wait`,
    };
  } catch (error) {
    if (signal.aborted) return { state: 'down', detail: `${home.modelName} is still loading` };
    if (error instanceof AccordError) return { state: 'down', detail: error.message };
    throw error;
  }
}

const badAnswer = ({ name }: Home, what: string): AccordError =>
  new AccordError(engineErrors.ENGINE_BAD_ANSWER, { detail: `${name} ${what}` });

/** What llama.cpp itself fails with; a bug of this program stays what it is. */
function brokenOff(home: Home, error: unknown): unknown {
  if (error instanceof AccordError || !(error instanceof Error) || error.constructor !== Error) return error;
  const failure = badAnswer(home, `broke off its answer (${error.message})`);
  failure.cause = error;
  return failure;
}

/** Waits no longer than the signal allows; the work itself goes on. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal, name: string): Promise<Value> {
  let abandon = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abandon = () => reject(abortedCall(name, signal));
    signal.addEventListener('abort', abandon, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}
