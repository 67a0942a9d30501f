import { defineKnobs, integer, number } from '@accord/knobs';

const share = { range: [0, 1], unit: '1' } as const;
const milliseconds = (range: readonly [number, number]) => ({ range, unit: 'ms' }) as const;

/** When calls to one model of one engine are stopped, and when they are tried again. */
export const breakerKnobs = defineKnobs('resilience.breaker', {
  failures: integer({
    default: 5,
    range: [1, 1000],
    unit: 'failures',
    effect: 'Bears more failures in a row, or in the window, before the breaker opens.',
    scope: 'process',
  }),
  failure_share: number({
    ...share,
    default: 0.5,
    effect: 'Bears a larger share of failures in the window before the breaker opens.',
    scope: 'process',
  }),
  window_calls: integer({
    default: 20,
    range: [2, 1000],
    unit: 'calls',
    effect: 'Judges by more of the latest calls: slower to open on a model that fails now and then.',
    scope: 'process',
  }),
  window_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 300_000,
    effect: 'Lets older calls count as well.',
    scope: 'process',
  }),
  open_min_ms: integer({
    ...milliseconds([10, 600_000]),
    default: 5000,
    effect: 'Leaves a model alone for longer when it fails for the first time.',
    scope: 'process',
  }),
  open_max_ms: integer({
    ...milliseconds([10, 3_600_000]),
    default: 60_000,
    effect: 'Leaves a model alone for longer when it keeps failing.',
    scope: 'process',
  }),
  retry_after_max_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 600_000,
    effect: 'Obeys longer times that a model server asks for in Retry-After.',
    scope: 'process',
  }),
  stable_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 120_000,
    effect: 'Asks for a longer time without opening before earlier openings are forgotten.',
    scope: 'process',
  }),
  probe_limit_ms: integer({
    ...milliseconds([1000, 600_000]),
    default: 120_000,
    effect: 'Waits longer for a probe that never ends before another is let through.',
    scope: 'process',
  }),
});

/** How a failed call is tried again, where that is safe. */
export const retryKnobs = defineKnobs('resilience.retry', {
  attempts: integer({
    default: 3,
    range: [1, 10],
    unit: 'calls',
    effect: 'Tries more often, the first call included; 1 never tries again.',
    scope: 'process',
  }),
  delay_min_ms: integer({
    ...milliseconds([1, 60_000]),
    default: 200,
    effect: 'Waits longer, at most this long, before the first repetition.',
    scope: 'process',
  }),
  delay_max_ms: integer({
    ...milliseconds([1, 600_000]),
    default: 5000,
    effect: 'Waits longer before later repetitions.',
    scope: 'process',
  }),
  budget_share: number({
    ...share,
    default: 0.1,
    effect: 'Lets repetitions be a larger share of all calls; adds load to a server in trouble.',
    scope: 'process',
  }),
  budget_reserve: integer({
    default: 10,
    range: [1, 1000],
    unit: 'retries',
    effect: 'Saves up more repetitions for a bad moment, and starts with as many.',
    scope: 'process',
  }),
});

/** How many calls run at once. With `limit_min` equal to `limit_max` the limit is fixed. */
export const bulkheadKnobs = defineKnobs('resilience.bulkhead', {
  limit_initial: integer({
    default: 10,
    range: [1, 10_000],
    unit: 'calls',
    effect: 'Starts with more calls at once, before anything is measured.',
    scope: 'process',
  }),
  limit_min: integer({
    default: 2,
    range: [1, 10_000],
    unit: 'calls',
    effect: 'Never lets fewer calls run at once, however slow they get.',
    scope: 'process',
  }),
  limit_max: integer({
    default: 100,
    range: [1, 10_000],
    unit: 'calls',
    effect: 'Lets more calls run at once while they stay quick.',
    scope: 'process',
  }),
  window_calls: integer({
    default: 20,
    range: [5, 1000],
    unit: 'calls',
    effect: 'Measures over more calls before the limit moves: steadier, slower.',
    scope: 'process',
  }),
  tolerance: number({
    default: 1.5,
    range: [1, 10],
    unit: '1',
    effect: 'Bears latency that many times the baseline before the limit falls.',
    scope: 'process',
  }),
  smoothing: number({
    default: 0.2,
    range: [0.01, 1],
    unit: '1',
    effect: 'Moves the limit further with each window.',
    scope: 'process',
  }),
  backoff: number({
    default: 0.8,
    range: [0.1, 0.99],
    unit: '1',
    effect: 'Keeps more of the limit when a server says that it is overloaded.',
    scope: 'process',
  }),
  baseline_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 60_000,
    effect: 'Trusts a baseline for longer before it is measured again at half the limit.',
    scope: 'process',
  }),
});

