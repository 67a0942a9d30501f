import type { ExactRows, ScoredVector } from './exact-rows.ts';
import type { GraphBuilding } from './graph-building.ts';
import type { KeptVector } from './kept-vector.ts';

/** The vectors of one namespace: rows that are compared one by one, and beyond a size a graph over them. */
export interface Partition {
  readonly size: number;
  readonly waiting: number;
  /** Whether a search would go by the graph. */
  readonly byGraph: boolean;
  readonly kept: Iterable<KeptVector>;
  /** Whether there was room. */
  add(kept: KeptVector, unit: Float32Array): boolean;
  remove(kept: KeptVector): void;
  nearest(unit: Float32Array, limit: number): ScoredVector[];
  settled(): Promise<void>;
  close(): void;
}

export interface PartitionOptions {
  readonly rows: ExactRows;
  /** Beyond this many vectors a graph is built. */
  readonly exactEntries: number;
  /** How many candidates of the graph, or of the coarse scan, are compared in full precision. */
  readonly candidates: number;
  readonly build: (first: Iterable<KeptVector>) => GraphBuilding;
}

/** While no more than these wait for the graph, a search looks at the graph and at each of them. */
const MOST_WAITING = 512;

/**
 * The rows are the truth. A graph only proposes which rows to compare, so what it does not know yet is found by
 * comparing it, and what it lost is found by the scan until another is built.
 */
export function createPartition({ rows, exactEntries, candidates, build }: PartitionOptions): Partition {
  let building: GraphBuilding | undefined;

  const begin = (): void => {
    building?.stop();
    building = build(rows.kept);
  };
  const end = (): void => {
    building?.stop();
    building = undefined;
  };
  /** The graph, when together with what waits for it nothing is missed. */
  const usable = () =>
    building !== undefined && building.waiting.size <= MOST_WAITING ? building.graph() : undefined;

  return {
    get size() {
      return rows.size;
    },
    get waiting() {
      return building?.waiting.size ?? 0;
    },
    get byGraph() {
      return usable() !== undefined;
    },
    kept: rows.kept,
    add(kept, unit) {
      if (!rows.add(kept, unit)) return false;
      if (building !== undefined) building.add(kept);
      else if (rows.size > exactEntries) begin();
      return true;
    },
    remove(kept) {
      rows.remove(kept);
      if (building === undefined) return;
      building.remove(kept);
      // A graph in which more was removed than is left finds less; one that is much too small is not needed.
      if (rows.size <= exactEntries / 2) end();
      else if ((building.graph()?.removed ?? 0) > rows.size) begin();
    },
    nearest(unit, limit) {
      const wanted = Math.max(limit, candidates);
      const graph = usable();
      if (graph === undefined || building === undefined) return rows.nearest(unit, wanted);
      return rows.compare([...graph.candidates(unit, wanted), ...building.waiting], unit);
    },
    async settled() {
      await building?.settled();
    },
    close() {
      end();
      rows.clear();
    },
  };
}

/** Rows that are compared in full precision at most, for a search that asks for `limit`. */
export const mostCompared = (candidates: number, limit: number): number =>
  Math.max(candidates, limit) + MOST_WAITING;
