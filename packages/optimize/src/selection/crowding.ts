import type { Population } from '../population.ts';

/** Neighbours of each member of a front in one objective, by their places in the front; -1 beyond an end. */
interface Chain {
  readonly values: Float64Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
  /** From the least to the greatest value of the whole front. */
  readonly range: number;
}

/**
 * Crowding distances of the members of a front (Deb et al. 2002): the sum over the objectives of the distance between the two
 * neighbours, as a share of the front's range; infinite at the ends.
 */
export function crowdingDistances(of: Population, width: number, front: readonly number[]): Float64Array {
  const chains = chainsOf(of, width, front);
  return Float64Array.from(front, (_, at) => distanceAt(chains, at));
}

/**
 * Leaves `keep` members of a front. The most crowded goes first and the distances of its neighbours are taken anew before the next,
 * which spreads better than to drop all at once (Kukkonen and Deb 2006).
 */
export function thinOut(of: Population, width: number, front: readonly number[], keep: number): number[] {
  const chains = chainsOf(of, width, front);
  const distances = Float64Array.from(front, (_, at) => distanceAt(chains, at));
  const gone = new Uint8Array(front.length);
  for (let left = front.length; left > keep; left--) {
    const least = leastOf(distances, gone);
    gone[least] = 1;
    for (const chain of chains) takeOut(chain, least);
    for (const { before, after } of chains) {
      measureAgain(distances, chains, before[least] as number);
      measureAgain(distances, chains, after[least] as number);
    }
  }
  return front.filter((_, at) => gone[at] === 0);
}

function chainsOf(of: Population, width: number, front: readonly number[]): Chain[] {
  return Array.from({ length: width }, (_, objective) =>
    chainOf(Float64Array.from(front, (candidate) => of.objectives[candidate * width + objective] as number)),
  );
}

function chainOf(values: Float64Array): Chain {
  const order = Uint32Array.from(values, (_, at) => at);
  order.sort((one, other) => (values[one] as number) - (values[other] as number) || one - other);
  const before = new Int32Array(values.length).fill(-1);
  const after = new Int32Array(values.length).fill(-1);
  for (let at = 1; at < order.length; at++) {
    before[order[at] as number] = order[at - 1] as number;
    after[order[at - 1] as number] = order[at] as number;
  }
  const range =
    (values[order[order.length - 1] as number] as number) - (values[order[0] as number] as number);
  return { values, before, after, range };
}

function distanceAt(chains: readonly Chain[], at: number): number {
  let sum = 0;
  for (const { values, before, after, range } of chains) {
    const one = before[at] as number;
    const other = after[at] as number;
    if (one < 0 || other < 0) return Number.POSITIVE_INFINITY;
    if (range > 0) sum += ((values[other] as number) - (values[one] as number)) / range;
  }
  return sum;
}

function measureAgain(distances: Float64Array, chains: readonly Chain[], at: number): void {
  if (at >= 0) distances[at] = distanceAt(chains, at);
}

function takeOut({ before, after }: Chain, at: number): void {
  const one = before[at] as number;
  const other = after[at] as number;
  if (one >= 0) after[one] = other;
  if (other >= 0) before[other] = one;
}

function leastOf(distances: Float64Array, gone: Uint8Array): number {
  let least = -1;
  for (let at = 0; at < distances.length; at++) {
    if (gone[at] === 1) continue;
    if (least < 0 || (distances[at] as number) < (distances[least] as number)) least = at;
  }
  return least;
}
