import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { openSqlite, type SqliteDatabase } from './sqlite.ts';

const knobs = { busy_timeout_ms: 50 };
let folder: string;
const opened: SqliteDatabase[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-storage-'));
});
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
  rmSync(folder, { recursive: true });
});

function open(readonly = false, path = join(folder, 'a.db')): SqliteDatabase {
  const database = openSqlite({ path, knobs, readonly });
  opened.push(database);
  return database;
}

describe('openSqlite', () => {
  it('makes the folder, and opens for several processes', () => {
    const database = open(false, join(folder, 'deep', 'er', 'a.db'));
    expect(database.prepare('PRAGMA journal_mode').pluck().get()).toBe('wal');
    expect(database.prepare('PRAGMA synchronous').pluck().get()).toBe(1);
    expect(database.prepare('PRAGMA foreign_keys').pluck().get()).toBe(1);
    expect(database.prepare('PRAGMA busy_timeout').pluck().get()).toBe(50);
  });

  it('reads without writing, and never makes a file to read', () => {
    open().exec('CREATE TABLE t (x)');
    expect(() => open(true).exec('INSERT INTO t VALUES (1)')).toThrow(/readonly/);
    expect(() => open(true, join(folder, 'none.db'))).toThrow(
      expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }),
    );
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });

  it.each([false, true])('refuses a file that is no database (readonly: %s)', (readonly) => {
    const path = join(folder, 'a.txt');
    writeFileSync(path, 'this is not a database at all, however long one looks at it '.repeat(40));
    expect(() => open(readonly, path)).toThrow(expect.objectContaining({ code: 'STORAGE_UNAVAILABLE' }));
  });
});

describe('migrate', () => {
  const first = 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)';
  const second = 'ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 7';

  it('runs each step once, in order, also when the file is opened again', () => {
    migrate(open(), 'room', [first]);
    const again = open();
    migrate(again, 'room', [first, second]);
    migrate(again, 'room', [first, second]);
    expect(again.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 7 }]);
  });

  it('keeps the rooms apart', () => {
    const database = open();
    migrate(database, 'room', [first, second]);
    migrate(database, 'other', ['CREATE TABLE b (x)']);
    expect(database.prepare('SELECT * FROM accord_schema ORDER BY room').all()).toEqual([
      { room: 'other', version: 1 },
      { room: 'room', version: 2 },
    ]);
  });

  it('leaves everything as it was when a step fails', () => {
    const database = open();
    expect(() => migrate(database, 'room', [first, 'CREATE NONSENSE'])).toThrow(
      expect.objectContaining({ code: 'STORAGE_MIGRATION_FAILED' }),
    );
    expect(database.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'table'").pluck().get()).toBe(0);
  });

  it('refuses a database newer than the code', () => {
    const database = open();
    migrate(database, 'room', [first, second]);
    expect(() => migrate(database, 'room', [first])).toThrow(
      expect.objectContaining({ code: 'STORAGE_NEWER_SCHEMA' }),
    );
  });
});
