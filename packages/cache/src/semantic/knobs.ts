import { choice, defineKnobs, flag, integer, type KnobValues, number } from '@accord/knobs';

export const semanticKnobs = defineKnobs('semantic', {
  mode: choice({
    choices: ['off', 'observe', 'serve'],
    default: 'observe',
    effect:
      'observe looks for similar questions and checks what would have been answered, but serves none of it; serve does so where the bound allows it.',
    scope: 'process',
  }),
  delta: number({
    default: 0.02,
    range: [0.001, 0.2],
    unit: '1',
    effect: 'Serves similar answers already when more of them may be wrong, after fewer checks.',
    scope: 'process',
  }),
  alpha: number({
    default: 0.05,
    range: [0.0001, 0.2],
    unit: '1',
    effect: 'Takes a larger risk that a bound does not hold, for fewer checks.',
    scope: 'process',
  }),
  run_length: integer({
    default: 10_000,
    range: [100, 10_000_000],
    unit: 'checks',
    effect: 'Throws the evidence away more rarely without cause, and after a change a little later.',
    scope: 'process',
  }),
  threshold: number({
    default: 0.8,
    range: [0.5, 0.99],
    unit: '1',
    effect: 'Begins with questions that are more similar.',
    scope: 'process',
  }),
  threshold_min: number({
    default: 0.6,
    range: [0.3, 0.99],
    unit: '1',
    effect: 'Never looks at questions that are less similar.',
    scope: 'process',
  }),
  threshold_max: number({
    default: 0.95,
    range: [0.5, 1],
    unit: '1',
    effect: 'Lets the threshold rise further while nearly all lookups find something.',
    scope: 'process',
  }),
  threshold_moves: flag({
    default: true,
    effect:
      'Lowers the threshold by 5 % when few lookups find something similar, and raises it when nearly all do.',
    scope: 'process',
  }),
  threshold_window: integer({
    default: 200,
    range: [10, 1_000_000],
    unit: 'lookups',
    effect: 'Moves the threshold less often.',
    scope: 'process',
  }),
  served_check_share: number({
    default: 0.1,
    range: [0.001, 1],
    unit: '1',
    effect:
      'Checks more of the similar answers that are served, so that serving stops sooner when they become wrong.',
    scope: 'process',
  }),
  candidate_check_share: number({
    default: 1,
    range: [0.001, 1],
    unit: '1',
    effect: 'Checks more of the similar answers that are not served yet, so that they are proven sooner.',
    scope: 'process',
  }),
  embedding_timeout_ms: integer({
    default: 1000,
    range: [1, 60_000],
    unit: 'ms',
    effect: 'Waits longer for the embedding of a question before the request goes on without it.',
    scope: 'process',
  }),
  neighbours: integer({
    default: 4,
    range: [1, 64],
    unit: 'questions',
    effect: 'Looks at more of the most similar questions before it gives up.',
    scope: 'process',
  }),
  max_text_chars: integer({
    default: 4000,
    range: [16, 100_000],
    unit: 'characters',
    effect: 'Looks for questions similar to longer ones.',
    scope: 'process',
  }),
  kept_checks: integer({
    default: 1000,
    range: [10, 1_000_000],
    unit: 'checks',
    effect: 'Keeps more checks and near-misses to be looked at; the evidence does not depend on them.',
    scope: 'process',
  }),
  kept_entries: integer({
    default: 100_000,
    range: [100, 10_000_000],
    unit: 'entries',
    effect: 'Remembers what checks found of more entries.',
    scope: 'process',
  }),
});

export type SemanticKnobs = KnobValues<typeof semanticKnobs>;
