import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '@accord/kernel';
import { systemClock } from '@accord/kernel';
import { type ManualClock, manualClock } from '@accord/kernel/testing';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import { randomText, sampleEntry } from '../testing/sample-entry.ts';
import { type SqliteCache, sqliteCache } from './sqlite.ts';

const KIBIBYTE = 1024;
const KNOBS = {
  max_bytes: 64 * KIBIBYTE * KIBIBYTE,
  max_entry_bytes: 64 * KIBIBYTE,
  busy_timeout_ms: 1,
  give_up_ms: 100,
  batch_limit: 16,
  waiting_limit: 10_000,
  retry_ms: 10,
};
const UNAVAILABLE = expect.objectContaining({ code: 'CACHE_LEVEL_UNAVAILABLE' });
const EVERYTHING = { by: 'all', tenant: undefined } as const;

let folder: string;
let path: string;
let clock: ManualClock;
let level: SqliteCache;
let opened: { close(): unknown }[];
let corrupted: CacheKey[];

const key = (name: string): CacheKey => ({ tenant: 'tenant', name });
const open = (knobs: Partial<typeof KNOBS> = {}): SqliteCache => {
  const one = sqliteCache({
    path,
    knobs: { ...KNOBS, ...knobs },
    codec: frameCodec(undefined),
    clock: { ...systemClock, now: clock.now },
    onCorrupt: (key) => corrupted.push(key),
  });
  opened.push(one);
  return one;
};
/** The file as another process has it. */
const openBeside = (file = path): SqliteDatabase => {
  const database = openSqlite({ path: file, knobs: { busy_timeout_ms: 1000 } });
  opened.push(database);
  return database;
};
const set = async (name: string, text = `of ${name}`, on = level): Promise<void> =>
  on.set(key(name), sampleEntry(clock.now(), text, ['tag']));
const setMany = async (count: number, text: string, on = level): Promise<void> => {
  for (let index = 0; index < count; index++) await set(`k${index}`, text, on);
};
const textAt = (name: string, on = level): string | undefined => {
  const entry = on.get(key(name));
  return entry instanceof Promise ? undefined : entry?.text;
};
/** What the level answers, or that it is unavailable; anything else that it throws is a fault of its. */
const answerAt = (name: string): string | undefined => {
  try {
    return textAt(name);
  } catch (error) {
    expect(error).toEqual(UNAVAILABLE);
    return 'unavailable';
  }
};
/** Overwrites bytes of the file, as a disk may. */
function damage(from: number, length: number, file = path): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, randomBytes(Math.max(1, length)), 0, Math.max(1, length), from);
  closeSync(descriptor);
}
const tryToSet = async (name: string, text: string, on = level): Promise<'set' | 'not set'> =>
  set(name, text, on).then(
    () => 'set',
    () => 'not set',
  );
const status = async (): Promise<string> => (await level.health()).status;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cache-'));
  path = join(folder, 'cache.db');
  clock = manualClock();
  opened = [];
  corrupted = [];
});
afterEach(async () => {
  for (const one of opened) await one.close();
  rmSync(folder, { recursive: true });
});

describe('a level on disk, by size', () => {
  it('stays within its bytes, in its own count and on the disk', async () => {
    level = open({ max_bytes: 512 * KIBIBYTE });
    await setMany(1000, randomText(4000));
    const { entries, bytes } = await level.usage();
    expect(bytes).toBeLessThanOrEqual(512 * KIBIBYTE);
    expect(entries).toBeGreaterThan(100);
    expect(statSync(path).size).toBeLessThan(2 * 512 * KIBIBYTE);
    expect(textAt('k0')).toBeUndefined();
    expect(textAt('k999')).toBe(randomText(4000));
  });

  it('keeps what is read over what is not', async () => {
    level = open({ max_bytes: 512 * KIBIBYTE });
    await set('popular');
    for (let index = 0; index < 500; index++) {
      await set(`k${index}`, randomText(4000));
      textAt('popular');
    }
    expect(textAt('popular')).toBe('of popular');
    expect(textAt('k0')).toBeUndefined();
  });

  it('gets down to its bytes when it is opened with fewer', async () => {
    level = open();
    await setMany(500, randomText(4000));
    await level.close();
    level = open({ max_bytes: 256 * KIBIBYTE });
    await set('one more');
    await expect.poll(async () => (await level.usage()).bytes).toBeLessThanOrEqual(256 * KIBIBYTE);
  });

  it('removes what is past its time when it writes', async () => {
    level = open();
    await setMany(200, 'text');
    clock.advance(10 * 60_000);
    await set('new');
    await expect.poll(async () => (await level.usage()).entries).toBe(1);
  });

  it('refuses more writes than may wait, and takes them again later', async () => {
    level = open({ waiting_limit: 10 });
    const writes = Array.from({ length: 12 }, async (_, index) => set(`k${index}`));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    await set('later');
    expect(textAt('later')).toBe('of later');
  });
});

