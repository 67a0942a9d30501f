import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { bulkheadKnobs } from './bulkhead-knobs.ts';

/** How a call ended: `overloaded` when the other side said, or showed, that it has too much to do. */
export type CallEnd = 'ok' | 'failed' | 'overloaded';

/**
 * `learning`: nothing is known of the latency yet. `following`: the limit follows the latency. `measuring`: the limit
 * is lowered for a while, to see the latency without queueing.
 */
export type LimitState =
  | { readonly kind: 'learning' }
  | { readonly kind: 'following'; readonly baselineMs: number; readonly measuredAt: number }
  | { readonly kind: 'measuring'; readonly medianMs: number; readonly resumeAt: number };

export interface ConcurrencyLimit {
  /** Calls that may run at once: a whole number. */
  current(): number;
  /**
   * Takes in a call that ended.
   *
   * @param startedAt reading of the monotonic clock when it began
   * @param inFlight calls that ran when it ended, itself included
   */
  ended(end: CallEnd, startedAt: number, inFlight: number): void;
  state(): LimitState;
}

/** A gradient below this would let one slow window more than halve the limit. */
const STEEPEST_GRADIENT = 0.5;

/** Halving the limit again is worth it when calls became quicker by this factor: more than chance makes of a median. */
const NOTABLY_QUICKER = 1.25;

interface LatencyWindow {
  count: number;
  peakInFlight: number;
  overloaded: boolean;
  /** Calls that began before this are not of the window; undefined until the first call has ended. */
  from: number | undefined;
}

/**
 * Finds out how many calls the other side can take, by comparing the median latency of a window with that without
 * queueing. The limit moves towards `gradient · limit + √limit`, where `gradient = tolerance · baseline / median`, at most 1:
 * it grows by about √limit while calls stay quick and shrinks as they queue up. This is the gradient algorithm of
 * Netflix's concurrency-limits ("Performance Under Load", 2018) and of Envoy's adaptive concurrency filter, on the median of
 * a window as Envoy does it, because the latency of models varies with the length of the answer.
 *
 * The baseline is the lowest median of a window. A baseline that only creeps upward lets the queue creep with it, and one
 * that never rises takes a model that became slower for an overloaded one; so it is measured afresh: for nothing whenever
 * a window used no more than half of the limit, and otherwise at the start and after `baseline_ms`, by halving the limit for
 * a window (the idea of BBR version 2's ProbeRTT) and again while that makes calls notably quicker. An overload that is reported cuts the limit at once by `backoff`, at most
 * once per window (AIMD). It never grows while less than half of it is used.
 */
export function createConcurrencyLimit(
  clock: Clock,
  knobs: KnobValues<typeof bulkheadKnobs>,
): ConcurrencyLimit {
  const lowest = Math.min(knobs.limit_min, knobs.limit_max);
  const bounded = (limit: number): number => Math.min(knobs.limit_max, Math.max(lowest, limit));
  let limit = bounded(knobs.limit_initial);
  let state: LimitState = { kind: 'learning' };
  const latencies = new Float64Array(knobs.window_calls);
  const window: LatencyWindow = {
    count: 0,
    peakInFlight: 0,
    overloaded: false,
    from: undefined,
  };

  const clear = (): void => {
    window.count = 0;
    window.peakInFlight = 0;
    window.overloaded = false;
  };

  const follow = (median: number, baselineMs: number): void => {
    const gradient = Math.min(1, Math.max(STEEPEST_GRADIENT, (knobs.tolerance * baselineMs) / median));
    const target = gradient * limit + Math.sqrt(limit);
    if (target > limit && window.peakInFlight < limit / 2) return;
    limit = bounded(limit + knobs.smoothing * (target - limit));
  };

  /** Halves the limit for the next window. */
  const measureAfresh = (now: number, medianMs: number, resumeAt: number): void => {
    state = { kind: 'measuring', medianMs, resumeAt };
    limit = bounded(limit / 2);
    // Calls that began under the higher limit may still be queued at the other side.
    window.from = now;
  };

  const following = (now: number, baselineMs: number): LimitState => ({
    kind: 'following',
    baselineMs,
    measuredAt: now,
  });

  const closeWindow = (now: number): void => {
    const median = medianOf(latencies.subarray(0, window.count));
    const unhurried = window.peakInFlight <= limit / 2;
    if (state.kind === 'learning') {
      if (unhurried) state = following(now, median);
      else measureAfresh(now, median, limit);
    } else if (state.kind === 'measuring') {
      const helped = !unhurried && limit > lowest && median * NOTABLY_QUICKER < state.medianMs;
      if (helped) measureAfresh(now, median, state.resumeAt);
      else {
        limit = state.resumeAt;
        state = following(now, median);
      }
    } else {
      const { measuredAt } = state;
      const baselineMs = unhurried ? median : Math.min(median, state.baselineMs);
      state = { kind: 'following', baselineMs, measuredAt: unhurried ? now : measuredAt };
      if (!window.overloaded) follow(median, baselineMs);
      if (now - state.measuredAt >= knobs.baseline_ms) measureAfresh(now, median, limit);
    }
    clear();
  };

  const cut = (): void => {
    if (window.overloaded) return;
    window.overloaded = true;
    limit = bounded(limit * knobs.backoff);
    if (state.kind === 'measuring') state = { ...state, resumeAt: bounded(state.resumeAt * knobs.backoff) };
  };

  return {
    current: () => Math.floor(limit),
    ended(end, startedAt, inFlight) {
      if (end === 'failed') return;
      if (end === 'overloaded') cut();
      const now = clock.monotonic();
      // The first burst found the other side idle, and would tell of less queueing than there is.
      window.from ??= now;
      if (startedAt < window.from) return;
      window.peakInFlight = Math.max(window.peakInFlight, inFlight);
      latencies[window.count] = now - startedAt;
      window.count += 1;
      if (window.count === latencies.length) closeWindow(now);
    },
    state: () => state,
  };
}

function medianOf(samples: Float64Array): number {
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
