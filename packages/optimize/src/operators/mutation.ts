import type { Rng } from '@accord/kernel';
import { type Mutation, passedOver, powerOf, rootOf } from './operator.ts';

/** Standard normal numbers by the method of Marsaglia (1964), without one kept back, so that the state is the generator's alone. */
function gaussianNumber(rng: Rng): number {
  for (;;) {
    const x = 2 * rng.next() - 1;
    const y = 2 * rng.next() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Adds a normal step of `sigma` times the variable's range, to each variable with the chance `share`, or 1 in all variables if not given. */
export function gaussian(share?: number): Mutation {
  return (genes, row, { rng, lower, upper, sigma }) => {
    const logMiss = Math.log(1 - (share ?? 1 / lower.length));
    for (let at = passedOver(rng, logMiss); at < lower.length; at += 1 + passedOver(rng, logMiss)) {
      const range = (upper[at] as number) - (lower[at] as number);
      genes[row + at] = (genes[row + at] as number) + sigma * range * gaussianNumber(rng);
    }
  };
}

/**
 * Polynomial mutation within bounds (Deb and Goyal 1996, as in Deb's NSGA-II of 2002), of each variable with the chance `share`, or 1 in
 * all variables if not given.
 *
 * @param eta the larger, the smaller the steps
 */
export function polynomial(eta: number, share?: number): Mutation {
  const degree = eta + 1;
  const power = powerOf(degree);
  return (genes, row, { rng, lower, upper }) => {
    const logMiss = Math.log(1 - (share ?? 1 / lower.length));
    for (let at = passedOver(rng, logMiss); at < lower.length; at += 1 + passedOver(rng, logMiss)) {
      const low = lower[at] as number;
      const range = (upper[at] as number) - low;
      const gene = genes[row + at] as number;
      const place = (gene - low) / range;
      genes[row + at] = gene + range * polynomialStep(rng.next(), place, power, degree);
    }
  };
}

/** A step as a share of the range, from a place within it that is a share as well. */
function polynomialStep(
  drawn: number,
  place: number,
  power: (base: number) => number,
  degree: number,
): number {
  if (drawn < 0.5) return rootOf(2 * drawn + (1 - 2 * drawn) * power(1 - place), degree) - 1;
  return 1 - rootOf(2 * (1 - drawn) + (2 * drawn - 1) * power(place), degree);
}