/** How requests wait for their turn, by class. */
export const queueKnobs = defineKnobs('resilience.queue', {
  high_wait_ms: integer({
    ...milliseconds([1, 600_000]),
    default: 500,
    effect: 'Lets urgent requests wait longer before they are refused.',
    scope: 'process',
  }),
  default_wait_ms: integer({
    ...milliseconds([1, 600_000]),
    default: 2000,
    effect: 'Lets ordinary requests wait longer before they are refused.',
    scope: 'process',
  }),
  low_wait_ms: integer({
    ...milliseconds([1, 3_600_000]),
    default: 30_000,
    effect: 'Lets batch work wait longer before it is refused.',
    scope: 'process',
  }),
  default_lag_ms: integer({
    ...milliseconds([0, 600_000]),
    default: 1000,
    effect: 'Puts ordinary requests behind urgent ones that came up to this much later.',
    scope: 'process',
  }),
  low_lag_ms: integer({
    ...milliseconds([0, 3_600_000]),
    default: 15_000,
    effect: 'Puts batch work behind urgent requests that came up to this much later.',
    scope: 'process',
  }),
  high_limit: integer({
    default: 200,
    range: [1, 1_000_000],
    unit: 'requests',
    effect: 'Lets more urgent requests wait.',
    scope: 'process',
  }),
  default_limit: integer({
    default: 500,
    range: [1, 1_000_000],
    unit: 'requests',
    effect: 'Lets more ordinary requests wait.',
    scope: 'process',
  }),
  low_limit: integer({
    default: 1000,
    range: [1, 1_000_000],
    unit: 'requests',
    effect: 'Lets more batch work wait.',
    scope: 'process',
  }),
  retry_after_max_s: integer({
    default: 60,
    range: [1, 3600],
    unit: 's',
    effect: 'Asks refused callers to stay away for longer when the queue moves slowly.',
    scope: 'process',
  }),
});

/** How single items are gathered into one call. */
export const batchKnobs = defineKnobs('resilience.batch', {
  size_initial: integer({
    default: 10,
    range: [1, 10_000],
    unit: 'items',
    effect: 'Starts with larger batches, before anything is known.',
    scope: 'process',
  }),
  size_min: integer({
    default: 5,
    range: [1, 10_000],
    unit: 'items',
    effect: 'Never gathers fewer at most, however often batches fail.',
    scope: 'process',
  }),
  size_max: integer({
    default: 100,
    range: [1, 10_000],
    unit: 'items',
    effect: 'Gathers more while batches succeed: faster together, more memory, more to repeat.',
    scope: 'process',
  }),
  size_step: integer({
    default: 5,
    range: [1, 1000],
    unit: 'items',
    effect: 'Grows faster with each batch that succeeds.',
    scope: 'process',
  }),
  window_ms: integer({
    ...milliseconds([0, 60_000]),
    default: 5,
    effect: 'Waits longer for company: larger batches, and more latency when there is none.',
    scope: 'process',
  }),
  concurrent_batches: integer({
    default: 2,
    range: [1, 100],
    unit: 'batches',
    effect: 'Sends more batches at once, which are smaller then.',
    scope: 'process',
  }),
  waiting_limit: integer({
    default: 1000,
    range: [1, 1_000_000],
    unit: 'items',
    effect: 'Lets more items wait for a batch.',
    scope: 'process',
  }),
});

