import { defineKnobs, integer } from '@accord/knobs';
import { milliseconds, outcomeWindow } from './knob-parts.ts';

/** When calls to one model of one engine are stopped, and when they are tried again. */
export const breakerKnobs = defineKnobs('resilience.breaker', {
  failures: integer({
    default: 5,
    range: [1, 1000],
    unit: 'failures',
    effect: 'Bears more failures in a row, or in the window, before the breaker opens.',
    scope: 'process',
  }),
  ...outcomeWindow('before the breaker opens', 'slower to open on a model that fails now and then'),
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
