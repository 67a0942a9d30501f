import type { Clock } from '@accord/kernel';
import { createVectorIndex, type VectorIndex, type VectorKnobs } from '@accord/vectors';
import { eventOf } from './ledger/event.ts';
import { recordsAt } from './records/reading.ts';
import { type RecordRow, recordRowOf } from './records/record-row.ts';
import { vectorOf } from './records/sealed-record.ts';
import { numberIn } from './tables/cells.ts';
import type { TenantParts } from './tenant-parts.ts';

/** The embeddings of one tenant, in single precision in memory; they follow the ledger. */
export interface SearchIndex {
  /** The nearest of a class, the most similar first. */
  nearest(vector: Float32Array, className: string, limit: number): Promise<readonly Near[]>;
  close(): void;
}

export interface Near {
  readonly id: string;
  readonly similarity: number;
}

const AT_ONCE = 1000;
const WITH_VECTORS = `SELECT * FROM memory_records WHERE tenant = ? AND seq > ? AND vector_format > 0
  ORDER BY seq LIMIT ${AT_ONCE}`;
const CHANGES = `SELECT * FROM memory_events WHERE tenant = ? AND seq > ? AND kind IN ('stored', 'forgotten')
  ORDER BY seq LIMIT ${AT_ONCE}`;
const LAST = 'SELECT seq FROM memory_events WHERE tenant = ? ORDER BY seq DESC LIMIT 1';

export interface SearchIndexOptions {
  /** Of each index; there is one for each length of embeddings. */
  readonly knobs: VectorKnobs;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
}

export function searchIndex(parts: TenantParts, options: SearchIndexOptions): SearchIndex {
  const { knobs, clock, onFailure } = options;
  const byDimensions = new Map<number, VectorIndex>();
  const classOf = new Map<string, readonly [className: string, dimensions: number]>();
  let seen: number | undefined;
  let following: Promise<void> = Promise.resolve();

  const indexOf = (dimensions: number): VectorIndex => {
    const known = byDimensions.get(dimensions);
    if (known !== undefined) return known;
    const made = createVectorIndex({
      dimensions,
      knobs,
      clock,
      whenFull: 'refuse',
      onGraphFailure: onFailure,
    });
    byDimensions.set(dimensions, made);
    return made;
  };
  const add = (row: RecordRow): void => {
    const vector = vectorOf(parts.keys(), row);
    if (vector === undefined) return;
    const id = String(row.seq);
    indexOf(vector.length).add({ namespace: row.class, id, vector });
    classOf.set(id, [row.class, vector.length]);
  };
  const remove = (id: string): void => {
    const known = classOf.get(id);
    if (known === undefined) return;
    indexOf(known[1]).remove({ namespace: known[0], id });
    classOf.delete(id);
  };
  const load = async (): Promise<number> => {
    const [last] = await parts.sql.all(LAST, [parts.tenant]);
    for (let after = 0; ; ) {
      const rows = (await parts.sql.all(WITH_VECTORS, [parts.tenant, BigInt(after)])).map(recordRowOf);
      for (const row of rows) add(row);
      const end = rows.at(-1);
      if (end === undefined) return last === undefined ? 0 : numberIn(last, 'seq');
      after = end.seq;
    }
  };
  const follow = async (): Promise<void> => {
    let at = seen ?? (await load());
    for (;;) {
      const events = (await parts.sql.all(CHANGES, [parts.tenant, BigInt(at)])).map(eventOf);
      const stored = events.filter(({ kind }) => kind === 'stored').map(({ seq }) => BigInt(seq));
      // Records that were forgotten since are not there; those that are not in this page yet will be.
      for (const row of await recordsAt(parts, stored)) add(row);
      for (const { kind, detail } of events) {
        if (kind !== 'forgotten') continue;
        for (const id of (JSON.parse(detail) as { readonly records: readonly string[] }).records) remove(id);
      }
      at = events.at(-1)?.seq ?? at;
      seen = at;
      if (events.length < AT_ONCE) return;
    }
  };

  return {
    async nearest(vector, className, limit) {
      following = following.then(follow, follow);
      await following;
      const index = byDimensions.get(vector.length);
      return index?.search({ namespace: className, vector, limit }) ?? [];
    },
    close() {
      for (const index of byDimensions.values()) index.close();
    },
  };
}
