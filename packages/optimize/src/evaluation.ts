import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';
import type { Pace } from './pace.ts';
import type { Population } from './population.ts';
import type { Problem } from './problem.ts';

/** Where candidates are evaluated. */
export interface Evaluator {
  /**
   * Writes objectives and violations of all candidates, each into its own row, so that the result does not depend on who was done first.
   *
   * @throws AccordError OPTIMIZE_NOT_FINITE, OPTIMIZE_EVALUATION_FAILED
   */
  evaluate(population: Population): Promise<void>;
}

/** Evaluates in this thread, and lets others have a turn whenever the slice of time is used up. */
export function evaluatorHere(problem: Problem, pace: Pace): Evaluator {
  const evaluateRow = rowEvaluator(problem);
  return {
    async evaluate(population) {
      for (let row = 0; row < population.size; row++) {
        evaluateRow(population, row);
        if (pace.isDue()) await pace.rest();
      }
    },
  };
}

/** @throws what `Evaluator.evaluate` throws */
export function rowEvaluator(problem: Problem): (of: Population, row: number) => void {
  const variables = new Float64Array(problem.lower.length);
  const out = new Float64Array(problem.objectives + problem.constraints);
  return ({ variables: all, objectives, violation }, row) => {
    for (let at = 0; at < variables.length; at++) variables[at] = all[row * variables.length + at] as number;
    // What a problem forgets to write must not pass for what the row before had.
    out.fill(Number.NaN);
    evaluateOne(problem, variables, out);
    for (let at = 0; at < problem.objectives; at++)
      objectives[row * problem.objectives + at] = out[at] as number;
    violation[row] = violationIn(out, problem.objectives);
  };
}

function evaluateOne(problem: Problem, variables: Float64Array, out: Float64Array): void {
  try {
    problem.evaluate(variables, out);
  } catch (cause) {
    throw new AccordError(optimizeErrors.OPTIMIZE_EVALUATION_FAILED, {
      detail: `${problem.name} threw: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
  let at = 0;
  while (at < out.length && Number.isFinite(out[at])) at++;
  if (at === out.length) return;
  const what = at < problem.objectives ? `objective ${at}` : `constraint ${at - problem.objectives}`;
  throw new AccordError(optimizeErrors.OPTIMIZE_NOT_FINITE, {
    detail: `${what} of ${problem.name} is ${out[at]} for the variables ${told(variables)}`,
  });
}

const told = (variables: Float64Array): string =>
  `${variables.slice(0, 8).join(', ')}${variables.length > 8 ? ', …' : ''}`;

function violationIn(out: Float64Array, from: number): number {
  let sum = 0;
  for (let at = from; at < out.length; at++) sum += Math.max(0, out[at] as number);
  // Many great numbers may add up to infinity, with which nothing can be compared.
  return Math.min(sum, Number.MAX_VALUE);
}
