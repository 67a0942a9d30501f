import type { Rng } from '@accord/kernel';
import { sortIntoFronts } from '../fronts/sort.ts';
import type { Population } from '../population.ts';
import { intercepts } from './intercepts.ts';
import { filled } from './nsga2.ts';
import type { Strategy } from './strategy.ts';

/**
 * NSGA-III (Deb and Jain 2014): fronts first, and of the front that does not fit whoever is nearest to the lines through
 * reference points that have the fewest near them. For three objectives and more.
 *
 * @param points on the plane where shares of all objectives add up to 1
 */
export function nsga3(points: readonly (readonly number[])[], rng: () => Rng): Strategy {
  const lines = points.map(unit);
  return {
    name: 'nsga3',
    preferring(parents) {
      const rank = new Int32Array(parents.size);
      for (const [place, front] of sortIntoFronts(parents).entries())
        for (const index of front) rank[index] = place;
      return (one, other) => (rank[one] as number) < (rank[other] as number);
    },
    survivors: (pool, size) =>
      filled(pool, size, (front, room, before) => niched(pool, [...before], front, room, lines, rng())),
  };
}

const unit = (point: readonly number[]): readonly number[] => {
  const length = Math.hypot(...point);
  return point.map((value) => value / length);
};

interface Near {
  readonly line: number;
  readonly distance: number;
}

function niched(
  pool: Population,
  before: readonly number[],
  front: readonly number[],
  room: number,
  lines: readonly (readonly number[])[],
  rng: Rng,
): readonly number[] {
  const considered = [...before, ...front];
  const normalised = normalisedValues(pool, considered);
  const near = new Map(
    considered.map((index, at) => [index, nearestLine(normalised[at] ?? [], lines)] as const),
  );
  const counts = new Int32Array(lines.length);
  for (const index of before)
    counts[near.get(index)?.line ?? 0] = (counts[near.get(index)?.line ?? 0] as number) + 1;
  const waiting = new Map<number, number[]>();
  for (const index of front) {
    const line = near.get(index)?.line ?? 0;
    waiting.set(line, [...(waiting.get(line) ?? []), index]);
  }
  const chosen: number[] = [];
  while (chosen.length < room) {
    const line = emptiest(waiting, counts, rng);
    const candidates = waiting.get(line) ?? [];
    // The nearest where nobody is near yet, anyone else where somebody is.
    const at =
      counts[line] === 0
        ? candidates.reduce(
            (best, index, place) =>
              distanceOf(near, index) < distanceOf(near, candidates[best]) ? place : best,
            0,
          )
        : rng.below(candidates.length);
    chosen.push(candidates[at] as number);
    candidates.splice(at, 1);
    counts[line] = (counts[line] as number) + 1;
    if (candidates.length === 0) waiting.delete(line);
  }
  return chosen;
}

const distanceOf = (near: ReadonlyMap<number, Near>, index: number | undefined): number =>
  near.get(index ?? -1)?.distance ?? Number.POSITIVE_INFINITY;

/** Of the lines with the fewest near them that somebody waits for, one by chance. */
function emptiest(waiting: ReadonlyMap<number, unknown>, counts: Int32Array, rng: Rng): number {
  let fewest = Number.POSITIVE_INFINITY;
  let lines: number[] = [];
  for (const line of waiting.keys()) {
    const count = counts[line] as number;
    if (count < fewest) {
      fewest = count;
      lines = [];
    }
    if (count === fewest) lines.push(line);
  }
  return lines[rng.below(lines.length)] as number;
}

/** From the best of each objective, in units of where the plane through the extremes meets the axes. */
function normalisedValues(pool: Population, considered: readonly number[]): readonly (readonly number[])[] {
  const { values, objectives } = pool;
  const points = considered.map((index) =>
    Array.from(values.subarray(index * objectives, (index + 1) * objectives)),
  );
  const ideal = Array.from({ length: objectives }, (_, objective) =>
    Math.min(...points.map((point) => point[objective] as number)),
  );
  const shifted = points.map((point) =>
    point.map((value, objective) => value - (ideal[objective] as number)),
  );
  const scale = intercepts(shifted);
  return shifted.map((point) => point.map((value, objective) => value / (scale[objective] as number)));
}

function nearestLine(point: readonly number[], lines: readonly (readonly number[])[]): Near {
  let nearest: Near = { line: 0, distance: Number.POSITIVE_INFINITY };
  const square = point.reduce((sum, value) => sum + value * value, 0);
  for (const [line, direction] of lines.entries()) {
    let along = 0;
    for (let index = 0; index < point.length; index++)
      along += (point[index] as number) * (direction[index] as number);
    const distance = square - along * along;
    if (distance < nearest.distance) nearest = { line, distance };
  }
  return nearest;
}
