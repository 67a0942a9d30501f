import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { manualClock } from '@accord/kernel/testing';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cache } from './cache.ts';
import { sqliteStats } from './drivers/sqlite-stats.ts';
import { type Harness, keyOf, kept, openCache, POLICY } from './testing/harness.ts';

/** Runs what `npm run build` made. */
const COUNTING = fileURLToPath(new URL('../dist/testing/counting-process.js', import.meta.url));

let folder: string;
let path: string;
const opened: Cache[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-stats-'));
  path = join(folder, 'a.db');
});
afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  rmSync(folder, { recursive: true });
});

const database = (): SqliteDatabase => openSqlite({ path, knobs: { busy_timeout_ms: 5000 } });
const clock = manualClock();
const open = (reporter: string, of: SqliteDatabase = database()): Harness => {
  const harness = openCache({ clock, reporter, stats: sqliteStats({ database: of }) });
  opened.push(harness.cache);
  return harness;
};
const KEY = keyOf('k');
const hit = async (cache: Cache, times: number): Promise<void> => {
  for (let at = 0; at < times; at++) await cache.getOrCompute(KEY, () => kept(1), POLICY);
};

describe('statistics in the data folder', () => {
  it('are the sum of all processes, the same for each and for one that was just started', async () => {
    const [one, two] = [open('one').cache, open('two').cache];
    await hit(one, 11);
    await hit(two, 6);
    await one.stats();
    const fromTwo = await two.stats();
    const fresh = await open('three').cache.stats();
    for (const stats of [fromTwo, fresh, await one.stats()]) {
      expect(stats.levels.memory.counts).toMatchObject({ hits: 15, misses: 2 });
      expect(stats.counts.computed).toBe(2);
    }
    expect(fresh.levels.memory.usage?.entries).toBe(2);
  });

  it('survive the process, but what its memory held does not count any more', async () => {
    const { cache } = open('one');
    await hit(cache, 3);
    await cache.close();
    opened.pop();
    const { levels } = await open('two').cache.stats();
    expect(levels.memory.counts.hits).toBe(2);
    expect(levels.memory.usage?.entries).toBe(0);
  });

  it('are not lost while they cannot be written, nor counted twice after that', async () => {
    const own = database();
    const { cache } = open('one', own);
    await hit(cache, 4);
    own.exec('ALTER TABLE cache_counts RENAME TO away');
    expect((await cache.stats()).levels.memory.counts.hits).toBe(3);
    expect((await cache.health())['statistics']?.status).toBe('DEGRADED');
    await hit(cache, 2);
    own.exec('ALTER TABLE away RENAME TO cache_counts');
    expect((await cache.stats()).levels.memory.counts.hits).toBe(5);
    expect((await cache.health())['statistics']?.status).toBe('HEALTHY');
    expect((await open('two').cache.stats()).levels.memory.counts.hits).toBe(5);
  });

  it('forget what the memory of a killed process held after a while', async () => {
    const { cache } = open('one');
    await hit(cache, 1);
    await cache.stats();
    const other = open('two').cache;
    expect((await other.stats()).levels.memory.usage?.entries).toBe(1);
    clock.advance(90_000);
    expect((await other.stats()).levels.memory.usage?.entries).toBe(0);
  });

  it('never count too much when processes are killed while they write, and lose only the last moments', async () => {
    expect(existsSync(COUNTING), 'run npm run build first').toBe(true);
    let least = 0;
    let most = 0;
    for (let round = 0; round < 3; round++) {
      const children = [0, 1].map((at) => spawn(process.execPath, [COUNTING, path, `${round}.${at}`]));
      const said = children.map(async (child) => text(child.stdout));
      await Promise.all(children.map(async (child) => once(child.stdout, 'data')));
      await new Promise((resolve) => {
        setTimeout(resolve, 150 + round * 77);
      });
      for (const child of children) child.kill('SIGKILL');
      for (const lines of await Promise.all(said)) {
        least += lastOf(lines, 'wrote');
        most += lastOf(lines, 'will');
      }
    }
    const { hits } = (await open('after').cache.stats()).levels.memory.counts;
    expect(most).toBeGreaterThan(0);
    expect(hits).toBeGreaterThanOrEqual(least);
    expect(hits).toBeLessThanOrEqual(most);
  });
});

/** The last number that was said whole. */
function lastOf(said: string, word: string): number {
  const numbers = [...said.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].map(([, number]) =>
    Number(number),
  );
  return numbers.at(-1) ?? 0;
}
