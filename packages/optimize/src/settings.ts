import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';

const LEAST_POPULATION = 4;
const LARGEST_POPULATION = 100_000;

export const invalidSettings = (detail: string): AccordError =>
  new AccordError(optimizeErrors.OPTIMIZE_SETTINGS_INVALID, { detail });

/** @throws AccordError OPTIMIZE_SETTINGS_INVALID */
export function checkPopulationSize(size: number): void {
  if (!Number.isInteger(size) || size < LEAST_POPULATION || size > LARGEST_POPULATION)
    throw invalidSettings(
      `a population has ${LEAST_POPULATION} to ${LARGEST_POPULATION} candidates, not ${size}`,
    );
}
