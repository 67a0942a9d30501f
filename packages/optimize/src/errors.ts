import { defineErrors } from '@accord/kernel';

export const optimizeErrors = defineErrors({
  OPTIMIZE_PROBLEM_INVALID: {
    status: 400,
    title: 'The problem cannot be searched',
    remedy: 'Give as many lower as upper bounds, each lower below its upper, and at least one objective.',
  },
  OPTIMIZE_SETTING_INVALID: {
    status: 400,
    title: 'A setting of the search cannot be used',
    remedy: 'Correct the named setting; accord knobs has the ranges.',
  },
  OPTIMIZE_NOT_A_NUMBER: {
    status: 500,
    title: 'The problem gave a value that is no finite number',
    remedy: 'Have the problem give finite objectives, and say with its violation what is not allowed.',
  },
  OPTIMIZE_EVALUATION_FAILED: {
    status: 500,
    title: 'The problem could not be evaluated',
    remedy: 'Look at the cause; what was reached before is kept.',
  },
  OPTIMIZE_STATE_INVALID: {
    status: 400,
    title: 'What is to be gone on with is no state of this search',
    remedy: 'Go on from a whole state of the same search and problem, or begin anew.',
  },
});
