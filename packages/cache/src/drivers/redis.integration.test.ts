import { systemClock } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { afterAll, beforeAll, describe } from 'vitest';
import { frameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import { describeCacheLevel, type LevelFixture } from '../testing.ts';
import { startRedis, startRedisCluster } from '../testing/redis-server.ts';
import { ready } from '../testing/redis-connection.ts';
import { REDIS_SETTINGS as REDIS_KNOBS } from '../testing/redis-settings.ts';
import { connectRedis } from './redis.ts';
import { redisCache } from './redis/cache.ts';
import { redisKeys } from './redis/keys.ts';

let place = 0;

/** A prefix of its own for each test, on a server that all share. */
async function fixture(url: string, cluster: boolean): Promise<LevelFixture> {
  place += 1;
  const prefix = `test*[${place}]:`;
  const clock = manualClock();
  const corrupted: CacheKey[] = [];
  const connection = connectRedis({ clock: systemClock, knobs: { ...REDIS_KNOBS, url, cluster, prefix } });
  await ready(connection);
  return {
    now: clock.now,
    advance: clock.advance,
    open: () =>
      redisCache({
        connection,
        codec: frameCodec(undefined),
        clock,
        onCorrupt: (key) => corrupted.push(key),
      }),
    async corrupt(key) {
      await connection.client.append(redisKeys(prefix).entry(key), 'x');
    },
    corrupted,
    tooLong: 100_000,
    remove: async () => connection.close(),
  };
}

const TRAITS = { name: 'redis', capabilities: ['persistent', 'shared'] } as const;

describe('single', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => server.stop());
  describeCacheLevel('redis', TRAITS, async () => fixture(server.url, false));
});

describe('cluster', () => {
  let servers: Awaited<ReturnType<typeof startRedisCluster>>;
  beforeAll(async () => {
    servers = await startRedisCluster();
  }, 30_000);
  afterAll(async () => servers.stop());
  describeCacheLevel('redis cluster', TRAITS, async () => fixture(servers.url, true));
});
