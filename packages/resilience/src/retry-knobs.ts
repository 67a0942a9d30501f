import { defineKnobs, integer, number } from '@accord/knobs';
import { milliseconds, share } from './knob-parts.ts';

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
