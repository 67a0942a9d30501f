import { AccordError, type Clock } from '@accord/kernel';
import { vectorErrors } from './errors.ts';
import { createExactRows, type ScoredVector } from './exact-rows.ts';
import { createExpiryQueue } from './expiry-queue.ts';
import { graphOpener } from './graph.ts';
import { buildGraph } from './graph-building.ts';
import type { KeptVector } from './kept-vector.ts';
import type { VectorKnobs } from './knobs.ts';
import { createPartition, mostCompared, type Partition } from './partition.ts';
import { createRowArena } from './row-arena.ts';
import { unitVector, unusable } from './unit-vector.ts';
import type { VectorEntry, VectorIndex, VectorMatch, VectorQuery, VectorRef } from './vector-index.ts';

export interface VectorIndexOptions {
  /** Of every vector; 1 … 8192. */
  readonly dimensions: number;
  readonly knobs: VectorKnobs;
  readonly clock: Clock;
  /** What is done with a new vector when there is no room: refuse it, or let the oldest vectors go. */
  readonly whenFull: 'refuse' | 'evict-oldest';
  /** Told when a graph could not be built; every vector is compared then. */
  readonly onGraphFailure: (error: unknown) => void;
}

/** A search asks for no more than this. */
const MOST_MATCHES = 1000;
const MOST_DIMENSIONS = 8192;

/** An index in the memory of this process. Each namespace is searched exactly until it is large, then by a graph. */
export function createVectorIndex(options: VectorIndexOptions): VectorIndex {
  const { dimensions, knobs, clock } = options;
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw new TypeError(`an index of ${dimensions} dimensions cannot be made`);
  }
  const arena = createRowArena({
    dimensions,
    capacity: knobs.max_entries,
    mostCandidates: mostCompared(knobs.rescored, MOST_MATCHES),
  });
  const owners: (KeptVector | undefined)[] = [];
  const openGraph = graphOpener(dimensions, knobs);
  const partitions = new Map<string, Partition>();
  const names = createNames();
  const expiry = createExpiryQueue<KeptVector>(names.holds, () => names.size);

  const newPartition = (): Partition =>
    createPartition({
      rows: createExactRows(arena, owners),
      exactEntries: knobs.exact_entries,
      candidates: knobs.rescored,
      build: (first) =>
        buildGraph(
          {
            open: openGraph,
            clock,
            share: knobs.hnsw_build_share,
            vectorOf: ({ row }) => arena.vectorAt(row),
            onFailure: options.onGraphFailure,
          },
          first,
        ),
    });
  const drop = (kept: KeptVector): void => {
    names.delete(kept);
    const partition = partitions.get(kept.namespace);
    partition?.remove(kept);
    if (partition?.size !== 0) return;
    partition.close();
    partitions.delete(kept.namespace);
  };
  const dropExpired = (): void => {
    for (const kept of expiry.due(clock.now())) drop(kept);
  };
  const partitionOf = (namespace: string): Partition => {
    const known = partitions.get(namespace);
    if (known !== undefined) return known;
    const made = newPartition();
    partitions.set(namespace, made);
    return made;
  };
  const place = (kept: KeptVector, unit: Float32Array): boolean => {
    if (names.size >= knobs.max_entries) return false;
    const partition = partitionOf(kept.namespace);
    const placed = partition.add(kept, unit);
    if (!placed && partition.size === 0) partitions.delete(kept.namespace);
    return placed;
  };
  const makeRoom = (): VectorRef => {
    const oldest = options.whenFull === 'evict-oldest' ? names.oldest() : undefined;
    if (oldest === undefined) throw full(names.size, knobs.max_entries);
    drop(oldest);
    return { namespace: oldest.namespace, id: oldest.id };
  };

  return {
    dimensions,
    add(entry) {
      const unit = unitVector(entry.vector, dimensions);
      if (unit === undefined) throw unusable('all its numbers are zero');
      dropExpired();
      const before = names.get(entry);
      if (before !== undefined) drop(before);
      if (entry.expiresAt !== undefined && entry.expiresAt <= clock.now()) return [];
      const kept = keptOf(entry);
      const evicted: VectorRef[] = [];
      while (!place(kept, unit)) evicted.push(makeRoom());
      names.set(kept);
      if (kept.expiresAt !== undefined) expiry.push(kept.expiresAt, kept);
      return evicted;
    },
    has(ref) {
      dropExpired();
      return names.get(ref) !== undefined;
    },
    remove(ref) {
      dropExpired();
      const kept = names.get(ref);
      if (kept === undefined) return false;
      drop(kept);
      return true;
    },
    clear(namespace) {
      dropExpired();
      const gone = namespace === undefined ? [...names.all()] : [...(partitions.get(namespace)?.kept ?? [])];
      for (const kept of gone) drop(kept);
      return gone.length;
    },
    search(query) {
      const unit = unitVector(query.vector, dimensions);
      dropExpired();
      const partition = partitions.get(query.namespace);
      if (unit === undefined || partition === undefined || query.limit < 1) return [];
      const limit = Math.min(Math.floor(query.limit), MOST_MATCHES);
      return matchesOf(partition.nearest(unit, limit), limit, query);
    },
    stats() {
      dropExpired();
      const each = [...partitions.values()];
      return {
        entries: names.size,
        namespaces: partitions.size,
        bytes: arena.bytes(),
        graphs: each.filter(({ byGraph }) => byGraph).length,
        waiting: each.reduce((sum, { waiting }) => sum + waiting, 0),
      };
    },
    async settled() {
      await Promise.all(Array.from(partitions.values(), async (partition) => partition.settled()));
    },
    close() {
      for (const partition of partitions.values()) partition.close();
      partitions.clear();
      names.clear();
    },
  };
}

const keptOf = ({ namespace, id, expiresAt }: VectorEntry): KeptVector => ({
  namespace,
  id,
  expiresAt,
  row: -1,
});

function matchesOf(found: readonly ScoredVector[], limit: number, { atLeast }: VectorQuery): VectorMatch[] {
  return found
    .map(({ kept, similarity }) => ({ id: kept.id, similarity }))
    .filter(({ similarity }) => atLeast === undefined || similarity >= atLeast)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
}

const full = (entries: number, most: number): AccordError =>
  new AccordError(vectorErrors.VECTORS_FULL, {
    detail: `The vector index holds ${entries} entries and has room for at most ${most}, each namespace in blocks`,
  });

/** What the index holds, by name and in the order in which it came. */
function createNames() {
  const byName = new Map<string, KeptVector>();
  const nameOf = ({ namespace, id }: VectorRef): string => `${namespace.length}:${namespace}${id}`;
  return {
    get size() {
      return byName.size;
    },
    get: (ref: VectorRef) => byName.get(nameOf(ref)),
    holds: (kept: KeptVector) => byName.get(nameOf(kept)) === kept,
    set: (kept: KeptVector) => void byName.set(nameOf(kept), kept),
    delete: (kept: KeptVector) => void byName.delete(nameOf(kept)),
    oldest: () => byName.values().next().value,
    all: () => byName.values(),
    clear: () => byName.clear(),
  };
}
