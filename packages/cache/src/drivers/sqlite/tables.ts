import { migrate, type SqliteDatabase } from '@accord/storage';
import type { Selector } from '../../level.ts';
import { storedText, textOfStored } from '../../stored-text.ts';

/**
 * `id` names one writing of an entry and is never used again. `turn` is the entry's place in the queue of eviction,
 * `touched` whether it was read since it took that place. Totals are kept by triggers, so that no way of removing
 * an entry can forget them.
 */
const STEPS = [
  `CREATE TABLE entries (
     id INTEGER PRIMARY KEY,
     tenant TEXT NOT NULL,
     name TEXT NOT NULL,
     stale_until REAL NOT NULL,
     bytes INTEGER NOT NULL,
     turn INTEGER NOT NULL,
     touched INTEGER NOT NULL DEFAULT 0,
     frame BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX entries_key ON entries (tenant, name);
   CREATE INDEX entries_turn ON entries (turn);
   CREATE INDEX entries_stale_until ON entries (stale_until);

   CREATE TABLE tags (
     tag TEXT NOT NULL,
     tenant TEXT NOT NULL,
     id INTEGER NOT NULL REFERENCES entries (id) ON DELETE CASCADE,
     PRIMARY KEY (tag, tenant, id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX tags_id ON tags (id);

   CREATE TABLE totals (entries INTEGER NOT NULL, bytes INTEGER NOT NULL, counter INTEGER NOT NULL) STRICT;
   INSERT INTO totals VALUES (0, 0, 0);
   CREATE TRIGGER entries_added AFTER INSERT ON entries BEGIN
     UPDATE totals SET entries = entries + 1, bytes = bytes + new.bytes;
   END;
   CREATE TRIGGER entries_removed AFTER DELETE ON entries BEGIN
     UPDATE totals SET entries = entries - 1, bytes = bytes - old.bytes;
   END;

   CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
];

/** What a row costs beside its frame and its texts, indexes included: measured on files of many small entries. */
const ROW_BYTES = 160;
const EVICT_AT_ONCE = 64;
const PURGE_AT_ONCE = 64;
/** The last character of Unicode: no name of a range sorts behind it. */
const LAST_CHARACTER = '\u{10ffff}';

export interface Row {
  readonly id: number;
  readonly frame: Buffer;
  readonly touched: boolean;
}

export interface Writing {
  readonly tenant: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly staleUntil: number;
  readonly frame: Buffer;
}

export interface Totals {
  readonly entries: number;
  readonly bytes: number;
  /** The highest id given so far. */
  readonly counter: number;
}

export interface NamedRow {
  readonly id: number;
  readonly name: string;
}

/** The statements on the tables of one database. Whatever writes expects to run inside a transaction. */
export interface Tables {
  find(tenant: string, name: string): Row | undefined;
  put(writing: Writing): void;
  remove(tenant: string, name: string): number;
  removeById(id: number): number;
  /** Removes some of what the selector names, of ids up to the horizon; fewer than `limit` when none is left. */
  removeSome(selector: SetSelector, horizon: number, limit: number): number;
  touch(ids: Iterable<number>): void;
  /** Removes expired entries, then the least used until the bytes fit. A bounded amount of work; false when more is left. */
  tidy(now: number, maxBytes: number): boolean;
  totals(): Totals;
  tenants(): IterableIterator<string>;
  /** A page of names of a tenant that begin with the prefix, in order, after the given one. */
  page(tenant: string, prefix: string, after: string | undefined, limit: number): NamedRow[];
  mark(name: string): string | undefined;
  setMark(name: string, value: string): void;
}

type SetSelector = Extract<Selector, { by: 'tag' | 'all' }>;

/** @throws STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED */
export function cacheTables(database: SqliteDatabase): Tables {
  migrate(database, 'cache', STEPS);
  return { ...readsOf(database), ...writesOf(database) };
}

type Reads = Pick<Tables, 'find' | 'totals' | 'tenants' | 'page' | 'mark'>;

function readsOf(database: SqliteDatabase): Reads {
  const find = database
    .prepare<[string, string], [number, number, Buffer]>(
      'SELECT id, touched, frame FROM entries WHERE tenant = ? AND name = ?',
    )
    .raw();
  const totals = database.prepare<[], Totals>('SELECT entries, bytes, counter FROM totals');
  const nextTenant = database
    .prepare<[string], string | null>('SELECT min(tenant) FROM entries WHERE tenant > ?')
    .pluck();
  const firstTenant = database.prepare<[], string | null>('SELECT min(tenant) FROM entries').pluck();
  const pageFrom = database.prepare<[string, string, string, number], NamedRow>(
    'SELECT id, name FROM entries WHERE tenant = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?',
  );
  const pageAfter = database.prepare<[string, string, string, number], NamedRow>(
    'SELECT id, name FROM entries WHERE tenant = ? AND name > ? AND name < ? ORDER BY name LIMIT ?',
  );
  const mark = database.prepare<[string], string>('SELECT value FROM marks WHERE name = ?').pluck();
  return {
    find(tenant, name) {
      const row = find.get(storedText(tenant), storedText(name));
      return row === undefined ? undefined : { id: row[0], touched: row[1] !== 0, frame: row[2] };
    },
    totals() {
      const row = totals.get();
      if (row === undefined) throw new TypeError('the totals have a row from the first migration on');
      return row;
    },
    *tenants() {
      let tenant = firstTenant.get() ?? undefined;
      while (tenant !== undefined) {
        yield textOfStored(tenant);
        tenant = nextTenant.get(tenant) ?? undefined;
      }
    },
    page(tenant, prefix, after, limit) {
      const start = rangeStart(prefix);
      const statement = after === undefined ? pageFrom : pageAfter;
      const rows = statement.all(
        storedText(tenant),
        after === undefined ? start : storedText(after),
        rangeEnd(start),
        limit,
      );
      return rows.map(({ id, name }) => ({ id, name: textOfStored(name) }));
    },
    mark: (name) => mark.get(name),
  };
}

/** A prefix may end within a surrogate pair, whose halves are stored otherwise than the pair. */
const rangeStart = (prefix: string): string => storedText(prefix.replace(/[\ud800-\udbff]$/, ''));

/** What sorts behind all that begins with the prefix: the prefix with its last character one further. */
function rangeEnd(prefix: string): string {
  const characters = Array.from(prefix);
  while (characters.at(-1) === LAST_CHARACTER) characters.pop();
  const last = characters.pop()?.codePointAt(0);
  // No name begins with a hundred of the last character but one that means to be missed.
  if (last === undefined) return LAST_CHARACTER.repeat(100);
  return characters.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
}

type Writes = Omit<Tables, keyof Reads>;

function writesOf(database: SqliteDatabase): Writes {
  const count = database
    .prepare<[], number>('UPDATE totals SET counter = counter + 1 RETURNING counter')
    .pluck();
  const insert = database.prepare<[number, string, string, number, number, number, Buffer]>(
    'INSERT INTO entries (id, tenant, name, stale_until, bytes, turn, frame) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const insertTag = database.prepare<[string, string, number]>(
    'INSERT OR IGNORE INTO tags (tag, tenant, id) VALUES (?, ?, ?)',
  );
  const remove = database.prepare<[string, string]>('DELETE FROM entries WHERE tenant = ? AND name = ?');
  const removeById = database.prepare<[number]>('DELETE FROM entries WHERE id = ?');
  const touch = database.prepare<[number]>('UPDATE entries SET touched = 1 WHERE id = ? AND touched = 0');
  const setMark = database.prepare<[string, string]>(
    'INSERT OR REPLACE INTO marks (name, value) VALUES (?, ?)',
  );
  const nextId = (): number => {
    const id = count.get();
    if (id === undefined) throw new TypeError('the totals have a row from the first migration on');
    return id;
  };
  return {
    put({ tenant, name, tags, staleUntil, frame }) {
      const storedTenant = storedText(tenant);
      const storedName = storedText(name);
      const storedTags = tags.map(storedText);
      remove.run(storedTenant, storedName);
      const id = nextId();
      const bytes = frame.length + bytesOf([storedTenant, storedName, ...storedTags]) + ROW_BYTES;
      insert.run(id, storedTenant, storedName, staleUntil, bytes, id, frame);
      for (const tag of storedTags) insertTag.run(tag, storedTenant, id);
    },
    remove: (tenant, name) => remove.run(storedText(tenant), storedText(name)).changes,
    removeById: (id) => removeById.run(id).changes,
    removeSome: removeSomeOf(database),
    touch(ids) {
      for (const id of ids) touch.run(id);
    },
    tidy: tidyOf(database, nextId),
    setMark: (name, value) => void setMark.run(name, value),
  };
}

const bytesOf = (texts: readonly string[]): number =>
  texts.reduce((bytes, text) => bytes + 2 * Buffer.byteLength(text), 0);

function removeSomeOf(database: SqliteDatabase): Tables['removeSome'] {
  const remove = (source: string) =>
    database.prepare<(string | number)[]>(`DELETE FROM entries WHERE id IN (${source} LIMIT ?)`);
  const all = remove('SELECT id FROM entries WHERE id <= ?');
  const tenants = remove('SELECT id FROM entries WHERE tenant = ? AND id <= ?');
  const tagged = remove('SELECT DISTINCT id FROM tags WHERE tag = ? AND id <= ?');
  const tenantsTagged = remove('SELECT id FROM tags WHERE tag = ? AND tenant = ? AND id <= ?');
  return (selector, horizon, limit) => {
    const tenant = selector.tenant === undefined ? undefined : storedText(selector.tenant);
    if (selector.by === 'all') {
      return (tenant === undefined ? all.run(horizon, limit) : tenants.run(tenant, horizon, limit)).changes;
    }
    const tag = storedText(selector.tag);
    return (
      tenant === undefined ? tagged.run(tag, horizon, limit) : tenantsTagged.run(tag, tenant, horizon, limit)
    ).changes;
  };
}

/**
 * Second chance: the entry that took its place longest ago goes, unless it was read since; then it takes a new
 * place. What it costs grows with what it evicts, not with what is kept.
 */
function tidyOf(database: SqliteDatabase, nextTurn: () => number): Tables['tidy'] {
  const purge = database.prepare<[number, number]>(
    'DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE stale_until <= ? LIMIT ?)',
  );
  const bytes = database.prepare<[], number>('SELECT bytes FROM totals').pluck();
  const oldest = database.prepare<[number], { id: number; bytes: number; touched: number }>(
    'SELECT id, bytes, touched FROM entries ORDER BY turn LIMIT ?',
  );
  const requeue = database.prepare<[number, number]>('UPDATE entries SET turn = ?, touched = 0 WHERE id = ?');
  const remove = database.prepare<[number]>('DELETE FROM entries WHERE id = ?');
  return (now, maxBytes) => {
    const purged = purge.run(now, PURGE_AT_ONCE).changes;
    let excess = (bytes.get() ?? 0) - maxBytes;
    if (excess <= 0) return purged < PURGE_AT_ONCE;
    for (const candidate of oldest.all(EVICT_AT_ONCE)) {
      if (excess <= 0) return true;
      if (candidate.touched === 0) {
        remove.run(candidate.id);
        excess -= candidate.bytes;
      } else requeue.run(nextTurn(), candidate.id);
    }
    return excess <= 0;
  };
}
