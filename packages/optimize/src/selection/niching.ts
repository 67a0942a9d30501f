import type { Rng } from '@accord/kernel';
import type { Population } from '../population.ts';
import type { Scale } from './normalisation.ts';

/** The reference line that each candidate is nearest to, and how far it is from it. */
export interface Niches {
  readonly line: Uint32Array;
  readonly distance: Float64Array;
}

export function nichesOf(
  of: Population,
  { ideal, intercepts }: Scale,
  points: readonly Float64Array[],
  candidates: readonly number[],
): Niches {
  const width = ideal.length;
  const niches = { line: new Uint32Array(of.size), distance: new Float64Array(of.size) };
  const lengths = points.map((point) => squareOf(point));
  const place = new Float64Array(width);
  for (const candidate of candidates) {
    for (let at = 0; at < width; at++)
      place[at] =
        ((of.objectives[candidate * width + at] as number) - (ideal[at] as number)) /
        (intercepts[at] as number);
    const square = squareOf(place);
    let nearest = Number.POSITIVE_INFINITY;
    for (let line = 0; line < points.length; line++) {
      const along = dot(place, points[line] as Float64Array);
      const distance = square - (along * along) / (lengths[line] as number);
      if (distance >= nearest) continue;
      nearest = distance;
      niches.line[candidate] = line;
    }
    niches.distance[candidate] = nearest;
  }
  return niches;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

const squareOf = (vector: Float64Array): number => dot(vector, vector);

/**
 * Chooses `wanted` of the candidates of the last front: each time one for a line that has the fewest, the nearest to it when it has
 * none yet and any other otherwise (Deb and Jain 2014).
 */
export function fillNiches(
  { line, distance }: Niches,
  lines: number,
  kept: readonly number[],
  last: readonly number[],
  wanted: number,
  rng: Rng,
): number[] {
  const counts = new Uint32Array(lines);
  for (const candidate of kept) bump(counts, line[candidate] as number);
  const waiting = Array.from({ length: lines }, (): number[] => []);
  for (const candidate of last) (waiting[line[candidate] as number] as number[]).push(candidate);
  const chosen: number[] = [];
  while (chosen.length < wanted) {
    const niche = emptiest(counts, waiting, rng);
    const candidates = waiting[niche] as number[];
    const at = counts[niche] === 0 ? nearestOf(candidates, distance) : rng.below(candidates.length);
    chosen.push(...candidates.splice(at, 1));
    bump(counts, niche);
  }
  return chosen;
}

function bump(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] as number) + 1;
}

function emptiest(counts: Uint32Array, waiting: readonly number[][], rng: Rng): number {
  let fewest = Number.POSITIVE_INFINITY;
  let niches: number[] = [];
  for (const [niche, candidates] of waiting.entries()) {
    const count = counts[niche] as number;
    if (candidates.length === 0 || count > fewest) continue;
    if (count < fewest) niches = [];
    fewest = count;
    niches.push(niche);
  }
  return niches[rng.below(niches.length)] as number;
}

function nearestOf(candidates: readonly number[], distance: Float64Array): number {
  let nearest = 0;
  for (let at = 1; at < candidates.length; at++)
    if ((distance[candidates[at] as number] as number) < (distance[candidates[nearest] as number] as number))
      nearest = at;
  return nearest;
}
