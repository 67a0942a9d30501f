import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryStore, TenantMemory } from '../store.ts';
import { openRig, type Place, sqlitePlace } from '../testing/rig.ts';
import { openJsonFolder } from './drivers/json-folder.ts';
import { openJsonLines } from './drivers/json-lines.ts';
import { sqlTable } from './drivers/sql-table.ts';
import type { LegacyStore } from './legacy-store.ts';
import { createMigration, type Migration, type MigrationAnswer, type ReadMode } from './migration.ts';
import { openMigrationTable } from './migration-table.ts';

const COUNT = 400;
/** Of the forty keys that are read, those that the hash puts into the canary. */
const CANARIES = 7;
const keyAt = (at: number): string => `note ${at}/a`;
const textAt = (at: number): string => JSON.stringify({ id: keyAt(at), text: `메모 ${at}` });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (answer: MigrationAnswer | Uint8Array | undefined): string | undefined => {
  if (answer === undefined) return undefined;
  const { content } = answer instanceof Uint8Array ? { content: answer } : contentOf(answer);
  return Buffer.from(content).toString('utf8');
};
const contentOf = (answer: MigrationAnswer) => (answer.from === 'memory' ? answer.record : answer);

let place: Place;
let store: MemoryStore;
let memory: TenantMemory;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  place = sqlitePlace();
  store = await openRig({ sql: await place.openSql(), folder: place.folder });
  memory = await store.tenant('acme');
});

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  await store.close();
  await place.remove();
});

async function jsonLines(): Promise<LegacyStore> {
  const path = join(place.folder, 'notes.jsonl');
  // Without an end of the last line, as such files come.
  await writeFile(path, Array.from({ length: COUNT }, (_, at) => textAt(at)).join('\n'));
  return openJsonLines(path, 'id');
}

async function jsonFolder(): Promise<LegacyStore> {
  const folder = join(place.folder, 'notes');
  await mkdir(folder);
  for (let at = 0; at < COUNT; at++)
    await writeFile(join(folder, `${keyAt(at).replace('/', '%2F')}.json`), textAt(at));
  return openJsonFolder(folder);
}

async function table(): Promise<LegacyStore> {
  const sql = await place.openSql();
  opened.push(sql);
  await sql.migrate('notes', [() => 'CREATE TABLE notes (name TEXT PRIMARY KEY, body TEXT NOT NULL)']);
  const rows = Array.from({ length: COUNT }, (_, at) => [keyAt(at), textAt(at)]);
  await sql.write([{ sql: 'INSERT INTO notes (name, body) VALUES (?, ?)', rows }]);
  return sqlTable({ sql, table: 'notes', keyColumn: 'name', contentColumn: 'body' });
}

const kept: ReadMode[] = [];
let compared: boolean[] = [];
const failures: unknown[] = [];
function migrationFrom(
  legacy: LegacyStore,
  mode: ReadMode,
  canary = 0.25,
  to: MigrationMemory = memory,
): Migration {
  kept.length = 0;
  compared = [];
  failures.length = 0;
  let current = mode;
  return createMigration({
    legacy,
    memory: to,
    className: 'chat',
    standing: {
      mode: () => current,
      canary: () => canary,
      async keepMode(next) {
        kept.push(next);
        current = next;
      },
      compared: (isSame) => void compared.push(isSame),
    },
    onFailure: (error) => failures.push(error),
  });
}
type MigrationMemory = Pick<TenantMemory, 'store' | 'recall'>;

describe.each([
  ['JSON lines', jsonLines],
  ['a folder of JSON', jsonFolder],
  ['a table', table],
])('a migration from %s', (_, open) => {
  it('copies once, reads both alike, cuts over, and goes back with what was written since', async () => {
    const legacy = await open();
    const migration = migrationFrom(legacy, 'hybrid');
    expect(await migration.copy()).toBe(COUNT);
    expect(await migration.copy()).toBe(0);
    const from = { legacy: 0, memory: 0 };
    for (let at = 0; at < COUNT; at += 10) {
      const answer = await migration.read(keyAt(at));
      expect(textOf(answer)).toBe(textAt(at));
      if (answer !== undefined) from[answer.from] += 1;
    }
    // A quarter of the keys, by their hashes.
    expect(from).toEqual({ legacy: 40 - CANARIES, memory: CANARIES });
    expect(compared).toEqual(Array.from({ length: 40 }, () => true));
    expect(await migration.cutOver()).toEqual({ compared: COUNT, diverged: 0, examples: [] });
    const later = JSON.stringify({ id: keyAt(3), text: 'later' });
    await migration.write({ key: keyAt(3), content: bytes(later) });
    expect(textOf(await migration.read(keyAt(3)))).toBe(later);
    await migration.rollBack();
    expect(textOf(await migration.read(keyAt(3)))).toBe(later);
    expect(kept).toEqual(['nbmf', 'legacy']);
  });

  it('refuses to cut over when more than half a percent differs, and answers from the legacy store', async () => {
    const migration = migrationFrom(await open(), 'hybrid', 1);
    await migration.copy();
    for (const at of [1, 2]) await memory.store({ class: 'chat', key: keyAt(at), content: 'something else' });
    expect(await migration.compare()).toMatchObject({ compared: COUNT, diverged: 2 });
    await migration.cutOver();
    await migration.rollBack();
    await memory.store({ class: 'chat', key: keyAt(3), content: 'something else' });
    await expect(migration.cutOver()).rejects.toMatchObject({ code: 'MEMORY_CUT_OVER_REFUSED' });
    expect(kept).toEqual(['nbmf', 'legacy']);
  });
});

