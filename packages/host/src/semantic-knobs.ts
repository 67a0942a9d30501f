import { ROLES } from '@accord/contract';
import { choice, defineKnobs } from '@accord/knobs';

/** Who compares answers of tasks that have no comparer of their own. */
export const judgeKnobs = defineKnobs('semantic.judge', {
  role: choice({
    choices: ['none', ...ROLES],
    default: 'none',
    effect:
      'Has the first model of this role compare answers where a task cannot; its verdicts prove something once people have labelled enough of them.',
    scope: 'process',
  }),
});
