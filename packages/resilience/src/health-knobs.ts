import { defineKnobs, integer } from '@accord/knobs';
import { milliseconds, outcomeWindow } from './knob-parts.ts';

/** When a model counts as down, and when as up again. */
export const healthTrackingKnobs = defineKnobs('resilience.health', {
  down_failures: integer({
    default: 5,
    range: [1, 1000],
    unit: 'failures',
    effect: 'Bears more failures in a row, or in the window, before a model counts as down.',
    scope: 'process',
  }),
  ...outcomeWindow('before a model counts as down', 'slower to see a model that fails now and then'),
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
