import type { Population } from '../population.ts';
import { dominates } from './domination.ts';

/**
 * Fronts of solutions of which none dominates another, the best first.
 *
 * @param enough fronts are made until they hold as many; what is left over is in none
 * @returns indices of solutions, front by front, in the order of their indices
 */
export function sortIntoFronts(population: Population, enough = population.size): number[][] {
  const { size, objectives } = population;
  if (objectives === 2) return sweptFronts(population, enough);
  const dominatedBy = new Int32Array(size);
  const dominated: number[][] = Array.from({ length: size }, () => []);
  for (let one = 0; one < size; one++) {
    for (let other = one + 1; other < size; other++) {
      if (dominates(population, one, other)) {
        dominated[one]?.push(other);
        dominatedBy[other] = (dominatedBy[other] as number) + 1;
      } else if (dominates(population, other, one)) {
        dominated[other]?.push(one);
        dominatedBy[one] = (dominatedBy[one] as number) + 1;
      }
    }
  }
  const fronts: number[][] = [];
  let front = indices(size).filter((index) => dominatedBy[index] === 0);
  let held = 0;
  while (front.length > 0 && held < enough) {
    fronts.push(front);
    held += front.length;
    const next: number[] = [];
    for (const one of front) {
      for (const other of dominated[one] ?? []) {
        dominatedBy[other] = (dominatedBy[other] as number) - 1;
        if (dominatedBy[other] === 0) next.push(other);
      }
    }
    front = next.sort(byNumber);
  }
  return fronts;
}

const indices = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
const byNumber = (one: number, other: number): number => one - other;

/**
 * The same for two objectives, in n log n: after sorting by the first, a solution belongs to the first front whose last
 * member does not dominate it (Jensen 2003). What is not allowed comes after, by how much it violates.
 */
function sweptFronts(population: Population, enough: number): number[][] {
  const { size, values, violations } = population;
  const order = indices(size).sort((one, other) => {
    const byViolation = (violations[one] as number) - (violations[other] as number);
    if (byViolation !== 0) return byViolation;
    const byFirst = (values[2 * one] as number) - (values[2 * other] as number);
    if (byFirst !== 0) return byFirst;
    return (values[2 * one + 1] as number) - (values[2 * other + 1] as number) || one - other;
  });
  const fronts: number[][] = [];
  let start = 0;
  let held = 0;
  while (start < size && held < enough) {
    const violation = violations[order[start] as number];
    let end = start;
    while (end < size && violations[order[end] as number] === violation) end += 1;
    for (const front of sweptAlike(population, order.slice(start, end))) {
      fronts.push(front.sort(byNumber));
      held += front.length;
      if (held >= enough) break;
    }
    start = end;
  }
  return fronts;
}

/** Of solutions that violate the same, in the order of both objectives. */
function sweptAlike({ values }: Population, order: readonly number[]): number[][] {
  const fronts: number[][] = [];
  const lastOf: number[] = [];
  for (const index of order) {
    // The last members' second objectives rise from front to front.
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (dominatesInOrder(values, lastOf[middle] as number, index)) low = middle + 1;
      else high = middle;
    }
    (fronts[low] ??= []).push(index);
    lastOf[low] = index;
  }
  return fronts;
}

/** Whether one that comes before another in the order dominates it. */
function dominatesInOrder(values: Float64Array, before: number, after: number): boolean {
  const second = values[2 * before + 1] as number;
  const otherSecond = values[2 * after + 1] as number;
  if (second > otherSecond) return false;
  return second < otherSecond || values[2 * before] !== values[2 * after];
}