describe('a level on disk, under faults', () => {
  it('waits for another process that writes, without standing still', async () => {
    level = open({ give_up_ms: 5000 });
    const other = openBeside();
    other.exec('BEGIN IMMEDIATE');
    const settled: string[] = [];
    const setting = tryToSet('k', 'of k').then((outcome) => settled.push(outcome));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(settled).toEqual([]);
    other.exec('COMMIT');
    await setting;
    expect(textAt('k')).toBe('of k');
  });

  it('refuses a write when the file stays locked, and removes all the same', async () => {
    level = open();
    await set('k');
    const other = openBeside();
    other.exec('BEGIN IMMEDIATE');
    await expect(set('k', 'new')).rejects.toEqual(UNAVAILABLE);
    expect(textAt('k')).toBe('of k');
    expect(await level.invalidate({ by: 'key', key: key('k') })).toBe(1);
    expect(answerAt('k')).not.toBe('of k');
    other.exec('COMMIT');
    await level.close();
    level = open();
    expect(textAt('k')).toBeUndefined();
  });

  it('serves when the file is full, says so, writes again when there is room', async () => {
    level = open({ max_bytes: 64 * KIBIBYTE });
    await set('k');
    const other = openBeside();
    other.exec('CREATE TABLE filling (x); INSERT INTO filling VALUES (zeroblob(2000000))');
    await expect(set('big', randomText(30_000))).rejects.toEqual(UNAVAILABLE);
    expect(textAt('k')).toBe('of k');
    expect((await level.health()).detail).toMatch(/SQLITE_FULL/);
    expect(await status()).toBe('DEGRADED');
    other.exec('DROP TABLE filling');
    await set('big', randomText(30_000));
    expect(await status()).toBe('HEALTHY');
  });

  it.each([
    ['garbage all over', (size: number): [number, number] => [0, size]],
    ['garbage in its head', (): [number, number] => [0, 100]],
    ['garbage behind its head', (size: number): [number, number] => [4096, size - 4096]],
  ])('heals while running when the file is %s', async (_, range) => {
    level = open();
    await setMany(200, randomText(3000));
    await level.close();
    level = open();
    damage(...range(statSync(path).size));
    for (let index = 0; index < 200; index++) {
      expect([undefined, 'unavailable', randomText(3000)]).toContain(answerAt(`k${index}`));
    }
    await expect.poll(async () => tryToSet('k', 'new')).toBe('set');
    expect(textAt('k')).toBe('new');
    expect(await status()).toBe('HEALTHY');
    await level.close();
    level = open();
    // A damaged head shows only when the file is opened, and then the whole file is lost.
    expect([undefined, 'new']).toContain(textAt('k'));
    await set('k', 'newer');
    expect(textAt('k')).toBe('newer');
  });

  it.each([
    ['is no database', 'this is no database, however long one looks at it. '.repeat(1000)],
    ['is cut short', undefined],
  ])('starts anew when the file %s', async (_, content) => {
    if (content === undefined) {
      level = open();
      await setMany(100, randomText(3000));
      await level.close();
      writeFileSync(path, new Uint8Array(40_000));
    } else writeFileSync(path, content);
    level = open();
    await set('k');
    expect(textAt('k')).toBe('of k');
    expect(await status()).toBe('HEALTHY');
    expect(readdirSync(folder).filter((name) => name.endsWith('.db'))).toEqual(['cache.1.db']);
  });

  it('never serves a wrong value from a file with damage anywhere', async () => {
    const rng = createRng(7);
    for (let round = 0; round < 15; round++) {
      level = open();
      for (let index = 0; index < 60; index++) await tryToSet(`k${index}`, randomText(2000));
      await level.close();
      const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.db')) ?? '');
      const bytes = Array.from({ length: 200 }, () => rng.below(statSync(file).size));
      for (const at of bytes) damage(at, 1, file);
      level = open();
      for (let index = 0; index < 60; index++) {
        expect([undefined, 'unavailable', randomText(2000)]).toContain(answerAt(`k${index}`));
      }
      await level.close();
    }
  });

  it('goes on when the folder cannot be used, and heals when it can', async () => {
    path = join(folder, 'sub', 'cache.db');
    writeFileSync(join(folder, 'sub'), 'a file where the folder should be');
    level = open();
    expect(await status()).toBe('UNHEALTHY');
    expect(() => textAt('k')).toThrow(UNAVAILABLE);
    await expect(set('k')).rejects.toEqual(UNAVAILABLE);
    rmSync(join(folder, 'sub'));
    mkdirSync(join(folder, 'sub'));
    await expect.poll(status).toBe('HEALTHY');
    await set('k');
    expect(textAt('k')).toBe('of k');
  });

  it('follows when another process has begun a new file, and when the file was deleted', async () => {
    level = open();
    await set('k');
    const other = open();
    damage(0, 100);
    await expect.poll(async () => tryToSet('a', 'new', other)).toBe('set');
    await expect.poll(() => answerAt('a')).toBe('new');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    await expect.poll(() => answerAt('a')).toBeUndefined();
    await expect.poll(async () => set('b').then(() => textAt('b', other))).toBe('of b');
  });

  it('opens no more files than a process may keep', async () => {
    path = join(folder, 'missing', 'cache.db');
    writeFileSync(join(folder, 'missing'), '');
    level = open({ retry_ms: 1 });
    expect(await status()).toBe('UNHEALTHY');
    expect(await level.invalidate(EVERYTHING)).toBe(0);
  });

  it('refuses everything after it was closed', async () => {
    level = open();
    await level.close();
    expect(() => textAt('k')).toThrow(UNAVAILABLE);
    await expect(set('k')).rejects.toEqual(UNAVAILABLE);
    await expect(level.invalidate(EVERYTHING)).rejects.toEqual(UNAVAILABLE);
  });

  it('keeps the position in the log beside the entries', async () => {
    level = open();
    expect(level.position.load()).toBeUndefined();
    await level.position.save({ log: 'l', sequence: 7 });
    await level.close();
    level = open();
    expect(level.position.load()).toEqual({ log: 'l', sequence: 7 });
  });
});
