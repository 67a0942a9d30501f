import { type Embeddings, engineErrors } from '@accord/engine';
import { AccordError, type Clock, type NanoUsd } from '@accord/kernel';
import { defineKnobs, integer, type KnobValues } from '@accord/knobs';
import {
  type BatcherOptions,
  type BatcherState,
  type batchKnobs,
  createBatcher,
  createDeadline,
  type ItemOutcome,
} from '@accord/resilience';
import { costOf, type GuardedEngine } from './guarded-engine.ts';

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

/** Embeds texts in batches, whoever they come from. */
export interface BatchedEmbedding {
  /** Of the engine: engine and model, such as `openai/bge-m3`. */
  readonly key: string;
  /**
   * @param signal takes the text out of its batch; the call goes on while anyone waits for another text of it
   * @throws QUEUE_FULL and SHUTTING_DOWN with Retry-After; CALL_CANCELLED, DEADLINE_PASSED; what the guards and the engine
   * throw, ENGINE_REJECTED only for the text that is refused
   */
  embed(text: string, signal?: () => AbortSignal): Promise<EmbeddedText>;
  state(): BatcherState;
  /** Takes no more texts, and resolves when all are settled. Leaves the engine open. */
  close(): Promise<void>;
}

export interface BatchedEmbeddingOptions {
  readonly guarded: GuardedEngine;
  readonly clock: Clock;
  readonly batching: KnobValues<typeof batchKnobs>;
  readonly knobs: KnobValues<typeof embeddingKnobs>;
  readonly onBatch?: BatcherOptions<string, EmbeddedText>['onBatch'];
}

/**
 * Puts a batcher before an engine that stands behind its guards, so that a hundred texts that are asked for at the same
 * time are one call. It is for engines that are reached over a network; the window that a batch waits for company is
 * longer than an engine in this process takes.
 */
export function batchedEmbedding(options: BatchedEmbeddingOptions): BatchedEmbedding {
  const { guarded, clock, batching, knobs, onBatch } = options;

  const handle = async (
    texts: readonly string[],
    signal: () => AbortSignal,
  ): Promise<readonly ItemOutcome<EmbeddedText>[]> => {
    const deadline = createDeadline({ clock, timeoutMs: knobs.timeout_ms, caller: signal });
    try {
      const reply = await guarded.call(() => reached(guarded, texts, deadline.signal), {
        deadline,
        priority: 'default',
      });
      if (reply.kind === 'refused') throw reply.error;
      return embedded(texts, reply.embeddings, guarded);
    } finally {
      deadline.clear();
    }
  };
  const batcher = createBatcher<string, EmbeddedText>({
    clock,
    knobs: batching,
    handle,
    onFailure: (error) => (isRefusal(error) ? 'split' : 'fail'),
    ...(onBatch && { onBatch }),
  });

  return {
    key: guarded.key,
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
  { engine }: GuardedEngine,
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
  error instanceof AccordError && error.kind === engineErrors.ENGINE_REJECTED;

function embedded(
  texts: readonly string[],
  { vectors, model, usage }: Embeddings,
  { price }: GuardedEngine,
): ItemOutcome<EmbeddedText>[] {
  const shares = sharesOf(usage?.inputTokens ?? 0, texts);
  return vectors.map((vector, at) => {
    const inputTokens = shares[at] ?? 0;
    const costNanoUsd = costOf({ inputTokens, outputTokens: 0 }, price);
    return { kind: 'ok', value: { vector, model, inputTokens, costNanoUsd } };
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
