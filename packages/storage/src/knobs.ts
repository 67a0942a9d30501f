import { defineKnobs, integer } from '@accord/knobs';

export const storageKnobs = defineKnobs('storage', {
  busy_timeout_ms: integer({
    default: 1000,
    range: [0, 60_000],
    unit: 'ms',
    effect:
      'Waits longer for another process to finish writing before a write fails. Only at the start does the process stand still meanwhile.',
    scope: 'process',
  }),
});
