import type { RecalledRecord } from '../store.ts';

/** L1: decoded records of one tenant, those let go first that were not asked for the longest. */
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
  stats(): {
    readonly records: number;
    readonly bytes: number;
    readonly hits: number;
    readonly misses: number;
  };
}

interface Latest {
  readonly id: string;
  readonly until: number;
}

/** What a record costs besides its content, about. */
const OVERHEAD_BYTES = 300;
const bytesOf = (record: RecalledRecord): number => record.content.length + OVERHEAD_BYTES;
const nameOf = (className: string, key: string): string => `${className}\n${key}`;

export function hotRecords(mostBytes: number): HotRecords {
  // Maps keep the order in which entries came; one that is asked for is put in anew.
  const records = new Map<string, RecalledRecord>();
  const latest = new Map<string, Latest>();
  let bytes = 0;
  let hits = 0;
  let misses = 0;
  let changes = 0;

  const drop = (record: RecalledRecord): void => {
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
    records.delete(record.id);
    records.set(record.id, record);
    return record;
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
      const before = records.get(record.id);
      if (before !== undefined) drop(before);
      records.set(record.id, record);
      bytes += bytesOf(record);
      for (const oldest of records.values()) {
        if (bytes <= mostBytes) break;
        drop(oldest);
      }
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
      const record = records.get(id);
      if (record !== undefined) drop(record);
    },
    clear() {
      changes += 1;
      records.clear();
      latest.clear();
      bytes = 0;
    },
    stats: () => ({ records: records.size, bytes, hits, misses }),
  };
}
