import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import {
  type BatchEntry,
  type BatchHandler,
  type BatchResult,
  handleBatch,
  type ItemOutcome,
} from './batch.ts';
import { createBatchSize } from './batch-size.ts';
import { cancelledBy, onAbort } from './cancellation.ts';
import { resilienceErrors } from './errors.ts';
import type { batchKnobs } from './batch-knobs.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { createWaitingLine } from './waiting-line.ts';

export interface BatcherOptions<Item, Result> extends BatchHandler<Item, Result> {
  readonly clock: Clock;
  readonly knobs: KnobValues<typeof batchKnobs>;
  /** Told after each batch, with how many items it held and the size that holds from now on. */
  readonly onBatch?: (result: BatchResult, items: number, tookMs: number, size: number) => void;
}

export interface BatcherState {
  readonly waiting: number;
  readonly batchesInFlight: number;
  /** Items that a batch may hold, as it stands. */
  readonly size: number;
}

export interface Batcher<Item, Result> {
  /**
   * Hands in one item and waits for its own result.
   *
   * @param signal takes the item out of its batch, or gives its result up
   * @throws QUEUE_FULL and SHUTTING_DOWN with Retry-After; CALL_CANCELLED, DEADLINE_PASSED; or why the item failed
   */
  submit(item: Item, signal?: () => AbortSignal): Promise<Result>;
  state(): BatcherState;
  /** Takes no more items, sends those that wait, and resolves when all are settled. */
  close(): Promise<void>;
}

interface Waiting<Item, Result> {
  readonly entry: BatchEntry<Item, Result>;
  readonly since: number;
  taken: boolean;
}

/**
 * Gathers items into batches. A batch goes when it is full or its first item has waited for the window, and a place among
 * the concurrent batches is free; while none is, items gather further. The size adapts to how whole batches go; the halves
 * of a failed batch are repairs and do not move it.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { clock, knobs, onBatch } = options;
  const size = createBatchSize({
    initial: knobs.size_initial,
    min: knobs.size_min,
    max: knobs.size_max,
    step: knobs.size_step,
  });
  const line = createWaitingLine<Waiting<Item, Result>>();
  let batchesInFlight = 0;
  let meanBatchMs = 0;
  let stopTimer: (() => void) | undefined;
  let closed: Promise<void> | undefined;
  let drained: (() => void) | undefined;

  const take = (count: number): BatchEntry<Item, Result>[] => {
    const taken: BatchEntry<Item, Result>[] = [];
    for (let place = line.first(); place !== undefined && taken.length < count; place = line.first()) {
      line.leave(place);
      place.waiter.taken = true;
      taken.push(place.waiter.entry);
    }
    return taken;
  };

  const send = async (entries: readonly BatchEntry<Item, Result>[]): Promise<void> => {
    batchesInFlight += 1;
    const startedAt = clock.monotonic();
    const result = await handleBatch(entries, options);
    const tookMs = clock.monotonic() - startedAt;
    batchesInFlight -= 1;
    meanBatchMs = (meanBatchMs + tookMs) / 2;
    if (result === 'ok') size.grow();
    if (result === 'failed') size.shrink();
    pump();
    onBatch?.(result, entries.length, tookMs, size.current());
  };

  /** Milliseconds until the first item has waited for the window; undefined when none waits. */
  const untilRipe = (): number | undefined => {
    const first = line.first();
    if (first === undefined) return undefined;
    return closed === undefined ? Math.max(0, first.waiter.since + knobs.window_ms - clock.monotonic()) : 0;
  };

  const pump = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    while (batchesInFlight < knobs.concurrent_batches) {
      const waitMs = untilRipe();
      if (waitMs === undefined) break;
      if (waitMs > 0 && line.length() < size.current()) {
        stopTimer = clock.after(waitMs, pump);
        break;
      }
      void send(take(size.current()));
    }
    if (batchesInFlight === 0 && line.length() === 0) drained?.();
  };

  const refusal = (): AccordError => {
    if (closed !== undefined) {
      return new AccordError(resilienceErrors.SHUTTING_DOWN, { retryAfterSeconds: retryAfterSeconds(0) });
    }
    const batchesAhead = line.length() / size.current() / knobs.concurrent_batches;
    return new AccordError(resilienceErrors.QUEUE_FULL, {
      retryAfterSeconds: retryAfterSeconds(batchesAhead * meanBatchMs),
    });
  };

  const join = (item: Item, signal: AbortSignal | undefined): Promise<ItemOutcome<Result>> =>
    new Promise((resolve) => {
      let settled = false;
      let stopListening = (): void => {};
      const settle = (outcome: ItemOutcome<Result>): void => {
        if (settled) return;
        settled = true;
        stopListening();
        resolve(outcome);
        entry.watch?.();
      };
      const entry: BatchEntry<Item, Result> = { item, watch: undefined, settled: () => settled, settle };
      const waiting = { entry, since: clock.monotonic(), taken: false };
      const place = line.join(waiting);
      if (signal !== undefined) {
        stopListening = onAbort(signal, () => {
          if (!waiting.taken) line.leave(place);
          settle({ kind: 'failed', error: cancelledBy(signal) });
        });
      }
      // One timer serves the whole line: only its first item, or one that fills a batch, moves anything.
      if (line.length() === 1 || line.length() >= size.current()) pump();
    });

  return {
    async submit(item, askSignal) {
      if (closed !== undefined || line.length() >= knobs.waiting_limit) throw refusal();
      const signal = askSignal?.();
      if (signal?.aborted) throw cancelledBy(signal);
      const outcome = await join(item, signal);
      if (outcome.kind === 'failed') throw outcome.error;
      return outcome.value;
    },
    state: () => ({ waiting: line.length(), batchesInFlight, size: size.current() }),
    close() {
      closed ??= new Promise((resolve) => {
        drained = resolve;
      });
      pump();
      return closed;
    },
  };
}
