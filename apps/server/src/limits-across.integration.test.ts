import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewKey } from '@accord/accounts';
import { type RedisServer, startRedis } from '@accord/cache/testing/redis-server';
import type { ComponentHealth, Health } from '@accord/contract';
import { openAccord } from '@accord/host';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serverKnobs } from './knobs.ts';
import { type ServerProcess, startProcess } from './testing/server-process.ts';

let folder: string;
let redis: RedisServer;
let processes: readonly ServerProcess[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-across-'));
  redis = await startRedis();
  const env = {
    ACCORD_DATA_DIR: folder,
    ACCORD_LOG_LEVEL: 'silent',
    ACCORD_SERVER_REQUIRE_KEY: 'true',
    ACCORD_CACHE_REDIS_URL: redis.url,
    ACCORD_CACHE_REDIS_TIMEOUT_MS: '2000',
  };
  processes = await Promise.all([startProcess(env), startProcess(env)]);
}, 60_000);
afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await redis.stop();
  rmSync(folder, { recursive: true });
});

async function issue(limits: NewKey['limits']): Promise<string> {
  const accord = await openAccord({
    env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'silent' },
    appKnobs: [serverKnobs],
  });
  const key = await accord.accounts.keys.create({
    tenant: 'acme',
    role: 'user',
    name: 'across',
    ...(limits && { limits }),
  });
  await accord.close();
  return key.secret;
}

const ask = (at: number, path: string, key: string): Promise<Response> =>
  fetch(`${processes[at % processes.length]?.address}${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });

async function limiterHealth(key: string): Promise<ComponentHealth | undefined> {
  const health = (await (await ask(0, '/api/health', key)).json()) as Health;
  return health.components['rate_limits'];
}

/** How often each status was answered, by two servers that were asked alternately. */
async function statusesOf(key: string, times: number): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  const answers = Array.from({ length: times }, async (_, at) => (await ask(at, '/api/modes', key)).status);
  for (const status of await Promise.all(answers)) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

it('two servers on one Redis hold a key to one limit', { timeout: 60_000 }, async () => {
  const key = await issue({ perMinute: undefined, perHour: 30 });
  await expect
    .poll(async () => limiterHealth(key))
    .toMatchObject({ detail: 'requests are counted in Redis' });
  expect(await statusesOf(key, 100)).toEqual({ 200: 30, 429: 70 });
});

it('without Redis, no request fails for it: each holds the key by itself, and says so', {
  timeout: 60_000,
}, async () => {
  const key = await issue({ perMinute: undefined, perHour: 10 });
  await redis.kill();
  const statuses = await statusesOf(key, 60);
  expect(statuses).toEqual({ 200: 20, 429: 40 });
  expect(await limiterHealth(key)).toMatchObject({
    status: 'DEGRADED',
    detail: expect.stringMatching(/each process by itself/),
  });
});
