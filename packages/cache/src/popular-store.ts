import type { CacheKey } from './key.ts';
import type { MaybePromise } from './level.ts';

/** A request that is asked often, with what it takes to ask it again. */
export interface PopularRequest {
  readonly key: CacheKey;
  /** As JSON, as whoever runs it understands it. */
  readonly request: string;
  readonly count: number;
}

/** Popular requests beyond the life of a process; counts fade, by half in each half-life. */
export interface PopularStore {
  /** Adds to the counts, then keeps only the most popular. @throws CACHE_LEVEL_UNAVAILABLE */
  add(added: {
    readonly requests: readonly PopularRequest[];
    readonly now: number;
    readonly halfLifeMs: number;
    readonly most: number;
  }): MaybePromise<void>;
  /** The most popular first. @throws CACHE_LEVEL_UNAVAILABLE */
  top(asked: {
    readonly now: number;
    readonly halfLifeMs: number;
    readonly most: number;
  }): MaybePromise<readonly PopularRequest[]>;
}
