import { migrate, type SqliteDatabase } from '@accord/storage';
import { cacheErrors } from '../errors.ts';
import type { PopularRequest, PopularStore } from '../popular-store.ts';
import { type CounterName, type Counts, MEMORY_REPORT_LIFE_MS, type StatsStore } from '../stats-store.ts';
import { AccordError } from '@accord/kernel';

const STEPS = [
  `CREATE TABLE cache_counts (
     name TEXT PRIMARY KEY,
     value INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE cache_memory (
     reporter TEXT PRIMARY KEY,
     entries INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE cache_popular (
     tenant TEXT NOT NULL,
     name TEXT NOT NULL,
     request TEXT NOT NULL,
     score REAL NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (tenant, name)
   ) STRICT, WITHOUT ROWID`,
];

/** Open and writable; it stays the opener's to close. */
interface Options {
  readonly database: SqliteDatabase;
}

/**
 * Statistics of all processes that share the data folder. Each addition is one transaction and is known to have
 * happened or not, so nothing is counted twice; a process that is killed loses what it has not yet added.
 */
export function sqliteStats({ database }: Options): StatsStore {
  migrate(database, 'cache', STEPS);
  const add = database.prepare(
    `INSERT INTO cache_counts (name, value) VALUES (?, ?)
     ON CONFLICT (name) DO UPDATE SET value = value + excluded.value`,
  );
  const report = database.prepare(
    'INSERT OR REPLACE INTO cache_memory (reporter, entries, bytes, at) VALUES (?, ?, ?, ?)',
  );
  const expire = database.prepare('DELETE FROM cache_memory WHERE at < ?');
  const counts = database.prepare<[], { name: string; value: number }>(
    'SELECT name, value FROM cache_counts',
  );
  const memory = database.prepare<[number], { entries: number; bytes: number }>(
    'SELECT coalesce(sum(entries), 0) AS entries, coalesce(sum(bytes), 0) AS bytes FROM cache_memory WHERE at > ?',
  );
  const leave = database.prepare('DELETE FROM cache_memory WHERE reporter = ?');
  const addAll = database.transaction(
    (added: Counts, { reporter, entries, bytes, at }: Parameters<StatsStore['add']>[0]['memory']) => {
      for (const [name, value] of Object.entries(added)) add.run(name, value);
      report.run(reporter, entries, bytes, at);
      expire.run(at - MEMORY_REPORT_LIFE_MS);
    },
  ).immediate;

  return {
    add: (delta) => tried(() => addAll(delta.counts, delta.memory)),
    read: (now) =>
      tried(() => {
        const rows = counts.all().map(({ name, value }) => [name as CounterName, value] as const);
        const held = memory.get(now - MEMORY_REPORT_LIFE_MS) ?? { entries: 0, bytes: 0 };
        return { counts: Object.fromEntries(rows), memory: held };
      }),
    leave: (reporter) => tried(() => void leave.run(reporter)),
    close: () => undefined,
  };
}

/** The requests that are asked most, of all processes that share the data folder. */
export function sqlitePopular({ database }: Options): PopularStore {
  migrate(database, 'cache', STEPS);
  const find = database.prepare<[string, string], { score: number; at: number }>(
    'SELECT score, at FROM cache_popular WHERE tenant = ? AND name = ?',
  );
  const put = database.prepare(
    'INSERT OR REPLACE INTO cache_popular (tenant, name, request, score, at) VALUES (?, ?, ?, ?, ?)',
  );
  const all = database.prepare<[], PopularRow>('SELECT tenant, name, request, score, at FROM cache_popular');
  const remove = database.prepare('DELETE FROM cache_popular WHERE tenant = ? AND name = ?');
  const rank = (now: number, halfLifeMs: number): PopularRow[] =>
    all
      .all()
      .map((row) => ({ ...row, score: faded(row, now, halfLifeMs), at: now }))
      .sort((one, other) => other.score - one.score);
  const addAll = database.transaction(
    (requests: readonly PopularRequest[], now: number, halfLifeMs: number, most: number) => {
      for (const { key, request, count } of requests) {
        const old = find.get(key.tenant, key.name);
        const score = (old === undefined ? 0 : faded(old, now, halfLifeMs)) + count;
        put.run(key.tenant, key.name, request, score, now);
      }
      for (const { tenant, name } of rank(now, halfLifeMs).slice(most)) remove.run(tenant, name);
    },
  ).immediate;

  return {
    add: ({ requests, now, halfLifeMs, most }) => tried(() => addAll(requests, now, halfLifeMs, most)),
    top: ({ now, halfLifeMs, most }) =>
      tried(() =>
        rank(now, halfLifeMs)
          .slice(0, most)
          .map(({ tenant, name, request, score }) => ({ key: { tenant, name }, request, count: score })),
      ),
  };
}

interface PopularRow {
  readonly tenant: string;
  readonly name: string;
  readonly request: string;
  readonly score: number;
  readonly at: number;
}

/** What is left of a score: half after each half-life. */
const faded = ({ score, at }: Pick<PopularRow, 'score' | 'at'>, now: number, halfLifeMs: number): number =>
  score * 0.5 ** (Math.max(0, now - at) / halfLifeMs);

function tried<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof TypeError) throw cause;
    throw new AccordError(cacheErrors.CACHE_LEVEL_UNAVAILABLE, {
      detail: `the statistics of the cache: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}
