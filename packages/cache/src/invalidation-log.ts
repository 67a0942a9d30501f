import type { CacheKey } from './key.ts';
import type { Selector } from './level.ts';
import { matcherOf } from './selector.ts';

/** The last invalidations, so that what began before one of them is not kept after it. */
export interface InvalidationLog {
  /** Counts the invalidations so far. */
  readonly epoch: number;
  add(selector: Selector): void;
  /** Whether something named the key since the epoch; also when that is no longer known. */
  reachedSince(epoch: number, key: CacheKey, tags: readonly string[]): boolean;
}

const REMEMBERED = 1024;

export function createInvalidationLog(): InvalidationLog {
  let epoch = 0;
  const matchers: ReturnType<typeof matcherOf>[] = [];

  return {
    get epoch() {
      return epoch;
    },
    add(selector) {
      matchers[epoch % REMEMBERED] = matcherOf(selector);
      epoch += 1;
    },
    reachedSince(since, key, tags) {
      if (epoch - since > REMEMBERED) return true;
      for (let at = since; at < epoch; at++) {
        if (matchers[at % REMEMBERED]?.(key, tags) === true) return true;
      }
      return false;
    },
  };
}
