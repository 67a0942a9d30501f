import { AccordError } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import {
  openSqlite,
  openSqliteWriter,
  type SqliteDatabase,
  type SqliteWriter,
  type SqlWrite,
  type storageKnobs,
} from '@accord/storage';
import { vectorErrors } from './errors.ts';
import { createVectorIndex, type VectorIndexOptions } from './partitioned-index.ts';
import { unitVector } from './unit-vector.ts';
import { type VectorFormat, vectorCodecs } from './vector-codec.ts';
import type { VectorEntry, VectorIndex, VectorIndexStats, VectorRef } from './vector-index.ts';
import { readVectors, type StoredVector, vectorWrites } from './vector-table.ts';
import { createWriteQueue } from './write-queue.ts';

export interface DurableIndexOptions extends VectorIndexOptions {
  /** File of the database; other rooms may have tables in it. */
  readonly path: string;
  readonly storage: KnobValues<typeof storageKnobs>;
  /** Tells these vectors from those of others in the file, such as `semantic-cache`. */
  readonly collection: string;
  /** The model that makes the vectors, with its version. What another model made is dropped when the index is opened. */
  readonly model: string;
}

/** What was found in the file. All but `loaded` was dropped. */
export interface LoadReport {
  readonly loaded: number;
  readonly expired: number;
  /** Rows that are not what was written, by their checksum. */
  readonly damaged: number;
  /** Made by another model, in other dimensions or kept in another format. */
  readonly foreign: number;
  /** More than there is room for; the oldest went. */
  readonly evicted: number;
}

/**
 * An index whose vectors survive the process. A change takes effect at once, and is on disk when its promise resolves;
 * a promise that rejects leaves memory ahead of the disk, until the next change of the same name or the next start.
 */
export interface DurableVectorIndex extends Pick<VectorIndex, 'dimensions' | 'has' | 'search' | 'settled'> {
  readonly report: LoadReport;
  /** @throws VECTOR_UNUSABLE, VECTORS_FULL, VECTORS_BUSY before anything changed, VECTORS_NOT_WRITTEN after */
  add(entry: VectorEntry): Promise<readonly VectorRef[]>;
  /** @throws VECTORS_NOT_WRITTEN */
  remove(ref: VectorRef): Promise<boolean>;
  /** @throws VECTORS_NOT_WRITTEN */
  clear(namespace?: string): Promise<number>;
  stats(): VectorIndexStats;
  /** Writes what was asked for. */
  close(): Promise<void>;
}

/**
 * Opens the index and fills it from the file. Stands still meanwhile: some seconds for 100,000 vectors.
 *
 * @throws STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED, VECTORS_FULL
 */
export function openDurableIndex(options: DurableIndexOptions): DurableVectorIndex {
  const { collection, path, clock, dimensions } = options;
  const index = createVectorIndex(options);
  const codec = vectorCodecs[options.knobs.stored_as];
  const space = spaceOf(options.model, dimensions, options.knobs.stored_as);
  const database = openSqlite({ path, knobs: options.storage });
  const { report, dropped } = load(database, options, index, space);
  database.close();
  const writer: SqliteWriter = openSqliteWriter({ path, knobs: options.storage });
  const queue = createWriteQueue(writer, () => vectorWrites.removeExpired(clock.now()));
  // Should this fail, the rows are found and dropped again at the next start.
  if (dropped.length > 0) queue.write(dropped).catch(() => undefined);

  return {
    dimensions,
    report,
    async add(entry) {
      const unit = unitVector(entry.vector, dimensions);
      if (queue.isFull()) throw busy(queue.waiting());
      const bytes = codec.encode(unit ?? entry.vector);
      // What is searched is what will be read again: no similarity changes by a restart.
      const vector = codec.decode(bytes, dimensions) ?? entry.vector;
      const evicted = index.add({ ...entry, vector });
      const { namespace, id, expiresAt } = entry;
      await queue.write([
        ...evicted.map((ref) => vectorWrites.remove(collection, ref)),
        vectorWrites.put(collection, { namespace, id, space, expiresAt, bytes }),
      ]);
      return evicted;
    },
    async remove(ref) {
      const was = index.remove(ref);
      await queue.write([vectorWrites.remove(collection, ref)]);
      return was;
    },
    async clear(namespace) {
      const gone = index.clear(namespace);
      await queue.write([
        namespace === undefined
          ? vectorWrites.clear(collection)
          : vectorWrites.clearNamespace(collection, namespace),
      ]);
      return gone;
    },
    has: index.has,
    search: index.search,
    stats: index.stats,
    settled: index.settled,
    async close() {
      await queue.drain();
      await writer.close();
      index.close();
    },
  };
}

const spaceOf = (model: string, dimensions: number, format: VectorFormat): string =>
  `${model}/${dimensions}/${format}`;

function load(
  database: SqliteDatabase,
  { collection, clock, dimensions, knobs }: DurableIndexOptions,
  index: VectorIndex,
  space: string,
): { readonly report: LoadReport; readonly dropped: SqlWrite[] } {
  const report = { loaded: 0, expired: 0, damaged: 0, foreign: 0, evicted: 0 };
  const dropped: SqlWrite[] = [];
  const codec = vectorCodecs[knobs.stored_as];
  const now = clock.now();

  const take = (stored: StoredVector | undefined): keyof LoadReport => {
    if (stored === undefined) return 'damaged';
    if (stored.space !== space) return 'foreign';
    if (stored.expiresAt !== undefined && stored.expiresAt <= now) return 'expired';
    const vector = codec.decode(stored.bytes, dimensions);
    if (vector === undefined) return 'damaged';
    for (const evicted of index.add({ ...stored, vector })) {
      dropped.push(vectorWrites.remove(collection, evicted));
      report.evicted += 1;
      report.loaded -= 1;
    }
    return 'loaded';
  };
  for (const { sequence, stored } of readVectors(database, collection)) {
    const outcome = take(stored);
    report[outcome] += 1;
    if (outcome === 'damaged') dropped.push(vectorWrites.removeRow(sequence));
  }
  if (report.foreign > 0) dropped.push(vectorWrites.removeForeign(collection, space));
  // What has expired goes with the first transaction, as it always does.
  if (report.expired > 0) dropped.push(vectorWrites.removeExpired(now));
  return { report, dropped };
}

const busy = (waiting: number): AccordError =>
  new AccordError(vectorErrors.VECTORS_BUSY, {
    detail: `${waiting} changes of the vector index wait to be written; the vector was not added`,
    retryAfterSeconds: 1,
  });
