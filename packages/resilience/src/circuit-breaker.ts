import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { equalJitter, exponential } from './backoff.ts';
import { resilienceErrors } from './errors.ts';
import type { breakerKnobs } from './breaker-knobs.ts';
import { createOutcomeWindow } from './outcome-window.ts';
import { retryAfterMsOf, retryAfterSeconds } from './retry-after.ts';

export type BreakerState =
  | {
      readonly kind: 'closed';
      readonly calls: number;
      readonly failures: number;
      readonly failuresInARow: number;
    }
  | { readonly kind: 'open'; readonly retryInMs: number; readonly openings: number }
  | { readonly kind: 'half-open'; readonly probing: boolean; readonly openings: number };

export interface BreakerChange {
  /** What the breaker guards, as its caller named it. */
  readonly name: string;
  readonly from: BreakerState['kind'];
  readonly to: BreakerState['kind'];
}

export interface BreakerOptions {
  /** What is guarded, such as an engine and its model. */
  readonly name: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly knobs: KnobValues<typeof breakerKnobs>;
  /**
   * Whether an error speaks against what is guarded. Mistakes of the client, calls that the caller gave up and
   * programming errors do not; they count neither as failure nor as success.
   */
  readonly isFailure: (error: unknown) => boolean;
  readonly onChange?: (change: BreakerChange) => void;
}

/** Leave to make one call. It must be ended, by one of its methods; only the first counts. */
export interface BreakerPermit {
  succeeded(): void;
  failed(error: unknown): void;
  /** Nothing was learnt: the call was given up. Frees the place of a probe. */
  abandoned(): void;
}

export interface CircuitBreaker {
  /**
   * Makes the call unless the breaker is open.
   *
   * @throws BREAKER_OPEN with Retry-After, or what the call throws
   */
  run<T>(call: () => Promise<T>): Promise<T>;
  /**
   * Leave for a call whose end is seen elsewhere, such as a stream.
   *
   * @throws BREAKER_OPEN with Retry-After
   */
  admit(): BreakerPermit;
  state(): BreakerState;
}

type Standing =
  | { readonly kind: 'closed' }
  | { readonly kind: 'open'; readonly until: number }
  /** `lostAt`: when a probe that was never ended gives up its place; absent while no probe is out. */
  | { readonly kind: 'half-open'; readonly lostAt: number | undefined };

/**
 * A circuit breaker (Nygard, "Release It!", 2007). It opens on `failures` failures in a row, or as many in the window of
 * the latest calls when they are at least `failure_share` of it, which also catches a model that fails every other call.
 * It stays open for a time that doubles with each opening, jittered, and never less than Retry-After asked for; then it is
 * half open and lets exactly one call through. Openings are forgotten after `stable_ms` closed, not at the first success:
 * else a model that recovers only for a moment would be tried at the shortest interval for ever.
 */
export function createBreaker(options: BreakerOptions): CircuitBreaker {
  const { name, clock, rng, knobs, isFailure, onChange } = options;
  const outcomes = createOutcomeWindow({
    failures: knobs.failures,
    failureShare: knobs.failure_share,
    calls: knobs.window_calls,
    ageMs: knobs.window_ms,
  });
  let standing: Standing = { kind: 'closed' };
  let openings = 0;
  let closedSince = Number.NEGATIVE_INFINITY;
  let notBefore = 0;
  // A ticket is the term it was given in. Each change and each probe begins a term, so that a late outcome of an
  // earlier one says nothing about this.
  let term = 0;

  const become = (next: Standing): void => {
    const from = standing.kind;
    standing = next;
    term += 1;
    if (from !== next.kind) onChange?.({ name, from, to: next.kind });
  };
  const open = (now: number): void => {
    const wasStable = standing.kind === 'closed' && now - closedSince >= knobs.stable_ms;
    openings = wasStable ? 1 : openings + 1;
    const backoff = equalJitter(exponential(knobs.open_min_ms, knobs.open_max_ms, openings), rng);
    outcomes.clear();
    become({ kind: 'open', until: Math.max(now + backoff, notBefore) });
  };
  const close = (now: number): void => {
    closedSince = now;
    become({ kind: 'closed' });
  };
  const refusal = (waitMs: number, why: string): AccordError =>
    new AccordError(resilienceErrors.BREAKER_OPEN, {
      detail: `${name} ${why}`,
      retryAfterSeconds: retryAfterSeconds(waitMs),
    });

  const enter = (): number => {
    if (standing.kind === 'closed') return term;
    const now = clock.monotonic();
    if (standing.kind === 'open' && now < standing.until) {
      throw refusal(standing.until - now, 'failed too often and is left alone for a while');
    }
    if (standing.kind === 'half-open' && standing.lostAt !== undefined && now < standing.lostAt) {
      throw refusal(0, 'is being tried by another call');
    }
    become({ kind: 'half-open', lostAt: now + knobs.probe_limit_ms });
    return term;
  };
  const succeeded = (ticket: number): void => {
    if (ticket !== term) return;
    const now = clock.monotonic();
    if (standing.kind === 'closed') outcomes.record(true, now);
    else close(now);
  };
  const abandoned = (ticket: number): void => {
    if (ticket === term && standing.kind === 'half-open') become({ kind: 'half-open', lostAt: undefined });
  };
  const failed = (ticket: number, error: unknown): void => {
    if (ticket !== term) return;
    if (!isFailure(error)) return abandoned(ticket);
    const now = clock.monotonic();
    notBefore = Math.max(notBefore, now + Math.min(retryAfterMsOf(error), knobs.retry_after_max_ms));
    if (standing.kind === 'closed') {
      outcomes.record(false, now);
      if (!outcomes.tripped(now)) return;
    }
    open(now);
  };

  return {
    async run<T>(call: () => Promise<T>): Promise<T> {
      const ticket = enter();
      let result: T;
      try {
        result = await call();
      } catch (error) {
        failed(ticket, error);
        throw error;
      }
      succeeded(ticket);
      return result;
    },
    admit() {
      const ticket = enter();
      let ended = false;
      const once = (end: () => void): void => {
        if (!ended) end();
        ended = true;
      };
      return {
        succeeded: () => once(() => succeeded(ticket)),
        failed: (error) => once(() => failed(ticket, error)),
        abandoned: () => once(() => abandoned(ticket)),
      };
    },
    state() {
      const now = clock.monotonic();
      switch (standing.kind) {
        case 'closed':
          return { kind: 'closed', ...outcomes.counts(now) };
        case 'open':
          return { kind: 'open', retryInMs: Math.max(0, standing.until - now), openings };
        case 'half-open':
          return { kind: 'half-open', probing: standing.lostAt !== undefined, openings };
      }
    },
  };
}
