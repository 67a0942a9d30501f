import type { Population } from '../population.ts';
import { dominates } from './domination.ts';

/** Candidates by how many layers of better ones lie before them. */
export interface Fronts {
  /** The front of each candidate, from 0. */
  readonly rank: Uint32Array;
  /** The candidates of each front. */
  readonly fronts: readonly (readonly number[])[];
}

/**
 * Non-dominated sorting by constraint domination. Candidates are taken in an order in which none is dominated by a later one, and
 * each goes into the first front that has none that dominates it (ENS, Zhang et al. 2015). In two objectives the last of a
 * front dominates if any does, so that one look at each front is enough.
 */
export function sortFronts(of: Population, width: number): Fronts {
  const rank = new Uint32Array(of.size);
  const fronts: number[][] = [];
  for (const candidate of inOrder(of, width)) {
    const front = firstFree(of, width, fronts, candidate);
    rank[candidate] = front;
    if (front === fronts.length) fronts.push([candidate]);
    else (fronts[front] as number[]).push(candidate);
  }
  return { rank, fronts };
}

function inOrder({ size, objectives, violation }: Population, width: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  return order.sort((one, other) => {
    const byViolation = (violation[one] as number) - (violation[other] as number);
    if (byViolation !== 0) return byViolation;
    for (let at = 0; at < width; at++) {
      const difference =
        (objectives[one * width + at] as number) - (objectives[other * width + at] as number);
      if (difference !== 0) return difference;
    }
    return one - other;
  });
}

function firstFree(of: Population, width: number, fronts: readonly number[][], candidate: number): number {
  let at = 0;
  while (at < fronts.length && hasDominator(of, width, fronts[at] as number[], candidate)) at++;
  return at;
}

function hasDominator(of: Population, width: number, front: readonly number[], candidate: number): boolean {
  const furthest = width === 2 ? front.length - 1 : 0;
  // The last are the nearest in order, and the likeliest to dominate.
  for (let at = front.length - 1; at >= furthest; at--)
    if (dominates(of, width, front[at] as number, candidate)) return true;
  return false;
}
