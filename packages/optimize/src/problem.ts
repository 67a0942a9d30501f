import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';

/** What is searched: real variables within bounds, objectives to be minimised, and what must hold. */
export interface Problem {
  /** Told in states and logs; a state is only resumed with a problem of the same name and shape. */
  readonly name: string;
  /** Inclusive bounds, one each for every variable. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly objectives: number;
  /** How many constraints there are; each holds where its number is at most 0. */
  readonly constraints: number;
  /**
   * Reads `variables` and writes the objectives, then the constraints, into `out`. The same variables must give the same numbers, and
   * `variables` may not be changed.
   */
  evaluate(variables: Float64Array, out: Float64Array): void;
  /** Changes variables within the bounds to ones that are allowed, before they are evaluated. */
  repair?(variables: Float64Array): void;
}

const MOST_VARIABLES = 10_000;
const MOST_OBJECTIVES = 16;
const MOST_CONSTRAINTS = 1000;

/** @throws AccordError OPTIMIZE_PROBLEM_INVALID */
export function checkProblem({ lower, upper, objectives, constraints }: Problem): void {
  if (lower.length !== upper.length) throw invalid('there are not as many upper bounds as lower ones');
  if (!isCount(lower.length, 1, MOST_VARIABLES))
    throw invalid(`a problem has 1 to ${MOST_VARIABLES} variables`);
  if (!isCount(objectives, 1, MOST_OBJECTIVES))
    throw invalid(`a problem has 1 to ${MOST_OBJECTIVES} objectives`);
  if (!isCount(constraints, 0, MOST_CONSTRAINTS))
    throw invalid(`a problem has 0 to ${MOST_CONSTRAINTS} constraints`);
  for (const [at, low] of lower.entries()) {
    const high = upper[at] as number;
    // A span beyond the largest number would make every step infinite.
    if (!(low < high && Number.isFinite(high - low)))
      throw invalid(
        `the bounds of variable ${at} are not two finite numbers, the lower first: ${low}, ${high}`,
      );
  }
}

const isCount = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const invalid = (detail: string): AccordError =>
  new AccordError(optimizeErrors.OPTIMIZE_PROBLEM_INVALID, { detail });
