import { AccordError } from '@accord/kernel';
import { engineErrors } from '../../errors.ts';
import type { LlamaCppKnobs } from '../../knobs.ts';
import { grammarOf } from './grammar.ts';
import {
  importPackage,
  type ChatItem,
  type Llama,
  type LlamaContext,
  type LlamaEmbeddingContext,
  type LlamaGrammar,
  type LlamaModel,
  type LlamaPackage,
  type LlamaSequence,
  type Token,
} from './package.ts';
import { openTurns, type Turns } from './turns.ts';

export interface ModelOptions {
  readonly name: string;
  readonly modelPath: string;
  readonly packagePath: string;
  readonly knobs: LlamaCppKnobs;
}

/** A model in memory. */
export interface LoadedModel {
  readonly model: LlamaModel;
  readonly nodeLlamaCpp: LlamaPackage;
  /** Tokens that a prompt and its answer may have together. */
  readonly contextSize: number;
  /** The conversation in the model's own template, up to where its answer begins. */
  promptOf(conversation: readonly ChatItem[]): Token[];
  grammarFor(schema: object): Promise<LlamaGrammar>;
  /** Turns at answering; made on first use, since a model of embeddings has no answers. */
  answering(): Promise<Turns<LlamaSequence>>;
  embedding(): Promise<Turns<LlamaEmbeddingContext>>;
  /** Waits for the turns to end, then frees all memory. */
  close(): Promise<void>;
}

interface Library {
  readonly nodeLlamaCpp: LlamaPackage;
  readonly llama: Llama;
  /** What llama.cpp said last of what went wrong. */
  readonly complaints: readonly string[];
}

const KEPT_COMPLAINTS = 4;

/** The library is loaded once in a process: what its own `dispose` unloads can never be loaded again. */
const libraries = new Map<string, Promise<Library>>();

async function libraryAt(path: string): Promise<Library> {
  const known = libraries.get(path);
  if (known !== undefined) return known;
  const loading = loadLibrary(path);
  libraries.set(path, loading);
  loading.catch(() => libraries.delete(path));
  return loading;
}

async function loadLibrary(path: string): Promise<Library> {
  const nodeLlamaCpp = await importPackage(path);
  const complaints: string[] = [];
  const llama = await nodeLlamaCpp.getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    // No limit over all models: each context has its own number.
    maxThreads: 0,
    logLevel: 'error',
    logger(_, message) {
      complaints.push(message.trim());
      complaints.splice(0, complaints.length - KEPT_COMPLAINTS);
    },
  });
  return { nodeLlamaCpp, llama, complaints };
}

/** @throws ENGINE_PACKAGE_MISSING where no compiled library runs, ENGINE_MODEL_UNUSABLE */
export async function loadModel({ name, modelPath, packagePath, knobs }: ModelOptions): Promise<LoadedModel> {
  const library = await libraryAt(packagePath).catch((error: unknown) => {
    throw new AccordError(engineErrors.ENGINE_PACKAGE_MISSING, {
      detail: `node-llama-cpp is installed, but does not run on this machine (${messageOf(error)})`,
      cause: error,
    });
  });
  const unusable = (error: unknown): AccordError =>
    new AccordError(engineErrors.ENGINE_MODEL_UNUSABLE, {
      detail: `${name} cannot use ${modelPath}: ${[messageOf(error), ...library.complaints].join('; ')}`,
      cause: error,
    });
  const model = await library.llama.loadModel({ modelPath, gpuLayers: 0 }).catch((error: unknown) => {
    throw unusable(error);
  });
  return opened({ name, library, model, knobs, unusable });
}

interface Parts {
  readonly name: string;
  readonly library: Library;
  readonly model: LlamaModel;
  readonly knobs: LlamaCppKnobs;
  readonly unusable: (error: unknown) => AccordError;
}

function opened({ name, library, model, knobs, unusable }: Parts): LoadedModel {
  const { nodeLlamaCpp, llama } = library;
  const chat = nodeLlamaCpp.resolveChatWrapper(model, { warningLogs: false });
  // Beyond what it was trained on, a model talks nonsense.
  const contextSize = Math.min(knobs.context_size, model.trainContextSize);
  const waiting = { name, maxWaiting: knobs.waiting_limit, maxWaitMs: knobs.wait_ms };
  const grammars = new WeakMap<object, Promise<LlamaGrammar>>();

  const answering = lazily(async () => {
    const context: LlamaContext = await model
      .createContext({
        contextSize,
        sequences: knobs.contexts,
        batchSize: Math.max(knobs.prompt_batch, knobs.contexts),
        threads: knobs.threads,
      })
      .catch((error: unknown) => {
        throw unusable(error);
      });
    const seats = Array.from({ length: knobs.contexts }, () => context.getSequence());
    return { context, turns: openTurns({ ...waiting, seats }) };
  });

  const embedding = lazily(async () => {
    // A text is embedded in one go, so the batch holds all of it.
    const context = await model
      .createEmbeddingContext({ contextSize, batchSize: contextSize, threads: knobs.threads })
      .catch((error: unknown) => {
        throw unusable(error);
      });
    return { context, turns: openTurns({ ...waiting, seats: [context] }) };
  });

  return {
    model,
    nodeLlamaCpp,
    contextSize,
    promptOf(conversation) {
      const chatHistory = [...conversation, { type: 'model', response: [] } as const];
      return chat.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
    },
    async grammarFor(schema) {
      let grammar = grammars.get(schema);
      if (grammar === undefined) {
        grammar = llama.createGrammar({ grammar: grammarOf(schema) });
        grammars.set(schema, grammar);
      }
      return grammar;
    },
    answering: async () => (await answering.get()).turns,
    embedding: async () => (await embedding.get()).turns,
    async close() {
      for (const made of [await answering.made(), await embedding.made()]) {
        await made?.turns.ended();
        await made?.context.dispose();
      }
      await model.dispose();
    },
  };
}

interface Lazy<Value> {
  get(): Promise<Value>;
  /** Undefined when it was not asked for, or could not be made. */
  made(): Promise<Value | undefined>;
}

/** Makes a value on first use, once; a failure is tried anew by the next call. */
export function lazily<Value>(make: () => Promise<Value>): Lazy<Value> {
  let making: Promise<Value> | undefined;
  return {
    async get() {
      making ??= make();
      try {
        return await making;
      } catch (error) {
        making = undefined;
        throw error;
      }
    },
    async made() {
      return making?.catch(() => undefined);
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
