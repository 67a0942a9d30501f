import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BriefReply, CacheStats, CacheUse } from '@accord/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** The process as it is started; it runs what `npm run build` made. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface Process {
  readonly address: string;
  readonly child: ChildProcess;
}

let folder: string;
let processes: Process[];

async function start(): Promise<Process> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ACCORD_DATA_DIR: folder,
      PORT: '0',
      ACCORD_LOG_LEVEL: 'silent',
      ACCORD_CACHE_STATS_FLUSH_MS: '100',
    },
  });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, address: String(line).replace('Accord is at ', '') };
}

async function stop({ child }: Process): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

/** Two servers over one folder of data. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-shared-'));
  processes = [await start(), await start()];
}, 60_000);
afterEach(async () => {
  await Promise.all(processes.map(stop));
  rmSync(folder, { recursive: true });
});

async function post<Reply>({ address }: Process, path: string, body: unknown): Promise<Reply> {
  const reply = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(reply.status).toBe(200);
  return (await reply.json()) as Reply;
}

const useIn = async (one: Process): Promise<CacheUse> =>
  (await post<BriefReply>(one, '/api/briefs', { text: 'A rose in the rain', mode: 'fast' })).meta.cache;
const stats = async ({ address }: Process): Promise<CacheStats> =>
  (await (await fetch(`${address}/api/cache/stats`)).json()) as CacheStats;

it('what one process has kept the other answers from disk, and what one removes the other has let go of', async () => {
  const [here, there] = processes as [Process, Process];
  expect(await useIn(here)).toMatchObject({ outcome: 'miss', stored: true });
  expect(await useIn(there)).toMatchObject({ outcome: 'hit', level: 'sqlite' });
  expect(await useIn(there)).toMatchObject({ outcome: 'hit', level: 'memory' });

  const gone = await post(here, '/api/cache/invalidate', { pattern: 'fragrance.brief:fast:*' });
  expect(gone).toEqual({ removed: { memory: 1, sqlite: 1 }, unreached: [] });
  expect(await useIn(there)).toMatchObject({ outcome: 'miss', stored: true });
  expect(await useIn(here)).toMatchObject({ outcome: 'hit', level: 'sqlite' });
});

it('both say the same of what was answered, and so does one that is started later', async () => {
  const [here, there] = processes as [Process, Process];
  await useIn(here);
  await useIn(there);
  await useIn(there);
  await stop(here);
  const later = await start();
  processes = [there, later];
  const told = async () =>
    [await stats(there), await stats(later)].map(({ lookups, hits }) => ({ lookups, hits }));
  await expect.poll(told, { timeout: 10_000 }).toEqual([
    { lookups: 3, hits: 2 },
    { lookups: 3, hits: 2 },
  ]);
});
