import type { Clock, Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { exponential, fullJitter } from './backoff.ts';
import { cancelledBy, onAbort } from './cancellation.ts';
import type { Deadline } from './deadline.ts';
import type { retryKnobs } from './retry-knobs.ts';
import { retryAfterMsOf } from './retry-after.ts';
import { createRetryBudget } from './retry-budget.ts';

/** What was decided after a failed call, and why it was given up. */
export type RetryDecision =
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'give-up'; readonly reason: 'unsafe' | 'attempts' | 'deadline' | 'budget' };

export interface RetryRequest {
  /** No call is made, and none is waited for, past it. */
  readonly deadline: Deadline;
  /** Whether a call that failed like this may be made again: nothing it did can be done twice by it. */
  readonly isSafe: (error: unknown) => boolean;
  readonly onDecision?: (decision: RetryDecision, attempt: number, error: unknown) => void;
}

export interface RetryOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly knobs: KnobValues<typeof retryKnobs>;
}

export interface Retry {
  /**
   * Makes the call, and makes it again after a safe failure.
   *
   * @param call gets the number of the attempt, from 1
   * @throws what the last call threw; CALL_CANCELLED when the caller goes away between two calls
   */
  run<T>(call: (attempt: number) => Promise<T>, request: RetryRequest): Promise<T>;
  /** Retries that the budget has left. */
  budgetLeft(): number;
}

/**
 * Retries with full jitter, within one budget that all calls through this object share. Retry-After is waited out in full,
 * with the jitter on top, so that all who were told the same time do not come back in the same moment.
 */
export function createRetry({ clock, rng, knobs }: RetryOptions): Retry {
  const budget = createRetryBudget(knobs.budget_share, knobs.budget_reserve);

  const decide = (attempt: number, error: unknown, { deadline, isSafe }: RetryRequest): RetryDecision => {
    if (!isSafe(error)) return { kind: 'give-up', reason: 'unsafe' };
    if (attempt >= knobs.attempts) return { kind: 'give-up', reason: 'attempts' };
    const backoff = fullJitter(exponential(knobs.delay_min_ms, knobs.delay_max_ms, attempt), rng);
    const delayMs = retryAfterMsOf(error) + backoff;
    if (delayMs >= deadline.remaining()) return { kind: 'give-up', reason: 'deadline' };
    if (!budget.withdraw()) return { kind: 'give-up', reason: 'budget' };
    return { kind: 'retry', delayMs };
  };

  return {
    async run(call, request) {
      budget.deposit();
      for (let attempt = 1; ; attempt++) {
        try {
          return await call(attempt);
        } catch (error) {
          const decision = decide(attempt, error, request);
          request.onDecision?.(decision, attempt, error);
          if (decision.kind === 'give-up') throw error;
          await pause(clock, decision.delayMs, request.deadline.signal());
        }
      }
    },
    budgetLeft: budget.left,
  };
}

/** @throws CALL_CANCELLED or DEADLINE_PASSED when the signal is aborted first */
function pause(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopTimer = clock.after(delayMs, () => {
      stopListening();
      resolve();
    });
    const stopListening = onAbort(signal, () => {
      stopTimer();
      reject(cancelledBy(signal));
    });
  });
}
