import { defineKnobs, integer } from '@accord/knobs';
import { milliseconds } from './knob-parts.ts';

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
