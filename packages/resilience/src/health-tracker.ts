import type { Clock, Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { cancelledBy, onAbort } from './cancellation.ts';
import { createDeadline } from './deadline.ts';
import type { healthTrackingKnobs } from './health-knobs.ts';
import { createOutcomeWindow } from './outcome-window.ts';

export type TrackedHealth =
  | { readonly kind: 'up'; readonly calls: number; readonly failures: number }
  | {
      readonly kind: 'down';
      /** Good probes in a row so far, and how many it takes. */
      readonly successes: number;
      readonly required: number;
      /** How often it went down again soon after it had come up. */
      readonly relapses: number;
    };

export interface HealthTrackerOptions {
  /** What is tracked, such as an engine and its model. */
  readonly name: string;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly knobs: KnobValues<typeof healthTrackingKnobs>;
  /** Resolves when the thing is well. Its signal is aborted after `probe_timeout_ms` and on close. */
  readonly probe: (signal: AbortSignal) => Promise<unknown>;
  /** Told what each probe threw, or undefined when it went well; a bug in the probe is found out here. */
  readonly onProbe?: (name: string, error: unknown) => void;
  readonly onChange?: (name: string, to: TrackedHealth) => void;
}

export interface HealthTracker {
  /** Takes in how a real call went. Ignored while down: then probes alone decide. */
  report(ok: boolean): void;
  state(): TrackedHealth;
  /** Stops probing. */
  close(): void;
}

type Standing =
  | { readonly kind: 'up'; readonly since: number }
  | { readonly kind: 'down'; readonly successes: number; readonly required: number };

/**
 * Tells whether a model can be planned with, without flapping. It goes down on `down_failures` failures in a row, or as
 * many in the window when they are at least `failure_share` of it. It comes up after good probes in a row, and every
 * relapse within `stable_ms` doubles how many it takes, up to `up_successes_max`. So, whatever the model does, being down lasts
 * at least `required · probe_min_ms`, and the number of changes in a stretch of time is bounded.
 *
 * Probes come at random between `probe_min_ms` and `probe_max_ms` after the last one ended. While the model is up, one is
 * left out when a real call was reported since: it has told as much.
 */
export function createHealthTracker(options: HealthTrackerOptions): HealthTracker {
  const { name, clock, rng, knobs, probe, onProbe, onChange } = options;
  const outcomes = createOutcomeWindow({
    failures: knobs.down_failures,
    failureShare: knobs.failure_share,
    calls: knobs.window_calls,
    ageMs: knobs.window_ms,
  });
  let standing: Standing = { kind: 'up', since: Number.NEGATIVE_INFINITY };
  let relapses = 0;
  let reported = false;
  let stopTimer: () => void;
  const closing = new AbortController();

  const state = (): TrackedHealth => {
    if (standing.kind === 'down') return { ...standing, relapses };
    const { calls, failures } = outcomes.counts(clock.monotonic());
    return { kind: 'up', calls, failures };
  };
  const become = (next: Standing): void => {
    standing = next;
    outcomes.clear();
    onChange?.(name, state());
  };
  const goDown = (now: number, since: number): void => {
    relapses = now - since < knobs.stable_ms ? relapses + 1 : 0;
    const required = Math.min(knobs.up_successes * 2 ** relapses, knobs.up_successes_max);
    become({ kind: 'down', successes: 0, required });
  };
  const takeIn = (ok: boolean): void => {
    const now = clock.monotonic();
    if (standing.kind === 'up') {
      outcomes.record(ok, now);
      if (!ok && outcomes.tripped(now)) goDown(now, standing.since);
      return;
    }
    const successes = ok ? standing.successes + 1 : 0;
    if (successes >= standing.required) become({ kind: 'up', since: now });
    else standing = { ...standing, successes };
  };

  const probeOnce = async (): Promise<void> => {
    const deadline = createDeadline({
      clock,
      timeoutMs: knobs.probe_timeout_ms,
      caller: () => closing.signal,
    });
    const error = await errorOf(probe, deadline.signal());
    deadline.clear();
    if (closing.signal.aborted) return;
    schedule();
    onProbe?.(name, error);
    takeIn(error === undefined);
  };
  const due = (): void => {
    const skip = standing.kind === 'up' && reported;
    reported = false;
    if (skip) schedule();
    else void probeOnce();
  };
  const schedule = (): void => {
    const spread = Math.max(0, knobs.probe_max_ms - knobs.probe_min_ms);
    stopTimer = clock.after(knobs.probe_min_ms + rng.next() * spread, due, { background: true });
  };
  schedule();

  return {
    report(ok) {
      if (standing.kind === 'down') return;
      reported = true;
      takeIn(ok);
    },
    state,
    close() {
      stopTimer();
      closing.abort(new DOMException('The tracker is closed', 'AbortError'));
    },
  };
}

/** What the probe threw, or why its signal was aborted first: a probe that hangs must not hold up the next. */
async function errorOf(probe: HealthTrackerOptions['probe'], signal: AbortSignal): Promise<unknown> {
  const aborted = new Promise<never>((_, reject) => {
    onAbort(signal, () => reject(cancelledBy(signal)));
  });
  try {
    await Promise.race([Promise.resolve(signal).then(probe), aborted]);
    return undefined;
  } catch (error) {
    return error ?? new TypeError('the probe failed without saying why');
  }
}
