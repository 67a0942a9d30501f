import type { CacheKey } from './key.ts';
import { flatKey } from './selector.ts';

/** What is likely to be asked next. */
export interface Expected {
  readonly key: CacheKey;
  readonly request: string;
}

/** Learns what follows what, one step back, from the order of the requests of each session. */
export interface Followers {
  /** Takes note of a request and says what usually follows it, the most likely first. */
  note(asked: {
    readonly key: CacheKey;
    /** Of the tenant; requests without one are taken as one sequence of the tenant. */
    readonly session: string | undefined;
    readonly request: () => string;
  }): readonly Expected[];
}

export interface FollowersOptions {
  readonly tracked: number;
  readonly minSupport: number;
  readonly minConfidence: number;
}

interface Known {
  readonly key: CacheKey;
  readonly request: string;
  /** How often it was followed by anything. */
  followed: number;
  readonly next: Map<string, number>;
}

/** What may follow one request; beyond it the least seen gives way. */
const MOST_NEXT = 8;

/**
 * A Markov chain of first order for each tenant; nothing is learned across tenants. Both what is known of requests and
 * where sessions stand are bounded, the least recently used given up first.
 */
export function createFollowers({ tracked, minSupport, minConfidence }: FollowersOptions): Followers {
  const known = new Map<string, Known>();
  const last = new Map<string, string>();

  const learn = (before: Known, flat: string): void => {
    before.followed += 1;
    const seen = before.next.get(flat);
    if (seen === undefined && before.next.size >= MOST_NEXT) before.next.delete(leastOf(before.next));
    before.next.set(flat, (seen ?? 0) + 1);
  };
  const expected = ({ next, followed }: Known): readonly Expected[] =>
    [...next]
      .filter(([, count]) => count >= minSupport && count / followed >= minConfidence)
      .sort(([, one], [, other]) => other - one)
      .flatMap(([flat]) => known.get(flat) ?? []);

  return {
    note({ key, session, request }) {
      const flat = flatKey(key);
      const sequence = flatKey({ tenant: key.tenant, name: session === undefined ? '' : `s${session}` });
      const before = last.get(sequence);
      const knownBefore = before === undefined || before === flat ? undefined : known.get(before);
      if (knownBefore !== undefined) learn(knownBefore, flat);
      const now = known.get(flat) ?? { key, request: request(), followed: 0, next: new Map() };
      renew(known, flat, now, tracked);
      renew(last, sequence, flat, tracked);
      return expected(now);
    },
  };
}

function renew<Value>(map: Map<string, Value>, name: string, value: Value, most: number): void {
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

function leastOf(counts: ReadonlyMap<string, number>): string {
  let least = '';
  let count = Number.POSITIVE_INFINITY;
  for (const [name, seen] of counts) {
    if (seen < count) {
      least = name;
      count = seen;
    }
  }
  return least;
}
