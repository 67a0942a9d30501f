import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { cancelledBy } from './cancellation.ts';
import type { Deadline } from './deadline.ts';
import { resilienceErrors } from './errors.ts';
import type { queueKnobs } from './bulkhead-knobs.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { createWaitingLine, type Place } from './waiting-line.ts';

/** Most urgent first. `low` is for batch work. */
export const PRIORITIES = ['high', 'default', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How an entry left the queue. Each entry leaves once. */
export type QueueOutcome = 'served' | 'full' | 'expired' | 'cancelled' | 'closed';

export interface QueueOptions {
  readonly clock: Clock;
  readonly knobs: KnobValues<typeof queueKnobs>;
  /** Measured rate at which entries are served; undefined before anything was measured. */
  readonly servedPerSecond: () => number | undefined;
  readonly onOutcome?: (outcome: QueueOutcome, priority: Priority, waitedMs: number) => void;
}

export interface QueueRequest {
  readonly priority: Priority;
  readonly deadline: Deadline;
}

export interface PriorityQueue {
  /**
   * Waits for a turn.
   *
   * @param latestMs milliseconds from now after which a turn would come too late, where that is before the deadline
   * @throws QUEUE_FULL, QUEUE_EXPIRED and SHUTTING_DOWN with Retry-After; CALL_CANCELLED
   */
  wait(request: QueueRequest, latestMs?: number): Promise<void>;
  /** Gives the turn to the next entry, if any waits. */
  serve(): boolean;
  size(): number;
  waiting(): Readonly<Record<Priority, number>>;
  /** Refuses all who wait, and all who come. */
  close(): void;
}

interface Waiter {
  readonly since: number;
  readonly expiresAt: number;
  readonly end: (outcome: QueueOutcome) => void;
}

/**
 * A queue of three classes. An entry's rank is the time it came plus the lag of its class, and the lowest is served first:
 * so an entry gains on later ones as it waits, and is overtaken only by more urgent ones that came within the lag.
 * That is ageing at a steady rate, and since ranks never change, comparing the heads of three lines is enough; every
 * operation takes constant time. A lag below the class's wait lets entries be served before they expire, whatever else
 * comes. Each class has places of its own: a flood of one leaves room for the others.
 */
export function createPriorityQueue({
  clock,
  knobs,
  servedPerSecond,
  onOutcome,
}: QueueOptions): PriorityQueue {
  const classes = {
    high: { line: createWaitingLine<Waiter>(), lag: 0, wait: knobs.high_wait_ms, limit: knobs.high_limit },
    default: {
      line: createWaitingLine<Waiter>(),
      lag: knobs.default_lag_ms,
      wait: knobs.default_wait_ms,
      limit: knobs.default_limit,
    },
    low: {
      line: createWaitingLine<Waiter>(),
      lag: knobs.low_lag_ms,
      wait: knobs.low_wait_ms,
      limit: knobs.low_limit,
    },
  };
  const { high, low } = classes;
  const size = (): number => high.line.length() + classes.default.line.length() + low.line.length();
  let closed = false;
  let ringsAt = Number.POSITIVE_INFINITY;
  let stopAlarm = (): void => {};

  /** One timer serves all who wait: nearly every turn comes before it rings, and a timer for each would cost more. */
  const ringBy = (at: number): void => {
    if (at >= ringsAt) return;
    stopAlarm();
    ringsAt = at;
    stopAlarm = clock.after(Math.max(0, at - clock.monotonic()), ring);
  };
  const hush = (): void => {
    stopAlarm();
    ringsAt = Number.POSITIVE_INFINITY;
  };
  const ring = (): void => {
    hush();
    const now = clock.monotonic();
    for (const priority of PRIORITIES) {
      let place = classes[priority].line.first();
      while (place !== undefined) {
        const { waiter, behind } = place;
        if (waiter.expiresAt <= now) waiter.end('expired');
        else ringBy(waiter.expiresAt);
        place = behind;
      }
    }
  };

  const refusal = (outcome: QueueOutcome, deadline: Deadline): AccordError => {
    const rate = servedPerSecond();
    const waitMs = rate === undefined ? 0 : (1000 * (size() + 1)) / rate;
    const after = { retryAfterSeconds: retryAfterSeconds(waitMs, knobs.retry_after_max_s) };
    if (outcome === 'cancelled') return cancelledBy(deadline.signal());
    if (outcome === 'full') return new AccordError(resilienceErrors.QUEUE_FULL, after);
    if (outcome === 'closed') return new AccordError(resilienceErrors.SHUTTING_DOWN, after);
    return new AccordError(resilienceErrors.QUEUE_EXPIRED, after);
  };

  const join = ({ priority, deadline }: QueueRequest, latestMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const { line, wait } = classes[priority];
      const since = clock.monotonic();
      let place: Place<Waiter> | undefined;
      let stopListening = (): void => {};
      const end = (outcome: QueueOutcome): void => {
        if (place === undefined) return;
        line.leave(place);
        place = undefined;
        stopListening();
        if (size() === 0) hush();
        if (outcome === 'served') resolve();
        else reject(refusal(outcome, deadline));
        onOutcome?.(outcome, priority, clock.monotonic() - since);
      };
      const leftMs = Math.min(wait, latestMs, deadline.remaining());
      const expiresAt = since + leftMs;
      place = line.join({ since, expiresAt, end });
      // The alarm and the caller are all that can end it: a signal for each entry would cost more than the rest.
      stopListening = deadline.onLeave((reason) => end(reason === 'late' ? 'expired' : 'cancelled'));
      if (place === undefined) return;
      if (leftMs === 0) end('expired');
      else ringBy(expiresAt);
    });

  const next = (): Waiter | undefined => {
    let best: Waiter | undefined;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const priority of PRIORITIES) {
      const { line, lag } = classes[priority];
      const waiter = line.first()?.waiter;
      if (waiter === undefined || waiter.since + lag >= bestRank) continue;
      best = waiter;
      bestRank = waiter.since + lag;
    }
    return best;
  };

  return {
    wait(request, latestMs = Number.POSITIVE_INFINITY) {
      const { priority, deadline } = request;
      const { line, limit } = classes[priority];
      if (!closed && line.length() < limit) return join(request, latestMs);
      const outcome = closed ? 'closed' : 'full';
      onOutcome?.(outcome, priority, 0);
      return Promise.reject(refusal(outcome, deadline));
    },
    serve() {
      const waiter = next();
      waiter?.end('served');
      return waiter !== undefined;
    },
    size,
    waiting: () => ({
      high: high.line.length(),
      default: classes.default.line.length(),
      low: low.line.length(),
    }),
    close() {
      closed = true;
      for (const priority of PRIORITIES) {
        const { line } = classes[priority];
        for (let place = line.first(); place !== undefined; place = line.first()) place.waiter.end('closed');
      }
    },
  };
}
