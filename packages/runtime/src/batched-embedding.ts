import { type Embeddings, type Engine, engineErrors } from '@accord/engine';
import { AccordError, type Clock, type NanoUsd, nanoUsd } from '@accord/kernel';
import { defineKnobs, integer, type KnobValues } from '@accord/knobs';
import {
  type BatcherState,
  type batchKnobs,
  createBatcher,
  createDeadline,
  type Deadline,
  type ItemOutcome,
} from '@accord/resilience';

export const embeddingKnobs = defineKnobs('serving.embedding', {
  timeout_ms: integer({
    default: 10_000,
    range: [10, 600_000],
    unit: 'ms',
    effect: 'Waits longer for the vectors of a batch, the wait for a free place included.',
    scope: 'process',
  }),
});

/** The vector of one text, with its part of what the batch took. */
export interface EmbeddedText {
  readonly vector: Float32Array;
  /** What the engine says it is; vectors of two models cannot be compared. */
  readonly model: string;
  /** The tokens of the batch by the length of the texts, since engines count a batch as a whole. 0 where none counts. */
  readonly inputTokens: number;
  readonly costNanoUsd: NanoUsd;
}

export interface BatchedEmbedding {
  /**
   * @param signal takes the text out of its batch; the call goes on while anyone waits for another text of it
   * @throws QUEUE_FULL and SHUTTING_DOWN with Retry-After; CALL_CANCELLED, DEADLINE_PASSED; what the call throws,
   * ENGINE_REJECTED only for the text that is refused
   */
  embed(text: string, signal: () => AbortSignal): Promise<EmbeddedText>;
  state(): BatcherState;
  /** Takes no more texts, and resolves when all are settled. */
  close(): Promise<void>;
}

export interface EmbeddingKnobs {
  readonly batch: KnobValues<typeof batchKnobs>;
  readonly embedding: KnobValues<typeof embeddingKnobs>;
}

export interface BatchedEmbeddingOptions {
  readonly engine: Pick<Engine, 'embed'>;
  /** Behind the guards of the engine. */
  readonly call: <Result>(work: () => Promise<Result>, deadline: Deadline) => Promise<Result>;
  readonly costOf: (inputTokens: number) => NanoUsd;
  readonly clock: Clock;
  readonly knobs: EmbeddingKnobs;
}

/** Puts a batcher before an engine, so that a hundred texts that are asked for at the same time are one call. */
export function batchedEmbedding(options: BatchedEmbeddingOptions): BatchedEmbedding {
  const { engine, call, costOf, clock, knobs } = options;

  const handle = async (
    texts: readonly string[],
    signal: () => AbortSignal,
  ): Promise<readonly ItemOutcome<EmbeddedText>[]> => {
    const deadline = createDeadline({ clock, timeoutMs: knobs.embedding.timeout_ms, caller: signal });
    try {
      const reply = await call(() => reached(engine, texts, deadline.signal), deadline);
      if (reply.kind === 'refused') throw reply.error;
      return embeddedTexts(texts, reply.embeddings, costOf);
    } finally {
      deadline.clear();
    }
  };
  const batcher = createBatcher<string, EmbeddedText>({
    clock,
    knobs: knobs.batch,
    handle,
    onFailure: (error) => (isRefusal(error) ? 'split' : 'fail'),
  });

  return {
    embed: (text, signal) => batcher.submit(text, signal),
    state: () => batcher.state(),
    close: () => batcher.close(),
  };
}

type Reached =
  | { readonly kind: 'ok'; readonly embeddings: Embeddings }
  | { readonly kind: 'refused'; readonly error: unknown };

/** The refusal of a batch speaks against one of its texts, and against the engine only once a single text is refused. */
async function reached(
  engine: Pick<Engine, 'embed'>,
  texts: readonly string[],
  signal: () => AbortSignal,
): Promise<Reached> {
  try {
    return { kind: 'ok', embeddings: await engine.embed({ texts, signal }) };
  } catch (error) {
    if (texts.length > 1 && isRefusal(error)) return { kind: 'refused', error };
    throw error;
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof AccordError &&
  (error.kind === engineErrors.ENGINE_REJECTED || error.kind === engineErrors.ENGINE_INPUT_TOO_LONG);

function embeddedTexts(
  texts: readonly string[],
  { vectors, model, usage }: Embeddings,
  costOf: (inputTokens: number) => NanoUsd,
): ItemOutcome<EmbeddedText>[] {
  const shares = sharesOf(usage?.inputTokens ?? 0, texts);
  return vectors.map((vector, at) => {
    const inputTokens = shares[at] ?? 0;
    return { kind: 'ok', value: { vector, model, inputTokens, costNanoUsd: costOf(inputTokens) } };
  });
}

/** Whole numbers that add up to the total, by the length of the texts. */
function sharesOf(total: number, texts: readonly string[]): number[] {
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  let before = 0;
  let given = 0;
  return texts.map((text) => {
    before += text.length;
    const upToHere = length === 0 ? 0 : Math.round((total * before) / length);
    const share = upToHere - given;
    given = upToHere;
    return share;
  });
}

/** Of an engine in this process, for which company is not worth a wait. */
export async function embeddedAlone(
  engine: Pick<Engine, 'embed'>,
  text: string,
  signal: () => AbortSignal,
): Promise<EmbeddedText> {
  const { vectors, model, usage } = await engine.embed({ texts: [text], signal });
  const [vector] = vectors;
  if (vector === undefined) throw new TypeError('an engine gave no vector for a text');
  return { vector, model, inputTokens: usage?.inputTokens ?? 0, costNanoUsd: nanoUsd(0) };
}
