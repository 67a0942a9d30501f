import type { Clock } from '@accord/kernel';
import type { PassedLevel } from './answer.ts';
import type { Flight, FlightTable } from './flight-table.ts';
import type { CacheKey } from './key.ts';
import type { Found, Ladder, Lookup } from './ladder.ts';
import type { MaybePromise } from './level.ts';
import type { CachePolicy } from './policy.ts';
import type { Storing } from './storing.ts';
import type { Tally } from './tally.ts';

export const MEMORY_MISSED: readonly PassedLevel[] = Object.freeze([
  Object.freeze({ level: 'memory', why: 'missed' } as const),
]);

/** Looks keys up in the levels below the memory, and promotes what it finds. */
export interface Looking {
  /** Together with others who look the same up, where that takes time. */
  lookUp(key: CacheKey, signal: CachePolicy['signal'], now: number): MaybePromise<Lookup>;
  /** For a flight of its own: what another process has renewed meanwhile. */
  renewed(flight: Flight<unknown>): Promise<Found | readonly PassedLevel[]>;
}

export interface LookingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  readonly ladder: Ladder;
  readonly storing: Storing;
  readonly lookups: FlightTable<Lookup>;
}

export function createLooking({ clock, tally, ladder, storing, lookups }: LookingOptions): Looking {
  const take = (key: CacheKey, found: Found, flight: Flight<unknown> | undefined): void => {
    tally.levels[found.level.name][found.freshness === 'fresh' ? 'hits' : 'stale'] += 1;
    if (flight?.overtaken(found.entry.tags) !== true) storing.promote(key, found, clock.now());
  };
  const joined = async (flight: Flight<Lookup>, signal: CachePolicy['signal']): Promise<Lookup> => {
    const lookup = await flight.join(signal);
    if (lookup.kind === 'found') tally.cache.joined += 1;
    return lookup;
  };

  return {
    lookUp(key, signal, now) {
      const underWay = lookups.find(key);
      if (underWay !== undefined) return joined(underWay, signal);
      const lookup = ladder.lookup(key, now, MEMORY_MISSED);
      if (!(lookup instanceof Promise)) {
        if (lookup.kind === 'found') take(key, lookup, undefined);
        return lookup;
      }
      const flight = lookups.begin(key, [], async (flight) => {
        const found = await lookup;
        if (found.kind === 'found') take(key, found, flight);
        return found;
      });
      return flight.join(signal);
    },
    async renewed(flight) {
      const found = await ladder.lookup(flight.key, clock.now(), MEMORY_MISSED);
      if (found.kind === 'missed' || found.freshness === 'stale') return found.passed;
      take(flight.key, found, flight);
      return found;
    },
  };
}
