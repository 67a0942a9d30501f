import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@accord/kernel';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DurableIndexOptions, type DurableVectorIndex, openDurableIndex } from './durable-index.ts';
import { NUMBERED_DIMENSIONS, numberedVector } from './testing/numbered-vectors.ts';
import { vectorSettings } from './testing/settings.ts';
import { VECTOR_FORMATS } from './vector-codec.ts';

let folder: string;
let path: string;
let opened: DurableVectorIndex[];
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-vectors-'));
  path = join(folder, 'vectors.db');
  opened = [];
  now = Date.UTC(2026, 0, 1);
});
afterEach(async () => {
  for (const index of opened) await index.close();
  rmSync(folder, { recursive: true });
});

function open(own: Partial<DurableIndexOptions> = {}): DurableVectorIndex {
  const index = openDurableIndex({
    path,
    collection: 'test',
    model: 'numbers-v1',
    dimensions: NUMBERED_DIMENSIONS,
    knobs: vectorSettings(),
    storage: { busy_timeout_ms: 50 },
    clock: { ...systemClock, now: () => now },
    whenFull: 'refuse',
    onGraphFailure: (error) => {
      throw error;
    },
    ...own,
  });
  opened.push(index);
  return index;
}

/** Closes what is open and opens it again. */
async function reopened(own: Partial<DurableIndexOptions> = {}): Promise<DurableVectorIndex> {
  for (const index of opened.splice(0)) await index.close();
  return open(own);
}

