import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedis } from '@accord/cache/testing/redis-server';
import type { BriefReply, CacheRemoved, CacheUse, Health } from '@accord/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServerProcess, startProcess } from './testing/server-process.ts';

/** Two servers with a folder each, as on two machines, and one Redis. */
let folder: string;
let redis: RedisServer;
let servers: readonly [ServerProcess, ServerProcess];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'accord-redis-servers-'));
  redis = await startRedis();
  const start = (name: string): Promise<ServerProcess> =>
    startProcess({
      ACCORD_LOG_LEVEL: 'silent',
      ACCORD_DATA_DIR: join(folder, name),
      ACCORD_CACHE_REDIS_URL: redis.url,
      // A level that failed is tried again within seconds.
      ACCORD_CACHE_GUARD_REST_MAX_MS: '1000',
    });
  servers = [await start('one'), await start('other')];
}, 60_000);
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await redis.stop();
  rmSync(folder, { recursive: true });
}, 60_000);

const useIn = async (server: ServerProcess, text: string): Promise<CacheUse> =>
  (await server.post<BriefReply>('/api/briefs', { text, mode: 'fast' })).meta.cache;

it('ten clients see an invalidation at once, whichever server it was asked of', {
  timeout: 60_000,
}, async () => {
  const clients = Array.from({ length: 10 }, (_, at) => servers[at % 2 === 0 ? 0 : 1]);
  const seen = (text: string) => Promise.all(clients.map((server) => useIn(server, text)));
  for (const round of [0, 1, 2, 3]) {
    const text = `A rose in the rain, ${round}`;
    const [writer, remover] = round % 2 === 0 ? servers : servers.toReversed();
    if (writer === undefined || remover === undefined) throw new TypeError('there are two servers');
    const { meta } = await writer.post<BriefReply>('/api/briefs', { text, mode: 'fast' });
    for (const use of await seen(text)) expect(use).toMatchObject({ outcome: 'hit', decision: meta.id });

    const gone = await remover.post<CacheRemoved>('/api/cache/invalidate', { tag: 'task:fragrance.brief' });
    expect(gone.unreached).toEqual([]);
    expect(gone.removed.redis).toBeGreaterThanOrEqual(1);
    // Whoever answers now, it is not what was removed.
    const after = await seen(text);
    expect(after.some(({ outcome }) => outcome === 'miss')).toBe(true);
    for (const use of after) if (use.outcome !== 'miss') expect(use).not.toMatchObject({ decision: meta.id });
  }
});

it('losing Redis loses no request, is said, and heals', { timeout: 60_000 }, async () => {
  const [server] = servers;
  const levelOf = async (): Promise<string | undefined> =>
    (await server.get<Health>('/api/health')).components['cache.redis']?.status;
  expect(await levelOf()).toBe('HEALTHY');
  await useIn(server, 'moss');
  await redis.kill();
  const uses = await Promise.all(
    Array.from({ length: 40 }, (_, at) => useIn(server, `moss ${at % 20} after the rain`)),
  );
  expect(uses).toHaveLength(40);
  await expect.poll(levelOf, { timeout: 20_000 }).toBe('DEGRADED');
  await redis.restart();
  let asked = 0;
  const asking = async (): Promise<string | undefined> => {
    await useIn(server, `cedar ${(asked += 1)} after the rain`);
    return levelOf();
  };
  await expect.poll(asking, { timeout: 30_000 }).toBe('HEALTHY');
});
