import type { KeptVector } from './kept-vector.ts';
import type { VectorKnobs } from './knobs.ts';

/**
 * A navigable small world graph (HNSW; Malkov and Yashunin 2016) of the vectors of one namespace. It only proposes
 * candidates, by vectors of int8: who asks compares them in full precision.
 */
export interface Graph {
  readonly size: number;
  /** Vectors that were removed and still hold a place in the graph. */
  readonly removed: number;
  add(kept: KeptVector, unit: Float32Array): void;
  /** Whether it was in the graph. */
  remove(kept: KeptVector): boolean;
  candidates(unit: Float32Array, limit: number): KeptVector[];
}

type GraphKnobs = Pick<VectorKnobs, 'hnsw_m' | 'hnsw_ef_construction' | 'hnsw_ef_search'>;

/** Opens graphs; the native library is loaded by the first. */
export type OpenGraph = () => Promise<Graph>;

export function graphOpener(dimensions: number, knobs: GraphKnobs): OpenGraph {
  return async () => {
    const { Index, MetricKind, ScalarKind } = await import('usearch');
    const index = new Index({
      dimensions,
      metric: MetricKind.Cos,
      quantization: ScalarKind.I8,
      connectivity: knobs.hnsw_m,
      expansion_add: knobs.hnsw_ef_construction,
      expansion_search: knobs.hnsw_ef_search,
      multi: false,
    });
    return graphOver(index);
  };
}

/** What is used of the library. */
interface NativeIndex {
  add(key: bigint, vector: Float32Array, threads: number): void;
  remove(key: bigint): unknown;
  search(vector: Float32Array, count: number, threads: number): { readonly keys: BigUint64Array };
}

function graphOver(index: NativeIndex): Graph {
  // A key is never used twice, so that nothing found can be taken for another.
  const byKey = new Map<bigint, KeptVector>();
  const keyOf = new Map<KeptVector, bigint>();
  let nextKey = 1n;
  let removed = 0;

  return {
    get size() {
      return byKey.size;
    },
    get removed() {
      return removed;
    },
    add(kept, unit) {
      const key = nextKey++;
      index.add(key, unit, 1);
      byKey.set(key, kept);
      keyOf.set(kept, key);
    },
    remove(kept) {
      const key = keyOf.get(kept);
      if (key === undefined) return false;
      keyOf.delete(kept);
      byKey.delete(key);
      index.remove(key);
      removed += 1;
      return true;
    },
    candidates(unit, limit) {
      if (byKey.size === 0) return [];
      const { keys } = index.search(unit, Math.min(limit, byKey.size), 1);
      return Array.from(keys, (key) => byKey.get(key)).filter((kept) => kept !== undefined);
    },
  };
}
