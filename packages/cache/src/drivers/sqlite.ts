import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { sqliteCacheKnobs } from '../driver-knobs.ts';
import type { CacheEntry } from '../entry.ts';
import type { FrameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import type { CacheLevel, Selector } from '../level.ts';
import type { Position, PositionStore } from '../log-position.ts';
import { namePattern } from '../pattern.ts';
import { isUnavailable, unavailable } from '../unavailable.ts';
import { type Connection, connect } from './sqlite/connection.ts';
import { describeFault, faultOf } from './sqlite/fault.ts';
import type { Tables } from './sqlite/tables.ts';
import { type WriteQueue, writeQueue } from './sqlite/write-queue.ts';

export interface SqliteCacheOptions {
  /** File of its own: it is thrown away when it is damaged. Its successors are named after it. */
  readonly path: string;
  readonly knobs: KnobValues<typeof sqliteCacheKnobs>;
  readonly codec: FrameCodec;
  readonly clock: Clock;
  /** Told of each entry that could not be read back whole. */
  onCorrupt(key: CacheKey): void;
}

export interface SqliteCache extends CacheLevel {
  /** Kept in the same file as the entries, so that both are lost together. */
  readonly position: PositionStore;
}

const REMOVED_AT_ONCE = 500;
const PAGE = 1000;
/** Reads that are not yet written down; beyond them an entry may be evicted as if it had not been read. */
const MOST_TOUCHED = 4096;
const POSITION_MARK = 'position';

/**
 * Entries in a SQLite file that several processes share. A read is answered at once, writes are gathered and
 * committed together. Never fails to open: while there is no usable file, it says so to whoever asks.
 */
export function sqliteCache(options: SqliteCacheOptions): SqliteCache {
  const { knobs, codec, clock } = options;
  const connection = connect({
    path: options.path,
    busyTimeoutMs: knobs.busy_timeout_ms,
    maxBytes: knobs.max_bytes,
    retryMs: knobs.retry_ms,
    clock,
  });
  const touched = new Set<number>();
  const queue = writeQueue({
    clock,
    batchLimit: knobs.batch_limit,
    waitingLimit: knobs.waiting_limit,
    giveUpMs: knobs.give_up_ms,
    file: connection.file,
    tidy(tables) {
      tables.touch(touched);
      touched.clear();
      return tables.tidy(clock.now(), knobs.max_bytes);
    },
    succeeded: connection.succeeded,
    failed: connection.failed,
  });
  const reading = readingOf(connection);
  const remover = removerOf(connection, queue, reading);
  const forget = (id: number): void => {
    // When it cannot be removed now, the next who finds it tries again.
    queue.run((tables) => tables.removeById(id)).catch(() => undefined);
  };

  return {
    name: 'sqlite',
    capabilities: new Set(['persistent'] as const),
    get(key) {
      const row = reading((tables) => tables.find(key.tenant, key.name));
      if (row === undefined) return undefined;
      const entry = codec.decode(key, row.frame);
      if (entry === 'corrupt') {
        options.onCorrupt(key);
        forget(row.id);
        return undefined;
      }
      if (entry.staleUntil <= clock.now()) return undefined;
      if (!row.touched && touched.size < MOST_TOUCHED) touched.add(row.id);
      return entry;
    },
    set(key, entry) {
      const frame = codec.encode(key, entry);
      const fits = frame.length <= knobs.max_entry_bytes;
      return queue.run((tables) => {
        if (fits) tables.put(writingOf(key, entry, frame));
        else tables.remove(key.tenant, key.name);
      });
    },
    invalidate: remover,
    usage: () => {
      const { entries, bytes } = reading((tables) => tables.totals());
      return { entries, bytes };
    },
    health: connection.health,
    close() {
      queue.drain();
      connection.close();
    },
    position: positionIn(reading, queue),
  };
}

const writingOf = (key: CacheKey, entry: CacheEntry, frame: Buffer) => ({
  tenant: key.tenant,
  name: key.name,
  tags: entry.tags,
  staleUntil: entry.staleUntil,
  frame,
});

type Reading = <Result>(read: (tables: Tables) => Result) => Result;

function readingOf(connection: Connection): Reading {
  return (read) => {
    const { tables } = connection.file();
    try {
      return read(tables);
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      connection.failed(error);
      throw unavailable(`The cache's database could not be read: ${describeFault(error)}`, error);
    }
  };
}

/**
 * What was to be removed must not be served again. So when the removal cannot be written, be it that the disk is
 * full or the file damaged or held, the file goes, with all that is in it: that needs no room and no lock.
 */
function removerOf(
  connection: Connection,
  queue: WriteQueue,
  reading: Reading,
): (selector: Selector) => Promise<number> {
  return async (selector) => {
    connection.follow();
    const before = entriesIn(reading);
    try {
      return await remove(queue, reading, selector);
    } catch (error) {
      if (!isUnavailable(error) || connection.isClosed()) throw error;
      connection.discard(`An invalidation could not be written: ${describeFault(error)}`);
      return before;
    }
  };
}

function entriesIn(reading: Reading): number {
  try {
    return reading((tables) => tables.totals()).entries;
  } catch {
    return 0;
  }
}

async function remove(queue: WriteQueue, reading: Reading, selector: Selector): Promise<number> {
  if (selector.by === 'key') {
    const { tenant, name } = selector.key;
    return queue.insist((tables) => tables.remove(tenant, name));
  }
  // What was asked to be written before is written first; what is written later is none of this call's.
  const { counter } = await queue.insist((tables) => tables.totals());
  if (selector.by === 'pattern') return removeMatching(queue, reading, selector, counter);
  return untilFewer(REMOVED_AT_ONCE, () =>
    queue.insist((tables) => tables.removeSome(selector, counter, REMOVED_AT_ONCE)),
  );
}

async function untilFewer(limit: number, step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await step();
    total += count;
    if (count < limit) return total;
  }
}

async function removeMatching(
  queue: WriteQueue,
  reading: Reading,
  { pattern, tenant }: Extract<Selector, { by: 'pattern' }>,
  horizon: number,
): Promise<number> {
  const { prefix, matches } = namePattern(pattern);
  const tenants = tenant === undefined ? reading((tables) => [...tables.tenants()]) : [tenant];
  let total = 0;
  for (const one of tenants) {
    let after: string | undefined;
    do {
      const page = reading((tables) => tables.page(one, prefix, after, PAGE));
      const ids = page.filter(({ id, name }) => id <= horizon && matches(name)).map(({ id }) => id);
      total += await queue.insist((tables) => ids.reduce((sum, id) => sum + tables.removeById(id), 0));
      after = page.length < PAGE ? undefined : page.at(-1)?.name;
    } while (after !== undefined);
  }
  return total;
}

function positionIn(reading: Reading, queue: WriteQueue): PositionStore {
  return {
    load() {
      try {
        const text = reading((tables) => tables.mark(POSITION_MARK));
        return text === undefined ? undefined : (JSON.parse(text) as Position);
      } catch {
        return undefined;
      }
    },
    save: (position) => queue.run((tables) => tables.setMark(POSITION_MARK, JSON.stringify(position))),
  };
}
