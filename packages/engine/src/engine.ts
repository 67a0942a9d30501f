import type { AccordError } from '@accord/kernel';

/**
 * The inference contract. A task talks to an engine through this and nothing else; which engine answers is
 * configuration.
 */

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A JSON Schema, named because language-model servers want a name beside it. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface Sampling {
  readonly maxTokens: number;
  /** 0 always takes the likeliest token. */
  readonly temperature: number;
  /** Share of the probability that is sampled from. */
  readonly topP: number;
  /** How many of the likeliest tokens are sampled from; absent takes what the engine takes by itself. */
  readonly topK?: number;
  /** Divides the likelihood of tokens that were said already; 1 does nothing, and absent is as `topK`. */
  readonly repetitionPenalty?: number;
}

export interface GenerateRequest {
  /** Which declared step asks, such as `fragrance.brief/interpreter`. The rules driver runs what it names. */
  readonly purpose: string;
  /** Structured input, for engines that run rules. */
  readonly facts: unknown;
  /** The same input as a prompt, for language models; built only when asked for. */
  readonly prompt: () => readonly Message[];
  /** Shape of the answer. Engines that can constrain their output do. */
  readonly schema?: NamedSchema;
  readonly sampling: Sampling;
  /** Aborting cancels the work down to the socket. Built only when asked for. */
  readonly signal: () => AbortSignal;
}

export interface Usage {
  readonly inputTokens: number;
  /** The part of `inputTokens` that the server had cached, where it says so. */
  readonly cachedInputTokens?: number;
  readonly outputTokens: number;
}

export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls';

/** One thing the engine noticed on the way to its answer, kept in the decision record. */
export interface EngineFinding {
  readonly rule: string;
  readonly effect: string;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export interface Generation {
  /** The parsed value when a schema was given and the answer is JSON, else the text as it came. Not yet validated. */
  readonly output: unknown;
  readonly model: string;
  readonly finishReason: FinishReason;
  /** Absent when the engine counted nothing. */
  readonly usage?: Usage;
  readonly findings?: readonly EngineFinding[];
  /**
   * True when the compiler vouches for the shape of the output, as it does for rules. Whatever a model says is
   * checked against the schema before anyone reads it.
   */
  readonly typed?: true;
}

export type GenerationChunk =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'end';
      readonly model: string;
      readonly finishReason: FinishReason;
      readonly usage?: Usage;
    };

export interface Embeddings {
  readonly vectors: readonly Float32Array[];
  readonly model: string;
  readonly usage?: Usage;
}

export interface EmbedRequest {
  readonly texts: readonly string[];
  readonly signal: () => AbortSignal;
}

export interface TranscribeRequest {
  readonly audio: Uint8Array;
  /** Media type of the recording, such as `audio/wav`. */
  readonly mediaType: string;
  readonly language?: string;
  readonly signal: () => AbortSignal;
}

export interface Transcription {
  readonly text: string;
  readonly model: string;
}

/** A request in the protocol of OpenAI, to be sent as it is. */
export interface ForwardRequest {
  /** Below the address of the server, such as `/chat/completions`. */
  readonly path: string;
  /** JSON. */
  readonly body: string;
  /** Whether an event stream is asked for. */
  readonly streams: boolean;
}

/** A server's own refusal: a status that is not of the 200s. */
export interface Refusal {
  readonly status: number;
  /** Its body as far as it is kept, without the key. */
  readonly body: string;
  /** The same as an error of the contract. */
  readonly error: AccordError;
}

/** Hears of one forwarded request: a head, pieces, an end; or in place of what is still to come, one of the last two. */
export interface ForwardReceiver {
  /** A status of the 200s has come. */
  head(contentType: string): void;
  /** False asks for a pause, until `resume`. The bytes may be kept. */
  piece(bytes: Buffer): boolean;
  end(): void;
  refused(refusal: Refusal): void;
  /**
   * @param error with a code, unless it is a fault of this program
   * @param sent false when nothing of the request was done or left this process
   */
  failed(error: Error, sent: boolean): void;
}

export interface Forwarding {
  resume(): void;
  /** Closes the connection. Unless it has ended, the receiver hears at once that it failed with this. */
  cancel(error: AccordError): void;
}

export type Capability = 'generate' | 'stream' | 'embed' | 'transcribe' | 'forward';

export type EngineHealth =
  | { readonly state: 'up'; readonly detail: string }
  | { readonly state: 'down'; readonly detail: string };

/**
 * A driver implements the whole contract; what it cannot do it leaves out of `capabilities` and refuses with
 * ENGINE_UNSUPPORTED.
 */
export interface Engine {
  readonly name: string;
  readonly capabilities: ReadonlySet<Capability>;
  /** Whether its work is done by a server, over the network. */
  readonly remote: boolean;
  /** @throws ENGINE_UNREACHABLE, ENGINE_TIMEOUT, ENGINE_REJECTED, ENGINE_OVERLOADED, ENGINE_BAD_ANSWER, ENGINE_CANCELLED */
  generate(request: GenerateRequest): Promise<Generation>;
  /** Yields text as it comes, then one `end`. Throws as `generate` does, also after text was yielded. */
  stream(request: GenerateRequest): AsyncIterable<GenerationChunk>;
  embed(request: EmbedRequest): Promise<Embeddings>;
  transcribe(request: TranscribeRequest): Promise<Transcription>;
  /**
   * Sends a request of the protocol on, and the reply back as it comes; only the model is for the caller to have put
   * in. Repeats nothing. The receiver is told of what `generate` would throw.
   *
   * @throws ENGINE_UNSUPPORTED
   */
  forward(request: ForwardRequest, receiver: ForwardReceiver): Forwarding;
  /** Asks the engine itself; never answers from memory. */
  health(signal: AbortSignal): Promise<EngineHealth>;
  close(): Promise<void>;
}
