import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';
import { genesOf, type Population, valuesOf } from './population.ts';
import type { Problem } from './problem.ts';

/** Evaluates some solutions of a population in place: `from` to `to`, which is not among them. */
export type Evaluate = (population: Population, from: number, to: number) => void | Promise<void>;

/**
 * One after the other, in this thread.
 *
 * @returns a function that throws OPTIMIZE_NOT_A_NUMBER, OPTIMIZE_EVALUATION_FAILED
 */
export function evaluateHere(problem: Problem): Evaluate {
  return (population, from, to) => {
    for (let index = from; index < to; index++) evaluateOne(problem, population, index);
  };
}

function evaluateOne(problem: Problem, population: Population, index: number): void {
  const genes = genesOf(population, index);
  const values = valuesOf(population, index);
  let violation: number;
  try {
    problem.repair?.(genes);
    violation = problem.evaluate(genes, values);
  } catch (cause) {
    throw new AccordError(optimizeErrors.OPTIMIZE_EVALUATION_FAILED, {
      detail: `${problem.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
  if (!Number.isFinite(violation) || violation < 0) throw notANumber(problem, 'a violation', violation);
  for (const value of values) if (!Number.isFinite(value)) throw notANumber(problem, 'an objective', value);
  population.violations[index] = violation;
}

const notANumber = ({ name }: Problem, what: string, value: number): AccordError =>
  new AccordError(optimizeErrors.OPTIMIZE_NOT_A_NUMBER, { detail: `${name} gave ${what} of ${value}` });
