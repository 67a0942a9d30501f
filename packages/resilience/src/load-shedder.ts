import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { resilienceErrors } from './errors.ts';
import type { LagSampler } from './event-loop-lag.ts';
import type { sheddingKnobs } from './shedding-knobs.ts';
import type { Priority } from './priority-queue.ts';

export type SheddingState =
  | { readonly kind: 'accepting'; readonly lagMs: number }
  | { readonly kind: 'shedding'; readonly refused: readonly Priority[]; readonly lagMs: number };

export interface LoadShedderOptions {
  readonly clock: Clock;
  readonly knobs: KnobValues<typeof sheddingKnobs>;
  readonly sampler: LagSampler;
  readonly onChange?: (state: SheddingState) => void;
}

export interface LoadShedder {
  /** @throws OVERLOADED with Retry-After when requests of this class are refused at the moment */
  admit(priority: Priority): void;
  state(): SheddingState;
}

/** In the order in which they are given up. */
const SHED_ORDER: readonly Priority[] = ['low', 'default', 'high'];

/**
 * Refuses work while the event loop lags: batch work first, urgent requests last. A class is given up after
 * `enter_samples` samples at or above its threshold, and taken back after `leave_samples` samples below
 * `resume_share` of it, so that neither one slow moment nor one quiet one turns anything. Samples are taken when
 * someone asks, at most one every `sample_ms`: an idle process costs nothing.
 */
export function createLoadShedder({ clock, knobs, sampler, onChange }: LoadShedderOptions): LoadShedder {
  const thresholds = [knobs.low_lag_ms, knobs.default_lag_ms, knobs.high_lag_ms];
  let refused = 0;
  let late = 0;
  let quiet = 0;
  let lagMs = 0;
  let sampledAt = clock.monotonic();

  const state = (): SheddingState =>
    refused === 0
      ? { kind: 'accepting', lagMs }
      : { kind: 'shedding', refused: SHED_ORDER.slice(0, refused), lagMs };
  const move = (to: number): void => {
    refused = to;
    late = 0;
    quiet = 0;
    onChange?.(state());
  };
  const judge = (): void => {
    const above = thresholds[refused] ?? Number.POSITIVE_INFINITY;
    const below = refused === 0 ? 0 : (thresholds[refused - 1] ?? 0) * knobs.resume_share;
    late = lagMs >= above ? late + 1 : 0;
    quiet = lagMs < below ? quiet + 1 : 0;
    if (late >= knobs.enter_samples) move(refused + 1);
    else if (quiet >= knobs.leave_samples) move(refused - 1);
  };
  const sample = (): void => {
    const now = clock.monotonic();
    if (now - sampledAt < knobs.sample_ms) return;
    const read = sampler.read();
    if (read === undefined) return;
    sampledAt = now;
    lagMs = read;
    judge();
  };

  return {
    admit(priority) {
      sample();
      if (refused === 0 || SHED_ORDER.indexOf(priority) >= refused) return;
      throw new AccordError(resilienceErrors.OVERLOADED, {
        detail: `The event loop is ${Math.round(lagMs)} ms late, and ${priority} requests are refused`,
        retryAfterSeconds: knobs.retry_after_s,
      });
    },
    state() {
      sample();
      return state();
    },
  };
}
