import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BriefReply, CacheStats, CacheUse } from '@accord/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServerProcess, startProcess } from './testing/server-process.ts';

const ACCORD = fileURLToPath(new URL('../../cli/bin/accord.js', import.meta.url));
const run = promisify(execFile);

let folder: string;
let here: ServerProcess;
let there: ServerProcess;
let later: ServerProcess | undefined;
let env: Readonly<Record<string, string>>;

/** Two servers over one folder of data. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-shared-'));
  env = { ACCORD_LOG_LEVEL: 'silent', ACCORD_DATA_DIR: folder, ACCORD_CACHE_STATS_FLUSH_MS: '100' };
  [here, there] = [await startProcess(env), await startProcess(env)];
}, 60_000);
afterEach(async () => {
  await Promise.all([here.stop(), there.stop(), later?.stop()]);
  rmSync(folder, { recursive: true });
}, 60_000);

const useIn = async (one: ServerProcess): Promise<CacheUse> =>
  (await one.post<BriefReply>('/api/briefs', { text: 'A rose in the rain', mode: 'fast' })).meta.cache;
const statsOf = (one: ServerProcess): Promise<CacheStats> => one.get<CacheStats>('/api/cache/stats');
const told = ({ lookups, hits, computed }: CacheStats) => ({ lookups, hits, computed });

it('what one process has kept the other answers from disk, and what one removes the other has let go of', async () => {
  expect(await useIn(here)).toMatchObject({ outcome: 'miss', stored: true });
  expect(await useIn(there)).toMatchObject({ outcome: 'hit', level: 'sqlite' });
  expect(await useIn(there)).toMatchObject({ outcome: 'hit', level: 'memory' });

  const gone = await here.post('/api/cache/invalidate', { pattern: 'fragrance.brief:fast:*' });
  expect(gone).toEqual({ removed: { memory: 1, sqlite: 1 }, unreached: [] });
  expect(await useIn(there)).toMatchObject({ outcome: 'miss', stored: true });
  expect(await useIn(here)).toMatchObject({ outcome: 'hit', level: 'sqlite' });
});

it('all say the same of what was answered: both, one that is started later, and the command line', async () => {
  await useIn(here);
  await useIn(there);
  await useIn(there);
  await here.stop();
  later = await startProcess(env);
  const expected = { lookups: 3, hits: 2, computed: 1 };
  for (const one of [there, later]) {
    await expect.poll(async () => told(await statsOf(one)), { timeout: 10_000 }).toEqual(expected);
  }
  const { stdout } = await run(process.execPath, [ACCORD, 'cache', 'stats', '--json'], { env });
  expect(told(JSON.parse(stdout) as CacheStats)).toEqual(expected);
});
