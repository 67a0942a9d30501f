import { defineKnobs, integer, number } from '@accord/knobs';
import { milliseconds } from './knob-parts.ts';

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