/** The file as another process has it. */
function beside<Result>(work: (database: SqliteDatabase) => Result): Result {
  const database = openSqlite({ path, knobs: { busy_timeout_ms: 1000 } });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
const rows = (): number =>
  beside((database) => Number(database.prepare('SELECT count(*) FROM vectors').pluck().get()));

const add = async (index: DurableVectorIndex, number: number, namespace = 'a', expiresAt?: number) =>
  index.add({ namespace, id: `${number}`, vector: numberedVector(number), expiresAt });
const search = (index: DurableVectorIndex, number: number, limit = 100) =>
  index.search({ namespace: 'a', vector: numberedVector(number), limit });

describe('an index on disk', () => {
  it.each(VECTOR_FORMATS)('answers after a restart as before it, kept as %s', async (format) => {
    const knobs = vectorSettings({ stored_as: format });
    const before = open({ knobs });
    for (let number = 0; number < 50; number++) await add(before, number);
    await before.remove({ namespace: 'a', id: '7' });
    await before.add({ namespace: 'a', id: '8', vector: numberedVector(1008) });
    const answers = Array.from({ length: 20 }, (_, number) => search(before, number));
    const after = await reopened({ knobs });
    expect(after.report).toEqual({ loaded: 49, expired: 0, damaged: 0, foreign: 0, evicted: 0 });
    expect(Array.from({ length: 20 }, (_, number) => search(after, number))).toEqual(answers);
    expect(answers[3]?.[0]).toMatchObject({ id: '3', similarity: expect.closeTo(1, 3) });
  });

  it('keeps collections apart that share the file', async () => {
    const one = open();
    const other = open({ collection: 'other' });
    await Promise.all([add(one, 1), add(other, 2)]);
    await one.clear();
    expect((await reopened()).report.loaded).toBe(0);
    expect((await reopened({ collection: 'other' })).report.loaded).toBe(1);
  });

  it('clears one namespace on disk as well', async () => {
    const index = open();
    await Promise.all([add(index, 1), add(index, 2), add(index, 3, 'b')]);
    expect(await index.clear('a')).toBe(2);
    const after = await reopened();
    expect(after.has({ namespace: 'b', id: '3' })).toBe(true);
    expect(after.stats().entries).toBe(1);
  });

  it('drops what expired meanwhile, and takes it off the disk', async () => {
    const index = open();
    await Promise.all([add(index, 1, 'a', now + 1000), add(index, 2, 'a', now + 5000), add(index, 3)]);
    now += 1000;
    const after = await reopened();
    expect(after.report).toMatchObject({ loaded: 2, expired: 1 });
    expect(
      search(after, 1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['2', '3']);
    now += 4000;
    await add(after, 4);
    expect(rows()).toBe(2);
  });

  it('drops what another model made, was kept otherwise, or has other dimensions', async () => {
    await add(open(), 1);
    expect((await reopened({ model: 'numbers-v2' })).report).toMatchObject({ loaded: 0, foreign: 1 });
    expect((await reopened()).report).toMatchObject({ loaded: 0, foreign: 0 });
    await add(opened[0] ?? open(), 1);
    expect((await reopened({ dimensions: 8 })).report).toMatchObject({ loaded: 0, foreign: 1 });
    await add(await reopened(), 1);
    const knobs = vectorSettings({ stored_as: 'int8' });
    const last = await reopened({ knobs });
    expect(last.report).toMatchObject({ loaded: 0, foreign: 1 });
    await last.close();
    expect(rows()).toBe(0);
  });

  it.each([
    ['vector', "vector = zeroblob(length(vector)) WHERE id = '1'"],
    ['length of the vector', "vector = x'0102' WHERE id = '1'"],
    ['id', "id = 'other' WHERE id = '1'"],
    ['namespace', "namespace = 'b' WHERE id = '1'"],
    ['expiry', "expires_at = 4102444800000 WHERE id = '1'"],
  ])('drops a row whose %s is not what was written', async (_, change) => {
    const index = open();
    await Promise.all([add(index, 1), add(index, 2)]);
    await index.close();
    beside((database) => database.exec(`UPDATE vectors SET ${change}`));
    const after = await reopened();
    expect(after.report).toMatchObject({ loaded: 1, damaged: 1 });
    expect(search(after, 1).map(({ id }) => id)).toEqual(['2']);
    await after.close();
    expect(rows()).toBe(1);
  });

  it('lets the oldest go when it has room for fewer than there are', async () => {
    const index = open();
    for (let number = 0; number < 10; number++) await add(index, number);
    await add(index, 0);
    const smaller = { knobs: vectorSettings({ max_entries: 4 }), whenFull: 'evict-oldest' } as const;
    const after = await reopened(smaller);
    expect(after.report).toMatchObject({ loaded: 4, evicted: 6 });
    expect(
      search(after, 1)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['0', '7', '8', '9']);
    expect(await add(after, 20)).toEqual([{ namespace: 'a', id: '7' }]);
    expect((await reopened()).report.loaded).toBe(4);
  });

  it('refuses to open when there is no room and nothing may go', async () => {
    const index = open();
    await Promise.all([add(index, 1), add(index, 2)]);
    await expect(reopened({ knobs: vectorSettings({ max_entries: 1 }) })).rejects.toMatchObject({
      code: 'VECTORS_FULL',
    });
  });

  it('says when a change could not be written, and writes again afterwards', async () => {
    const index = open();
    await add(index, 1);
    const other = openSqlite({ path, knobs: { busy_timeout_ms: 1000 } });
    other.exec('BEGIN IMMEDIATE');
    const notWritten = { code: 'VECTORS_NOT_WRITTEN' };
    await expect(add(index, 2)).rejects.toMatchObject(notWritten);
    await expect(index.remove({ namespace: 'a', id: '1' })).rejects.toMatchObject(notWritten);
    expect(index.has({ namespace: 'a', id: '1' })).toBe(false);
    other.exec('ROLLBACK');
    other.close();
    await index.remove({ namespace: 'a', id: '1' });
    await add(index, 3);
    expect((await reopened()).stats().entries).toBe(1);
  });

  it('refuses to add more than waits to be written, and still removes', async () => {
    const index = open();
    const all = Array.from({ length: 10_002 }, async (_, number) => add(index, number));
    const results = await Promise.allSettled([...all, index.remove({ namespace: 'a', id: '1' })]);
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { code: 'VECTORS_BUSY', retryAfterSeconds: 1 } });
    expect((await reopened()).report.loaded).toBe(10_000);
  });
});
