import { crowdingOf, leastCrowded } from '../fronts/crowding.ts';
import { sortIntoFronts } from '../fronts/sort.ts';
import type { Population } from '../population.ts';
import type { Strategy } from './strategy.ts';

/** NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002): fronts first, within a front whoever has more room around. */
export const nsga2: Strategy = {
  name: 'nsga2',
  preferring(parents) {
    const rank = new Int32Array(parents.size);
    const crowding = new Float64Array(parents.size);
    for (const [place, front] of sortIntoFronts(parents).entries()) {
      const distances = crowdingOf(parents, front);
      for (const [at, index] of front.entries()) {
        rank[index] = place;
        crowding[index] = distances[at] as number;
      }
    }
    return (one, other) => {
      const byRank = (rank[one] as number) - (rank[other] as number);
      return byRank === 0 ? (crowding[one] as number) > (crowding[other] as number) : byRank < 0;
    };
  },
  survivors: (pool, size) => filled(pool, size, (front, room) => leastCrowded(pool, front, room)),
};

/** Whole fronts while they fit, and of the first that does not, what is chosen. */
export function filled(
  pool: Population,
  size: number,
  choose: (front: readonly number[], room: number, before: readonly number[]) => readonly number[],
): readonly number[] {
  const survivors: number[] = [];
  for (const front of sortIntoFronts(pool, size)) {
    const room = size - survivors.length;
    survivors.push(...(front.length <= room ? front : choose(front, room, survivors)));
    if (survivors.length === size) break;
  }
  return survivors;
}
