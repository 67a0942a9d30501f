import { defineErrors } from '@accord/kernel';

export const knobErrors = defineErrors({
  KNOB_UNKNOWN: {
    status: 500,
    title: 'The configuration names a setting that does not exist',
    remedy: 'Correct the name; `accord knobs` lists every setting.',
  },
  KNOB_INVALID: {
    status: 500,
    title: 'The configuration gives a setting a value it cannot take',
    remedy: 'Use a value of the type and range that `accord knobs` prints for it.',
  },
});
