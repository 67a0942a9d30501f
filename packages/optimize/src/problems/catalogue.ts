import type { Problem } from '../problem.ts';
import { ackley, bnh, dtlz2, rastrigin, zdt1 } from './reference-problems.ts';

/** What is known of a built-in problem, to judge a search by. */
export interface ReferenceProblem {
  readonly about: string;
  create(): Problem;
  /** Where the hypervolume is taken from; undefined for one objective. */
  readonly reference: readonly number[] | undefined;
}

/** The built-in problems by name. */
export const referenceProblems: Readonly<Record<string, ReferenceProblem>> = {
  zdt1: { about: 'two objectives, 30 variables', create: () => zdt1(), reference: [1.1, 1.1] },
  dtlz2: { about: 'three objectives, 12 variables', create: () => dtlz2(), reference: [1.1, 1.1, 1.1] },
  bnh: { about: 'two objectives, two constraints', create: bnh, reference: [150, 60] },
  rastrigin: {
    about: 'one objective, 20 variables, many local minima',
    create: () => rastrigin(),
    reference: undefined,
  },
  ackley: {
    about: 'one objective, 20 variables, a narrow funnel',
    create: () => ackley(),
    reference: undefined,
  },
};
