import type { RecalledRecord } from '../store.ts';

/** L1: decoded records of all tenants, within one bound; those go first that were not asked for the longest. */
export interface HotPool {
  /** What one tenant sees of it. */
  view(): HotRecords;
}

/** The decoded records of one tenant. */
export interface HotRecords {
  byId(id: string): RecalledRecord | undefined;
  /** The version that holds now. */
  byKey(className: string, key: string, now: number): RecalledRecord | undefined;
  /** Changes with whatever is dropped. What was read before a change, and comes after it, is not kept. */
  epoch(): number;
  keep(record: RecalledRecord, epoch: number): void;
  /** Notes that this version of its key holds until then. */
  keepLatest(record: RecalledRecord, until: number, epoch: number): void;
  dropKey(className: string, key: string): void;
  dropId(id: string): void;
  clear(): void;
  stats(): HotStats;
}

export interface HotStats {
  readonly records: number;
  readonly bytes: number;
  readonly hits: number;
  readonly misses: number;
}

interface Latest {
  readonly id: string;
  readonly until: number;
}

type Drop = (record: RecalledRecord) => void;

/** What a record costs besides its content, about. */
const OVERHEAD_BYTES = 300;
const bytesOf = (record: RecalledRecord): number => record.content.length + OVERHEAD_BYTES;
const nameOf = (className: string, key: string): string => `${className}\n${key}`;

export function hotPool(mostBytes: number): HotPool {
  // A map keeps the order in which entries came; one that is asked for is put in anew.
  const order = new Map<RecalledRecord, Drop>();
  let bytes = 0;
  const pool = {
    touch(record: RecalledRecord, drop: Drop): void {
      order.delete(record);
      order.set(record, drop);
    },
    add(record: RecalledRecord, drop: Drop): void {
      order.set(record, drop);
      bytes += bytesOf(record);
      for (const [oldest, goes] of order) {
        if (bytes <= mostBytes) break;
        goes(oldest);
      }
    },
    remove(record: RecalledRecord): void {
      if (order.delete(record)) bytes -= bytesOf(record);
    },
  };
  return { view: () => hotRecords(pool) };
}

interface SharedOrder {
  touch(record: RecalledRecord, drop: Drop): void;
  add(record: RecalledRecord, drop: Drop): void;
  remove(record: RecalledRecord): void;
}

function hotRecords(pool: SharedOrder): HotRecords {
  const records = new Map<string, RecalledRecord>();
  const latest = new Map<string, Latest>();
  let bytes = 0;
  let hits = 0;
  let misses = 0;
  let changes = 0;

  const drop = (record: RecalledRecord): void => {
    pool.remove(record);
    records.delete(record.id);
    bytes -= bytesOf(record);
    if (record.key === undefined) return;
    const name = nameOf(record.class, record.key);
    if (latest.get(name)?.id === record.id) latest.delete(name);
  };
  const used = (record: RecalledRecord | undefined): RecalledRecord | undefined => {
    if (record === undefined) {
      misses += 1;
      return undefined;
    }
    hits += 1;
    pool.touch(record, drop);
    return record;
  };
  const dropId = (id: string): void => {
    const record = records.get(id);
    if (record !== undefined) drop(record);
  };

  return {
    byId: (id) => used(records.get(id)),
    byKey(className, key, now) {
      const found = latest.get(nameOf(className, key));
      return used(found === undefined || found.until <= now ? undefined : records.get(found.id));
    },
    epoch: () => changes,
    keep(record, epoch) {
      if (epoch !== changes) return;
      dropId(record.id);
      records.set(record.id, record);
      bytes += bytesOf(record);
      pool.add(record, drop);
    },
    keepLatest({ id, class: className, key }, until, epoch) {
      if (epoch === changes && key !== undefined && records.has(id))
        latest.set(nameOf(className, key), { id, until });
    },
    dropKey(className, key) {
      changes += 1;
      latest.delete(nameOf(className, key));
    },
    dropId(id) {
      changes += 1;
      dropId(id);
    },
    clear() {
      changes += 1;
      for (const record of records.values()) drop(record);
    },
    stats: () => ({ records: records.size, bytes, hits, misses }),
  };
}
