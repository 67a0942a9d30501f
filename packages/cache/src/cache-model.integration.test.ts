import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { afterAll, beforeAll, describe } from 'vitest';
import { sqliteCacheKnobs } from './driver-knobs.ts';
import { connectRedis, redisCache } from './drivers/redis.ts';
import { sqliteCache } from './drivers/sqlite.ts';
import { frameCodec } from './frame.ts';
import { itAgreesWithAMap } from './testing/cache-model.ts';
import { ready } from './testing/redis-connection.ts';
import { type RedisServer, startRedis } from './testing/redis-server.ts';
import { REDIS_SETTINGS } from './testing/redis-settings.ts';

describe('the cache over its real levels', () => {
  let server: RedisServer;
  let places = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => server.stop());

  itAgreesWithAMap('memory, SQLite and Redis', 25, async () => {
    places += 1;
    const clock = manualClock();
    const folder = mkdtempSync(join(tmpdir(), 'accord-model-'));
    const knobs = { ...REDIS_SETTINGS, url: server.url, prefix: `model[${places}]:` };
    const connection = connectRedis({ clock: systemClock, knobs });
    await ready(connection);
    const codec = frameCodec(undefined);
    const onCorrupt = (): void => {
      throw new Error('nothing was damaged');
    };
    return {
      clock,
      levels: () => [
        sqliteCache({
          path: join(folder, 'cache.db'),
          knobs: resolveKnobs([sqliteCacheKnobs], []).of(sqliteCacheKnobs),
          codec,
          clock: { ...systemClock, now: clock.now },
          onCorrupt,
        }),
        redisCache({ connection, codec, clock, onCorrupt }),
      ],
      settle: async () => {
        await new Promise((resolve) => setTimeout(resolve, 15));
      },
      async remove() {
        await connection.close();
        rmSync(folder, { recursive: true });
      },
    };
  });
});
