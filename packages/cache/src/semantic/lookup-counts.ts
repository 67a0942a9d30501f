import type { Clock } from '@accord/kernel';
import type { Proof } from './proof.ts';
import type { Scope, SemanticStore } from './store.ts';

/** Gathers what lookups found, and writes it down now and then. */
export interface LookupCounts {
  add(scope: Scope, similarity: number | undefined, hit: boolean): void;
  flush(): void;
  close(): void;
}

export interface LookupCountsOptions {
  readonly store: SemanticStore;
  readonly proof: Pick<Proof, 'lookedUp'>;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

const FLUSH_MS = 1000;
/** Lookups that wait at most. */
const MOST_WAITING = 64;
const BUCKETS = 100;

interface Waiting {
  readonly scope: Scope;
  lookups: number;
  hits: number;
  readonly similarities: Record<number, number>;
}

export function createLookupCounts({ store, proof, clock, onFailure }: LookupCountsOptions): LookupCounts {
  const waiting = new Map<string, Waiting>();
  let total = 0;
  let stopTimer: (() => void) | undefined;

  const flush = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    total = 0;
    const all = [...waiting.values()];
    waiting.clear();
    try {
      for (const { scope, lookups, hits, similarities } of all) {
        proof.lookedUp(scope, lookups, hits);
        store.countSimilarities(scope, similarities);
      }
    } catch (error) {
      onFailure(error);
    }
  };

  return {
    add(scope, similarity, hit) {
      const key = JSON.stringify(scope);
      let counts = waiting.get(key);
      if (counts === undefined) waiting.set(key, (counts = { scope, lookups: 0, hits: 0, similarities: {} }));
      counts.lookups += 1;
      if (hit) counts.hits += 1;
      const bucket = Math.round(Math.min(1, Math.max(0, similarity ?? 0)) * BUCKETS);
      counts.similarities[bucket] = (counts.similarities[bucket] ?? 0) + 1;
      total += 1;
      if (total >= MOST_WAITING) flush();
      else stopTimer ??= clock.after(FLUSH_MS, flush, { background: true });
    },
    flush,
    close: flush,
  };
}
