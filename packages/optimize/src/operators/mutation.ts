import type { Rng } from '@accord/kernel';
import type { Mutation } from './operator.ts';

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
    const chance = share ?? 1 / lower.length;
    for (let at = 0; at < lower.length; at++) {
      if (rng.next() >= chance) continue;
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
  const power = 1 / (eta + 1);
  return (genes, row, { rng, lower, upper }) => {
    const chance = share ?? 1 / lower.length;
    for (let at = 0; at < lower.length; at++) {
      if (rng.next() >= chance) continue;
      const low = lower[at] as number;
      const range = (upper[at] as number) - low;
      const gene = genes[row + at] as number;
      const place = (gene - low) / range;
      genes[row + at] = gene + range * polynomialStep(rng.next(), place, eta, power);
    }
  };
}

/** A step as a share of the range, from a place within it that is a share as well. */
function polynomialStep(drawn: number, place: number, eta: number, power: number): number {
  if (drawn < 0.5) {
    const room = 1 - place;
    return (2 * drawn + (1 - 2 * drawn) * room ** (eta + 1)) ** power - 1;
  }
  return 1 - (2 * (1 - drawn) + (2 * drawn - 1) * place ** (eta + 1)) ** power;
}
