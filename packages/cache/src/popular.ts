import { flatKey } from './selector.ts';
import type { CacheKey } from './key.ts';
import type { PopularRequest } from './popular-store.ts';

/** Finds the requests that are asked most, in bounded memory. */
export interface HeavyHitters {
  note(key: CacheKey, request: () => string): void;
  /** What was counted since it was last taken, the most first; counts start over. */
  take(most: number): readonly PopularRequest[];
}

interface Counter {
  readonly key: CacheKey;
  readonly request: string;
  count: number;
  /** What another request had counted in this place before. */
  readonly error: number;
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
        return;
      }
      const error = counters.size < tracked ? 0 : replaceLeast();
      counters.set(flat, { key, request: request(), count: error + 1, error });
      enter(flat, error + 1);
      least = Math.min(least, error + 1);
    },
    take(most) {
      const taken = [...counters.values()]
        .map(({ key, request, count, error }) => ({ key, request, count: count - error }))
        // What was asked once is not popular, and need not be remembered.
        .filter(({ count }) => count > 1)
        .sort((one, other) => other.count - one.count)
        .slice(0, most);
      counters.clear();
      buckets.clear();
      least = 1;
      return taken;
    },
  };
}