describe('reads while a migration is under way', () => {
  it('answer what differs from the legacy store, and count it', async () => {
    const migration = migrationFrom(await jsonLines(), 'hybrid', 1);
    await migration.copy();
    await memory.store({ class: 'chat', key: keyAt(1), content: 'something else' });
    expect(textOf(await migration.read(keyAt(1)))).toBe(textAt(1));
    expect(textOf(await migration.read(keyAt(2)))).toBe(textAt(2));
    expect(compared).toEqual([false, true]);
  });

  it('go well when the memory fails, which counts and is told', async () => {
    const broken: MigrationMemory = {
      store: async () => Promise.reject(new Error('full')),
      recall: async () => Promise.reject(new Error('gone')),
    };
    const migration = migrationFrom(await jsonLines(), 'hybrid', 1, broken);
    expect(textOf(await migration.read(keyAt(1)))).toBe(textAt(1));
    await migration.write({ key: keyAt(1), content: bytes(textAt(1)) });
    expect(compared).toEqual([false]);
    expect(failures).toHaveLength(2);
  });

  it('write to both stores, in one order', async () => {
    const migration = migrationFrom(await jsonLines(), 'hybrid', 1);
    await migration.copy();
    const lines = Array.from({ length: 20 }, (_, at) => JSON.stringify({ id: keyAt(1), text: `${at}` }));
    await Promise.all(lines.map(async (line) => migration.write({ key: keyAt(1), content: bytes(line) })));
    expect(await migration.compare()).toMatchObject({ diverged: 0 });
    const file = await readFile(join(place.folder, 'notes.jsonl'), 'utf8');
    expect(file.trim().split('\n')).toHaveLength(COUNT + 20);
  });
});

describe('JSON lines', () => {
  it('are refused where a line has no key', async () => {
    const path = join(place.folder, 'bad.jsonl');
    await writeFile(path, '{"id":"a"}\n{"name":"b"}\n');
    await expect(openJsonLines(path, 'id')).rejects.toMatchObject({ code: 'MEMORY_LEGACY_UNREADABLE' });
  });
});

describe('two processes on one legacy store', () => {
  it.each([
    [
      'JSON lines',
      async () => [await jsonLines(), await openJsonLines(join(place.folder, 'notes.jsonl'), 'id')],
    ],
    ['a folder of JSON', async () => [await jsonFolder(), await openJsonFolder(join(place.folder, 'notes'))]],
  ])('of %s see what the other writes', async (_, open) => {
    const [one, other] = await open();
    const written = JSON.stringify({ id: 'new', text: 'written elsewhere' });
    await one?.write({ key: 'new', content: bytes(written) });
    await other?.write({ key: keyAt(1), content: bytes(JSON.stringify({ id: keyAt(1), text: 'later' })) });
    expect(textOf(await other?.read('new'))).toBe(written);
    expect(textOf(await one?.read(keyAt(1)))).toContain('later');
  });

  it('know of the same migrations', async () => {
    const [here, there] = [await place.openSql(), await place.openSql()];
    opened.push(here, there);
    const [one, other] = [await openMigrationTable(here), await openMigrationTable(there)];
    const which = { tenant: 'acme', className: 'chat' };
    const row = { ...which, source: '{}', mode: 'legacy', canary: 0.25, beganAt: 7 } as const;
    await one.begin(row);
    await other.begin({ ...row, source: 'another' });
    await other.change(which, { mode: 'hybrid', canary: 1 });
    await Promise.all([one.count(which, 3, 1), other.count(which, 2, 0)]);
    expect(await one.all()).toEqual([{ ...row, mode: 'hybrid', canary: 1, compared: 5, diverged: 1 }]);
    await one.end(which);
    expect(await other.find(which)).toBeUndefined();
  });
});
