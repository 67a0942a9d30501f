import { type Account, memoryLimiter, type RateLimiter } from '@accord/accounts';
import { redisLimiter } from '@accord/accounts/drivers/redis-limits';
import { describeRateLimiter, limitedAccount } from '@accord/accounts/testing';
import { redisCacheKnobs } from '@accord/cache';
import { connectRedis, type RedisConnection } from '@accord/cache/drivers/redis';
import { type RedisServer, startRedis, startRedisCluster } from '@accord/cache/testing/redis-server';
import { type Clock, systemClock } from '@accord/kernel';
import { type KnobValues, resolveKnobs } from '@accord/knobs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const settingsFor = (url: string, cluster = false): KnobValues<typeof redisCacheKnobs> => ({
  ...resolveKnobs([redisCacheKnobs], []).of(redisCacheKnobs),
  url,
  cluster,
  timeout_ms: 1000,
  probe_ms: 20,
});

let prefixes = 0;
/** A limiter that shares nothing with those of other tests. */
const limiterOn = (
  link: RedisConnection,
  clock: Clock,
  {
    prefix = `limits-${(prefixes += 1)}:`,
    alone = (): void => undefined,
    now = (): number => clock.now(),
  } = {},
): RateLimiter =>
  redisLimiter({ link, prefix, memory: memoryLimiter({ clock, tracked: 100 }), onAlone: alone, now });

async function connected(url: string, cluster = false): Promise<RedisConnection> {
  const connection = connectRedis({ knobs: settingsFor(url, cluster), clock: systemClock });
  await vi.waitUntil(() => connection.health().status === 'HEALTHY', { timeout: 10_000, interval: 5 });
  return connection;
}

async function taken(limiters: readonly RateLimiter[], account: Account, times: number): Promise<number> {
  const asked = Array.from({ length: times }, async (_, at) => limiters[at % limiters.length]?.take(account));
  return (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled').length;
}

describe('one Redis', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  beforeAll(async () => {
    server = await startRedis();
    connection = await connected(server.url);
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  describeRateLimiter('Redis', async (clock) => ({
    limiter: limiterOn(connection, clock),
    close: () => Promise.resolve(),
  }));

  it('holds many who ask at once to one limit', async () => {
    const prefix = 'together:';
    const limiters = [1, 2, 3].map(() => limiterOn(connection, systemClock, { prefix }));
    const account = limitedAccount('a', { key: { perHour: 20 }, tenant: { perHour: 50 } });
    expect(await taken(limiters, account, 300)).toBe(20);
    expect(await taken(limiters, limitedAccount('b', { tenant: { perHour: 50 } }), 300)).toBe(30);
  });

  it('goes by the clock of Redis, whatever the clocks of the processes say', async () => {
    const wrong = { ...systemClock, now: () => systemClock.now() + 86_400_000 };
    const account = limitedAccount('a', { key: { perHour: 5 } });
    const limiters = [systemClock, wrong].map((clock) =>
      redisLimiter({
        link: connection,
        prefix: 'clocks:',
        memory: memoryLimiter({ clock, tracked: 10 }),
        onAlone: () => undefined,
      }),
    );
    expect(await taken(limiters, account, 40)).toBe(5);
  });

  it('leaves nothing in Redis that does not pass by itself', async () => {
    await taken(
      [limiterOn(connection, systemClock, { prefix: 'passing:' })],
      limitedAccount('a', { key: { perMinute: 9, perHour: 9 } }),
      5,
    );
    const [redis] = connection.nodes();
    const keys = (await redis?.keys('passing:*')) ?? [];
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await redis?.pttl(key)).toBeGreaterThan(0);
  });
});

describe('a Redis that is away', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  beforeEach(async () => {
    server = await startRedis();
    connection = await connected(server.url);
  });
  afterEach(async () => {
    await connection.close();
    await server.stop();
  });

  it('fails no request: each process limits by itself, and says so', async () => {
    let alone = 0;
    const limiter = limiterOn(connection, systemClock, { alone: () => void (alone += 1) });
    const account = limitedAccount('a', { key: { perHour: 10 } });
    expect(await taken([limiter], account, 4)).toBe(4);
    await server.kill();
    // What this process let in before counts on.
    expect(await taken([limiter], account, 20)).toBe(6);
    expect(alone).toBeGreaterThanOrEqual(6);
    await expect
      .poll(() => limiter.health())
      .toMatchObject({
        status: 'DEGRADED',
        detail: expect.stringContaining('by itself'),
      });
  });

  it('is used again when it is back, though it has forgotten the script', async () => {
    const limiter = limiterOn(connection, systemClock);
    const account = limitedAccount('a', { key: { perHour: 100 } });
    await limiter.take(account);
    await server.restart();
    await expect.poll(() => limiter.health().status, { timeout: 10_000 }).toBe('HEALTHY');
    expect((await limiter.take(account))?.remaining).toBe(99);
  });
});

describe('a cluster', () => {
  let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
  let connection: RedisConnection;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    connection = await connected(cluster.url, true);
  }, 30_000);
  afterAll(async () => {
    await connection.close();
    await cluster.stop();
  });

  it('has all windows of a tenant on one node', async () => {
    const limiter = limiterOn(connection, systemClock, { prefix: 'a{b}:' });
    for (let tenant = 0; tenant < 20; tenant++) {
      const limits = { key: { perMinute: 3, perHour: 3 }, tenant: { perMinute: 9, perHour: 9 } };
      expect(await taken([limiter], limitedAccount(`key ${tenant}`, limits, `tenant ${tenant}`), 10)).toBe(3);
    }
  });
});