/** When the process sheds load because its event loop lags. */
export const sheddingKnobs = defineKnobs('resilience.shedding', {
  low_lag_ms: integer({
    ...milliseconds([1, 60_000]),
    default: 50,
    effect: 'Bears more lag of the event loop before batch work is refused.',
    scope: 'process',
  }),
  default_lag_ms: integer({
    ...milliseconds([1, 60_000]),
    default: 150,
    effect: 'Bears more lag of the event loop before ordinary requests are refused.',
    scope: 'process',
  }),
  high_lag_ms: integer({
    ...milliseconds([1, 60_000]),
    default: 500,
    effect: 'Bears more lag of the event loop before urgent requests are refused.',
    scope: 'process',
  }),
  resume_share: number({
    default: 0.5,
    range: [0.1, 1],
    unit: '1',
    effect: 'Takes requests again at a lag that is less far below the threshold.',
    scope: 'process',
  }),
  sample_ms: integer({
    ...milliseconds([10, 60_000]),
    default: 250,
    effect: 'Measures the lag over longer stretches: steadier, slower.',
    scope: 'process',
  }),
  enter_samples: integer({
    default: 2,
    range: [1, 100],
    unit: 'samples',
    effect: 'Bears the lag for more samples before load is shed.',
    scope: 'process',
  }),
  leave_samples: integer({
    default: 4,
    range: [1, 100],
    unit: 'samples',
    effect: 'Asks for more quiet samples before requests are taken again.',
    scope: 'process',
  }),
  retry_after_s: integer({
    default: 2,
    range: [1, 3600],
    unit: 's',
    effect: 'Asks refused callers to stay away for longer.',
    scope: 'process',
  }),
});

/** When a model counts as down, and when as up again. */
export const healthTrackingKnobs = defineKnobs('resilience.health', {
  down_failures: integer({
    default: 5,
    range: [1, 1000],
    unit: 'failures',
    effect: 'Bears more failures in a row, or in the window, before a model counts as down.',
    scope: 'process',
  }),
  failure_share: number({
    ...share,
    default: 0.5,
    effect: 'Bears a larger share of failures in the window before a model counts as down.',
    scope: 'process',
  }),
  window_calls: integer({
    default: 20,
    range: [2, 1000],
    unit: 'calls',
    effect: 'Judges by more of the latest calls: slower to see a model that fails now and then.',
    scope: 'process',
  }),
  window_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 300_000,
    effect: 'Lets older calls count as well.',
    scope: 'process',
  }),
  up_successes: integer({
    default: 3,
    range: [1, 100],
    unit: 'probes',
    effect: 'Asks for more good probes in a row before a model counts as up.',
    scope: 'process',
  }),
  up_successes_max: integer({
    default: 48,
    range: [1, 1000],
    unit: 'probes',
    effect:
      'Asks for more good probes of a model that keeps relapsing; each relapse doubles them up to here.',
    scope: 'process',
  }),
  stable_ms: integer({
    ...milliseconds([1000, 86_400_000]),
    default: 600_000,
    effect: 'Asks for a longer time up before earlier relapses are forgotten.',
    scope: 'process',
  }),
  probe_min_ms: integer({
    ...milliseconds([100, 3_600_000]),
    default: 10_000,
    effect: 'Probes less often: less load, later recovery.',
    scope: 'process',
  }),
  probe_max_ms: integer({
    ...milliseconds([100, 3_600_000]),
    default: 30_000,
    effect: 'Spreads the probes of several processes further apart.',
    scope: 'process',
  }),
  probe_timeout_ms: integer({
    ...milliseconds([10, 600_000]),
    default: 5000,
    effect: 'Waits longer for a probe before it counts as failed.',
    scope: 'process',
  }),
});
