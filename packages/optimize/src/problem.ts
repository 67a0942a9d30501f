import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';

/** What is searched: values within bounds, objectives that are to be small, and what is not allowed. */
export interface Problem {
  /** Tells it from others; in states, so that none is gone on with for another problem. */
  readonly name: string;
  /** One for each variable. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly objectives: number;
  /**
   * Writes the objectives. Must give the same for the same variables.
   *
   * @param variables within the bounds; not to be changed or kept
   * @param objectives to be written, each a finite number, the smaller the better
   * @returns by how much constraints are violated, all together: 0 where all is allowed
   */
  evaluate(variables: Float64Array, objectives: Float64Array): number;
  /** Moves variables to the nearest that are allowed, in place, before they are evaluated. */
  readonly repair?: ((variables: Float64Array) => void) | undefined;
}

const MOST_VARIABLES = 100_000;
const MOST_OBJECTIVES = 64;

/** @throws OPTIMIZE_PROBLEM_INVALID */
export function checkProblem({ name, lower, upper, objectives }: Problem): void {
  const fault = (detail: string, field: string): never => {
    throw new AccordError(optimizeErrors.OPTIMIZE_PROBLEM_INVALID, { detail: `${name}: ${detail}`, field });
  };
  if (lower.length === 0 || lower.length > MOST_VARIABLES) fault('there are no bounds, or too many', 'lower');
  if (lower.length !== upper.length) fault(`${lower.length} lower bounds and ${upper.length} upper`, 'upper');
  for (const [index, low] of lower.entries()) {
    const high = upper[index] ?? Number.NaN;
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      fault(`variable ${index} lies between ${low} and ${high}`, 'lower');
    }
  }
  if (!Number.isInteger(objectives) || objectives < 1 || objectives > MOST_OBJECTIVES) {
    fault(`${objectives} objectives`, 'objectives');
  }
}
