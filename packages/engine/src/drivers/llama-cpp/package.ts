import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AccordError } from '@accord/kernel';
import { engineErrors } from '../../errors.ts';

/**
 * The part of node-llama-cpp (version 3) that is used. The package is no dependency of the product and need not be
 * there when this is compiled.
 */
export interface LlamaPackage {
  getLlama(options: {
    readonly gpu: false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly progressLogs: false;
    readonly maxThreads: number;
    readonly logLevel: 'error';
    readonly logger: (level: string, message: string) => void;
  }): Promise<Llama>;
  resolveChatWrapper(model: LlamaModel, options: { readonly warningLogs: boolean }): ChatWrapper;
  readonly LlamaGrammarEvaluationState: new (options: {
    readonly model: LlamaModel;
    readonly grammar: LlamaGrammar;
  }) => GrammarState;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string; readonly gpuLayers: 0 }): Promise<LlamaModel>;
  createGrammar(options: { readonly grammar: string }): Promise<LlamaGrammar>;
}

declare const opaque: unique symbol;
export type Token = number & { readonly [opaque]: 'token' };
export type LlamaGrammar = object & { readonly [opaque]: 'grammar' };
export type GrammarState = object & { readonly [opaque]: 'grammar state' };
type Tokenizer = ((text: string) => Token[]) & { readonly [opaque]: 'tokenizer' };

export interface LlamaModel {
  readonly tokenizer: Tokenizer;
  readonly trainContextSize: number;
  tokenize(text: string): Token[];
  detokenize(tokens: readonly Token[], specialTokens: boolean, lastTokens: readonly Token[]): string;
  createContext(options: {
    readonly contextSize: number;
    readonly sequences: number;
    readonly batchSize: number;
    readonly threads: number;
  }): Promise<LlamaContext>;
  createEmbeddingContext(options: {
    readonly contextSize: number;
    readonly batchSize: number;
    readonly threads: number;
  }): Promise<LlamaEmbeddingContext>;
  dispose(): Promise<void>;
}

export interface LlamaContext {
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

/** One text that is read and continued, beside the others of its context. */
export interface LlamaSequence {
  readonly nextTokenIndex: number;
  /** Keeps what was read of `tokens` already and forgets the rest. */
  adaptStateToTokens(tokens: readonly Token[], allowShift: boolean): Promise<void>;
  evaluateWithoutGeneratingNewTokens(tokens: readonly Token[]): Promise<void>;
  evaluate(tokens: readonly Token[], options: SamplingOptions): AsyncGenerator<Token, void>;
}

export interface SamplingOptions {
  readonly temperature: number;
  /** 0 takes the whole vocabulary. */
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly repeatPenalty?: { readonly penalty: number; readonly punishTokens: () => Token[] };
  readonly grammarEvaluationState?: GrammarState;
}

export interface LlamaEmbeddingContext {
  calculateInputLength(text: string): number;
  getEmbeddingFor(text: string): Promise<{ readonly vector: readonly number[] }>;
  dispose(): Promise<void>;
}

/** Writes a conversation in the words of the model's own template. */
interface ChatWrapper {
  generateContextState(options: { readonly chatHistory: readonly ChatItem[] }): {
    readonly contextText: { tokenize(tokenizer: Tokenizer): Token[] };
  };
}

export type ChatItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] };

const PACKAGE = 'node-llama-cpp';

/** Where script/llama-cpp installs it. */
const INSTALLATION = new URL('../../../llama-cpp/package.json', import.meta.url);

/**
 * Finds the package without loading it: beside the product, or where script/llama-cpp puts it.
 *
 * @throws ENGINE_PACKAGE_MISSING
 */
export function findPackage(installation: URL = INSTALLATION): string {
  for (const from of [import.meta.url, installation]) {
    try {
      return createRequire(from).resolve(PACKAGE);
    } catch {
      // Not there; the next place may have it.
    }
  }
  const folder = fileURLToPath(new URL('.', INSTALLATION));
  throw new AccordError(engineErrors.ENGINE_PACKAGE_MISSING, {
    detail: `${PACKAGE} is not installed. Run script/llama-cpp, or in ${folder}: ${installCommand()}`,
  });
}

/**
 * What script/llama-cpp runs. It belongs into a folder of its own: with `--omit=optional` the product would lose
 * optional packages that it needs.
 */
function installCommand(): string {
  const manifest = JSON.parse(readFileSync(INSTALLATION, 'utf8')) as {
    readonly dependencies: { readonly [PACKAGE]: string };
  };
  const platform = `${process.platform.replace('darwin', 'mac')}-${process.arch}`;
  const library = platform === 'mac-arm64' ? 'mac-arm64-metal' : platform;
  return (
    'npm install --workspaces=false --no-save --omit=optional --ignore-scripts ' +
    `@node-llama-cpp/${library}@${manifest.dependencies[PACKAGE]}`
  );
}

export async function importPackage(path: string): Promise<LlamaPackage> {
  return import(/* @vite-ignore */ pathToFileURL(path).href);
}
