import { defineKnobs, integer, number } from '@accord/knobs';
import { milliseconds } from './knob-parts.ts';

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
