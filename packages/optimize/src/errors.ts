import { defineErrors } from '@accord/kernel';

export const optimizeErrors = defineErrors({
  OPTIMIZE_PROBLEM_INVALID: {
    status: 422,
    title: 'The problem cannot be searched',
    remedy: 'Give at least one variable and one objective, and finite bounds with the lower below the upper.',
  },
  OPTIMIZE_SETTINGS_INVALID: {
    status: 422,
    title: 'The search cannot run with these settings',
    remedy: 'Use values within the ranges that `accord knobs` prints, and a population of at least four.',
  },
  OPTIMIZE_NOT_FINITE: {
    status: 422,
    title: 'An objective or constraint is not a finite number',
    remedy:
      'Have the problem give a finite number everywhere within its bounds, or state where it may not go as a constraint.',
  },
  OPTIMIZE_EVALUATION_FAILED: {
    status: 500,
    title: 'An evaluation of the problem failed',
    remedy: 'Correct what the problem threw; the state before that generation is intact.',
  },
  OPTIMIZE_STATE_UNUSABLE: {
    status: 422,
    title: 'The search cannot go on from this state',
    remedy: 'Resume with the whole state of the same problem, method and settings, or start anew.',
  },
});
