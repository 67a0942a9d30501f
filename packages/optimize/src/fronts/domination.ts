import type { Population } from '../population.ts';

/**
 * Whether one solution is to be preferred whatever the objectives weigh (Deb's constraint domination): it is allowed and the
 * other is not, or it violates less, or it is nowhere worse and somewhere better.
 */
export function dominates(population: Population, one: number, other: number): boolean {
  const { values, objectives, violations } = population;
  const violation = violations[one] as number;
  const otherViolation = violations[other] as number;
  if (violation !== otherViolation) return violation < otherViolation;
  let isBetter = false;
  const at = one * objectives;
  const otherAt = other * objectives;
  for (let index = 0; index < objectives; index++) {
    const value = values[at + index] as number;
    const otherValue = values[otherAt + index] as number;
    if (value > otherValue) return false;
    if (value < otherValue) isBetter = true;
  }
  return isBetter;
}
