import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteDatabase } from './sqlite.ts';
import { createTextBatch } from './text-batch.ts';
import { openSqliteWriter, type SqliteWriter } from './writer.ts';

const knobs = { busy_timeout_ms: 50 };
const INSERT = 'INSERT INTO t (x, y) VALUES (?, ?)';
let folder: string;
let path: string;
let database: SqliteDatabase;
let writer: SqliteWriter;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-writer-'));
  path = join(folder, 'a.db');
  database = openSqlite({ path, knobs });
  database.exec('CREATE TABLE t (x INTEGER PRIMARY KEY, y)');
  writer = openSqliteWriter({ path, knobs });
});
afterEach(async () => {
  await writer.close();
  database.close();
  rmSync(folder, { recursive: true });
});

const rows = (): unknown[] => database.prepare('SELECT x, y FROM t ORDER BY x').raw().all();

describe('the writer', () => {
  it('writes every kind of value, and has written when it says so', async () => {
    const values = ['한글', 1.5, null, new Uint8Array([0, 255])];
    await writer.write([{ sql: INSERT, rows: values.map((value, index) => [index, value]) }]);
    expect(rows()).toEqual([
      [0, '한글'],
      [1, 1.5],
      [2, null],
      [3, Buffer.from([0, 255])],
    ]);
  });

  it('writes the texts of a batch by their keys, without those that were dropped', async () => {
    const batch = createTextBatch(10, 1000);
    for (const [key, text] of [
      ['1', 'dropped'],
      ['2', '한글'],
      ['3', ''],
    ] as const)
      batch.add(key, text);
    batch.dropFirst();
    await writer.write([{ sql: INSERT, texts: batch.shared() }]);
    expect(rows()).toEqual([
      [2, '한글'],
      [3, ''],
    ]);
  });

  it('keeps to the order in which it was asked', async () => {
    const asked = Array.from({ length: 50 }, (_, index) =>
      writer.write([{ sql: 'INSERT OR REPLACE INTO t (x, y) VALUES (1, ?)', rows: [[index]] }]),
    );
    await Promise.all(asked);
    expect(rows()).toEqual([[1, 49]]);
  });

  it('makes all writes of a transaction or none, and goes on after a refusal', async () => {
    const refused = writer.write([
      { sql: INSERT, rows: [[1, 'first']] },
      { sql: INSERT, rows: [[1, 'again']] },
    ]);
    const after = writer.write([{ sql: INSERT, rows: [[2, 'after']] }]);
    await expect(refused).rejects.toThrow(/UNIQUE/);
    await after;
    expect(rows()).toEqual([[2, 'after']]);
  });

  it('makes what was asked for before it closes, and nothing after', async () => {
    const asked = writer.write([{ sql: INSERT, rows: [[1, 'last']] }]);
    await writer.close();
    await asked;
    expect(rows()).toEqual([[1, 'last']]);
    await expect(writer.write([])).rejects.toThrow(TypeError);
    await writer.close();
  });

  it('rejects what a thread that died had not written, and starts another', async () => {
    await writer.close();
    const later = join(folder, 'later.db');
    mkdirSync(later);
    writer = openSqliteWriter({ path: later, knobs });
    const both = [writer.write([]), writer.write([])];
    for (const asked of both) await expect(asked).rejects.toThrow(/later\.db/);
    rmdirSync(later);
    await writer.write([{ sql: 'CREATE TABLE t (x)', rows: [[]] }]);
    const made = openSqlite({ path: later, knobs, readonly: true });
    expect(made.prepare('SELECT * FROM t').all()).toEqual([]);
    made.close();
  });

  it('costs no thread until something is written', async () => {
    const idle = openSqliteWriter({ path: join(folder, 'missing', 'b.db'), knobs });
    await expect(idle.close()).resolves.toBeUndefined();
  });
});
