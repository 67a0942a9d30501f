import type { Clock } from '@accord/kernel';
import { createVectorIndex, type VectorIndex, type VectorKnobs } from '@accord/vectors';
import { detailOf, eventOf, LAST_EVENT, LEDGER_START, type LedgerPosition } from './ledger/event.ts';
import { type RecordRow, recordRowOf } from './records/record-row.ts';
import { vectorOf } from './records/sealed-record.ts';
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
/** An event of many records has many proofs. */
const EVENTS_AT_ONCE = 50;
const WITH_VECTORS = `SELECT * FROM memory_records WHERE tenant = ? AND seq > ? AND seq <= ? AND vector_format > 0
  ORDER BY seq LIMIT ${AT_ONCE}`;
const CHANGES = `SELECT * FROM memory_events WHERE tenant = ? AND seq > ? AND kind IN ('stored', 'forgotten')
  ORDER BY seq LIMIT ${EVENTS_AT_ONCE}`;

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
  let seen: Pick<LedgerPosition, 'seq' | 'records'> | undefined;
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
  /** Adds the records up to `last`, so far as they are still there. */
  const addUpTo = async (from: number, last: number): Promise<void> => {
    for (let after = from; ; ) {
      const cells = [parts.tenantId, BigInt(after), BigInt(last)];
      const rows = (await parts.sql.all(WITH_VECTORS, cells)).map(recordRowOf);
      for (const row of rows) add(row);
      const end = rows.at(-1);
      if (end === undefined) return;
      after = end.seq;
    }
  };
  const load = async (): Promise<Pick<LedgerPosition, 'seq' | 'records'>> => {
    const [last] = (await parts.sql.all(LAST_EVENT, [parts.tenantId])).map(eventOf);
    if (last === undefined) return LEDGER_START;
    await addUpTo(0, last.records);
    return last;
  };
  const follow = async (): Promise<void> => {
    let at = seen ?? (await load());
    for (;;) {
      const events = (await parts.sql.all(CHANGES, [parts.tenantId, BigInt(at.seq)])).map(eventOf);
      const last = events.at(-1);
      await addUpTo(at.records, last?.records ?? at.records);
      for (const event of events) {
        if (event.kind !== 'forgotten') continue;
        const { records } = detailOf(event);
        if (Array.isArray(records)) for (const id of records) remove(String(id));
      }
      at = last ?? at;
      seen = { seq: at.seq, records: at.records };
      if (events.length < EVENTS_AT_ONCE) return;
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
