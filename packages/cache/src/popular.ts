import { flatKey } from './selector.ts';
import type { CacheKey } from './key.ts';
import type { PopularRequest } from './popular-store.ts';

/** Finds the requests that are asked most, in bounded memory. */
export interface HeavyHitters {
  note(key: CacheKey, request: () => string): void;
  /** What was asked more than once, with what was counted since it was last taken, the most first. */
  take(most: number): readonly PopularRequest[];
}

interface Counter {
  readonly key: CacheKey;
  readonly request: string;
  count: number;
  /** Of the count: what another request had counted in this place before, then also what was taken. */
  known: number;
  asked: number;
}

/**
 * Space-Saving (Metwally, Agrawal, El Abbadi 2005): a request that is not followed takes the place of the one with the
 * least count and goes on from there. What makes up more than one in `tracked` of the requests is always followed.
 * Counters stand in buckets of equal counts, so that each step takes the same time however many are followed.
 */
export function heavyHitters(tracked: number): HeavyHitters {
  const counters = new Map<string, Counter>();
  const buckets = new Map<number, Set<string>>();
  let least = 1;

  const enter = (flat: string, count: number): void => {
    const bucket = buckets.get(count);
    if (bucket === undefined) buckets.set(count, new Set([flat]));
    else bucket.add(flat);
  };
  const leave = (flat: string, count: number): void => {
    const bucket = buckets.get(count);
    bucket?.delete(flat);
    if (bucket?.size !== 0) return;
    buckets.delete(count);
    // Counts rise by one, so the next bucket above the least is where its last counter has gone.
    if (count === least) least += 1;
  };
  const replaceLeast = (): number => {
    while (!buckets.has(least)) least += 1;
    const [flat] = buckets.get(least) ?? [];
    if (flat === undefined) return 0;
    const count = least;
    counters.delete(flat);
    leave(flat, count);
    return count;
  };

  return {
    note(key, request) {
      const flat = flatKey(key);
      const counter = counters.get(flat);
      if (counter !== undefined) {
        enter(flat, counter.count + 1);
        leave(flat, counter.count);
        counter.count += 1;
        counter.asked += 1;
        return;
      }
      const inherited = counters.size < tracked ? 0 : replaceLeast();
      counters.set(flat, { key, request: request(), count: inherited + 1, known: inherited, asked: 1 });
      enter(flat, inherited + 1);
      least = Math.min(least, inherited + 1);
    },
    take(most) {
      // What was asked once is not popular, and need not be remembered.
      const asked = [...counters.values()].filter(
        (counter) => counter.asked > 1 && counter.count > counter.known,
      );
      asked.sort((one, other) => other.asked - one.asked);
      return asked.slice(0, most).map((counter) => {
        const { key, request, count, known } = counter;
        counter.known = count;
        return { key, request, count: count - known };
      });
    },
  };
}
