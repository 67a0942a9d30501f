import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng, systemClock } from '@accord/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frameCodec } from '../frame.ts';
import { valueOf, WRITING_KNOBS } from '../testing/written-values.ts';
import { type SqliteCache, sqliteCache } from './sqlite.ts';

/** Built, because a process of its own does not run from the sources. */
const WRITING = fileURLToPath(new URL('../../dist/testing/writing-process.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const corrupted: string[] = [];
const open = (path: string): SqliteCache =>
  sqliteCache({
    path,
    knobs: WRITING_KNOBS,
    codec: frameCodec(undefined),
    clock: systemClock,
    onCorrupt: ({ name }) => corrupted.push(name),
  });

/** Starts as many writers, kills them in the middle of it, and returns what each had said. */
async function killedWhileWriting(
  paths: readonly string[],
  seed: number,
  afterMs: number,
): Promise<string[]> {
  const writers = paths.map((path, at) =>
    spawn(process.execPath, [WRITING, path, String(seed * 10 + at)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const said = writers.map(async ({ stdout }) => text(stdout));
  await Promise.all(writers.map(async ({ stdout }) => once(stdout, 'readable')));
  await sleep(afterMs);
  for (const writer of writers) writer.kill('SIGKILL');
  return Promise.all(said);
}

interface Confirmed {
  readonly count: number;
  readonly gone: boolean;
}

function confirmedOf(said: string): ReadonlyMap<string, Confirmed> {
  const lines = said.split('\n').slice(0, -1);
  return new Map(
    lines.map((line) => {
      const [what, name = '', count] = line.split(' ');
      expect(what).toMatch(/^(set|gone)$/);
      return [name, { count: Number(count), gone: what === 'gone' }];
    }),
  );
}

/** Each name has its last confirmed value, or one that was being written when the process died. */
function expectWhole(level: SqliteCache, confirmed: ReadonlyMap<string, Confirmed>): void {
  for (const [name, { count, gone }] of confirmed) {
    const entry = level.get({ tenant: 'tenant', name });
    if (entry instanceof Promise) throw new TypeError('a level on disk answers at once');
    if (entry === undefined) {
      // Nothing confirmed is lost, unless its removal was under way.
      if (!gone) lost += 1;
      continue;
    }
    const found = (JSON.parse(entry.text) as { readonly count: number }).count;
    expect(found).toBeGreaterThanOrEqual(gone ? count + 1 : count);
    expect(entry.text).toBe(valueOf(name, found));
    expect(entry.tags).toEqual([`tag ${name}`]);
  }
}
let lost = 0;

describe('a level on disk whose process is killed', () => {
  it('serves only whole and right values, 100 times over', { timeout: 120_000 }, async () => {
    const rng = createRng(3);
    const paths = [0, 1, 2, 3].map((at) => join(folder, `${at}.db`));
    let seen = 0;
    for (let round = 0; round < 25; round++) {
      const said = await killedWhileWriting(paths, round + 1, rng.below(120));
      for (const [at, path] of paths.entries()) {
        const confirmed = confirmedOf(said[at] ?? '');
        const level = open(path);
        expect((await level.health()).status).toBe('HEALTHY');
        lost = 0;
        expectWhole(level, confirmed);
        // At most what was under way at once can have been removed without having said so.
        expect(lost).toBeLessThanOrEqual(8);
        seen += confirmed.size;
        await level.invalidate({ by: 'all', tenant: undefined });
        expect(await level.usage()).toEqual({ entries: 0, bytes: 0 });
        await level.close();
      }
    }
    expect(seen).toBeGreaterThan(1000);
    expect(corrupted).toEqual([]);
  });

  it('leaves the file to another that writes to it too', { timeout: 60_000 }, async () => {
    const path = join(folder, 'cache.db');
    const level = open(path);
    const dying = killedWhileWriting([path, path], 99, 300);
    for (let count = 0; count < 100; count++) {
      await level.set(
        { tenant: 'other', name: `n${count}` },
        {
          text: valueOf(`n${count}`, count),
          storedAt: 0,
          freshUntil: Number.MAX_SAFE_INTEGER,
          staleUntil: Number.MAX_SAFE_INTEGER,
          tags: [],
          tookMs: 1,
          costNanoUsd: 1,
        },
      );
      await sleep(5);
    }
    await dying;
    for (let count = 0; count < 100; count++) {
      const entry = await level.get({ tenant: 'other', name: `n${count}` });
      expect(entry?.text).toBe(valueOf(`n${count}`, count));
    }
    await level.close();
  });
});
