import { type PassedLevel, SharedJson, type Unanswered } from './answer.ts';
import type { CacheEntry } from './entry.ts';
import type { GuardedLevel } from './guarded-level.ts';
import type { CacheKey } from './key.ts';
import type { MaybePromise } from './level.ts';

/** What the levels below the memory had. */
export type Lookup =
  | {
      readonly kind: 'found';
      readonly level: GuardedLevel;
      readonly entry: CacheEntry;
      readonly json: SharedJson;
      readonly freshness: 'fresh' | 'stale';
      readonly passed: readonly PassedLevel[];
      /** Levels above it that have no such entry and could take it. */
      readonly without: readonly GuardedLevel[];
    }
  | { readonly kind: 'missed'; readonly passed: readonly PassedLevel[] };

export type Found = Extract<Lookup, { kind: 'found' }>;

export interface Ladder {
  readonly levels: readonly GuardedLevel[];
  /**
   * Asks each level in turn until one has a fresh entry. One that is stale is kept in mind: a level further down may
   * have what another process has renewed.
   */
  lookup(key: CacheKey, now: number, passed: readonly PassedLevel[]): MaybePromise<Lookup>;
}

export function createLadder(levels: readonly GuardedLevel[]): Ladder {
  const step = (
    key: CacheKey,
    now: number,
    at: number,
    passed: readonly PassedLevel[],
    without: readonly GuardedLevel[],
    stale: Found | undefined,
  ): MaybePromise<Lookup> => {
    const level = levels[at];
    if (level === undefined) return stale ?? { kind: 'missed', passed };
    const weigh = (answer: CacheEntry | Unanswered): MaybePromise<Lookup> => {
      if (typeof answer === 'string') {
        const lacking = answer === 'missed' ? [...without, level] : without;
        return step(key, now, at + 1, [...passed, { level: level.name, why: answer }], lacking, stale);
      }
      const freshness = answer.freshUntil > now ? 'fresh' : 'stale';
      const json = new SharedJson(answer.text);
      const found: Found = { kind: 'found', level, entry: answer, json, freshness, passed, without };
      if (freshness === 'fresh') return found;
      // Its stale entry is replaced by a fresh one from below.
      const better = stale === undefined || answer.freshUntil > stale.entry.freshUntil ? found : stale;
      return step(key, now, at + 1, passed, [...without, level], better);
    };
    const answer = level.get(key);
    return answer instanceof Promise ? answer.then(weigh) : weigh(answer);
  };

  return { levels, lookup: (key, now, passed) => step(key, now, 0, passed, [], undefined) };
}
