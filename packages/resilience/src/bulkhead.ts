import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { type CallEnd, createConcurrencyLimit, type LimitState } from './concurrency-limit.ts';
import type { bulkheadKnobs, queueKnobs } from './bulkhead-knobs.ts';
import {
  createPriorityQueue,
  type Priority,
  type QueueOptions,
  type QueueRequest,
} from './priority-queue.ts';

export interface BulkheadOptions {
  readonly clock: Clock;
  readonly knobs: KnobValues<typeof bulkheadKnobs>;
  readonly queue: KnobValues<typeof queueKnobs>;
  /** Whether an error says that the other side has too much to do: refused as overloaded, or timed out. */
  readonly isOverload: (error: unknown) => boolean;
  readonly onQueueOutcome?: QueueOptions['onOutcome'];
}

export interface BulkheadState {
  readonly inFlight: number;
  /** Calls that may run at once, as it stands. */
  readonly limit: number;
  readonly adaptation: LimitState;
  readonly waiting: Readonly<Record<Priority, number>>;
  /** Mean time of a call in milliseconds, later calls counting more; undefined before the first ended. */
  readonly meanServiceMs: number | undefined;
}

/** A place among the calls that run. It must be given back; only the first time counts. */
export interface BulkheadPermit {
  succeeded(): void;
  failed(error: unknown): void;
}

export interface Bulkhead {
  /**
   * Makes the call when there is a place for it, at once or in its turn.
   *
   * @throws QUEUE_FULL, QUEUE_EXPIRED, SHUTTING_DOWN with Retry-After; CALL_CANCELLED; or what the call throws
   */
  run<T>(call: () => Promise<T>, request: QueueRequest): Promise<T>;
  /** A place for a call whose end is seen elsewhere, such as a stream. Throws as `run` does. */
  enter(request: QueueRequest): Promise<BulkheadPermit>;
  /** The same where a place is free at once; undefined where one must wait for it. */
  tryEnter(): BulkheadPermit | undefined;
  state(): BulkheadState;
  /** Refuses who waits and who comes. Resolves when the calls that run have ended. */
  close(): Promise<void>;
}

/** Times the mean time of a call that must be left of a deadline when a call begins after waiting. */
const SERVICE_MARGIN = 1.5;
/** Share of the newest call in the mean time of a call. */
const NEWEST_SHARE = 0.1;

/**
 * Bounds how many calls run at once, so that one slow model does not take everything down with it, and lets the others
 * wait by class. The bound adapts to the measured latency. What a waiting caller is told with Retry-After follows from
 * Little's law: calls are served at the rate limit / mean service time.
 */
export function createBulkhead(options: BulkheadOptions): Bulkhead {
  const { clock, knobs, isOverload } = options;
  const limit = createConcurrencyLimit(clock, knobs);
  let inFlight = 0;
  let meanServiceMs: number | undefined;
  let closing: { readonly drained: () => void } | undefined;
  let closed: Promise<void> | undefined;
  const queue = createPriorityQueue({
    clock,
    knobs: options.queue,
    servedPerSecond: () =>
      meanServiceMs === undefined || meanServiceMs === 0
        ? undefined
        : (1000 * limit.current()) / meanServiceMs,
    ...(options.onQueueOutcome && { onOutcome: options.onQueueOutcome }),
  });

  const leave = (end: CallEnd, startedAt: number): void => {
    const tookMs = clock.monotonic() - startedAt;
    meanServiceMs =
      meanServiceMs === undefined ? tookMs : meanServiceMs + NEWEST_SHARE * (tookMs - meanServiceMs);
    limit.ended(end, startedAt, inFlight);
    inFlight -= 1;
    // The place is taken before the entry wakes up, so that nobody slips in between.
    while (inFlight < limit.current() && queue.serve()) inFlight += 1;
    if (inFlight === 0) closing?.drained();
  };
  const endOf = (error: unknown): CallEnd => (isOverload(error) ? 'overloaded' : 'failed');

  /** Takes a place that is free; false when the caller must wait. */
  const enterAtOnce = (): boolean => {
    if (closed !== undefined || inFlight >= limit.current() || queue.size() > 0) return false;
    inFlight += 1;
    return true;
  };
  /** Nobody is given a place who could not be done in the time that would be left then. */
  const waitInTime = (request: QueueRequest): Promise<void> => {
    if (meanServiceMs === undefined) return queue.wait(request);
    const latestMs = Math.max(0, request.deadline.remaining() - SERVICE_MARGIN * meanServiceMs);
    return queue.wait(request, latestMs);
  };
  const measured = async <T>(call: () => Promise<T>): Promise<T> => {
    const startedAt = clock.monotonic();
    let result: T;
    try {
      result = await call();
    } catch (error) {
      leave(endOf(error), startedAt);
      throw error;
    }
    leave('ok', startedAt);
    return result;
  };
  const permit = (): BulkheadPermit => {
    const startedAt = clock.monotonic();
    let left = false;
    const once = (end: CallEnd): void => {
      if (!left) leave(end, startedAt);
      left = true;
    };
    return { succeeded: () => once('ok'), failed: (error) => once(endOf(error)) };
  };

  return {
    run: (call, request) => (enterAtOnce() ? measured(call) : waitInTime(request).then(() => measured(call))),
    enter: (request) => (enterAtOnce() ? Promise.resolve(permit()) : waitInTime(request).then(permit)),
    tryEnter: () => (enterAtOnce() ? permit() : undefined),
    state: () => ({
      inFlight,
      limit: limit.current(),
      adaptation: limit.state(),
      waiting: queue.waiting(),
      meanServiceMs,
    }),
    close() {
      closed ??= new Promise((resolve) => {
        closing = { drained: resolve };
        queue.close();
        if (inFlight === 0) resolve();
      });
      return closed;
    },
  };
}
