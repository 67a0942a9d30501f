import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@accord/kernel';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CacheEntry } from '../entry.ts';
import { frameCodec } from '../frame.ts';
import type { CacheLevel } from '../level.ts';
import { ready } from '../testing/redis-connection.ts';
import { REDIS_SETTINGS as REDIS_KNOBS } from '../testing/redis-settings.ts';
import { type RedisServer, startRedis } from '../testing/redis-server.ts';
import { randomText, sampleEntry } from '../testing/sample-entry.ts';
import { connectRedis, type RedisConnection, redisCache, redisStats } from './redis.ts';

const UNAVAILABLE = expect.objectContaining({ code: 'CACHE_LEVEL_UNAVAILABLE' });
const key = (name: string) => ({ tenant: 'tenant', name });

let server: RedisServer;
let connection: RedisConnection;
let level: CacheLevel;
let place = 0;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => server.stop());
beforeEach(async () => {
  place += 1;
  connection = connectRedis({
    clock: systemClock,
    knobs: { ...REDIS_KNOBS, timeout_ms: 100, url: server.url, prefix: `test${place}:` },
  });
  await ready(connection);
  level = redisCache({
    connection,
    codec: frameCodec(undefined),
    clock: systemClock,
    onCorrupt: () => undefined,
  });
});
afterEach(async () => {
  server.resume();
  await level.close();
  await connection.close();
});

const set = async (name: string, change: Partial<CacheEntry> = {}): Promise<void> =>
  level.set(key(name), { ...sampleEntry(systemClock.now(), `of ${name}`), ...change });
const textAt = async (name: string): Promise<string | undefined> => (await level.get(key(name)))?.text;
const left = async (): Promise<string[]> => connection.client.keys(`test${place}:*`);

describe('a level in Redis, under faults', () => {
  it('fails at once when Redis is killed, gathers nothing, and heals when it is back', async () => {
    await set('k');
    await server.kill();
    await expect.poll(async () => (await level.health()).status).toBe('UNHEALTHY');
    for (let times = 0; times < 100; times++) await expect(level.get(key('k'))).rejects.toEqual(UNAVAILABLE);
    await expect(set('k')).rejects.toEqual(UNAVAILABLE);
    await expect(level.invalidate({ by: 'key', key: key('k') })).rejects.toEqual(UNAVAILABLE);
    await expect(level.usage()).rejects.toEqual(UNAVAILABLE);
    await server.restart();
    await ready(connection);
    expect(await textAt('k')).toBeUndefined();
    await set('k');
    expect(await textAt('k')).toBe('of k');
  });

  it('lets a Redis that stands still alone until it answers', async () => {
    await set('k');
    server.pause();
    await expect(level.get(key('k'))).rejects.toEqual(UNAVAILABLE);
    const since = performance.now();
    for (let times = 0; times < 1000; times++) await expect(level.get(key('k'))).rejects.toEqual(UNAVAILABLE);
    // A thousand that each waited would have taken a thousand times as long.
    expect(performance.now() - since).toBeLessThan(100 * 100);
    expect((await level.health()).status).toBe('UNHEALTHY');
    server.resume();
    await ready(connection);
    expect(await textAt('k')).toBe('of k');
  });

  it('goes on reading when Redis takes no more', async () => {
    await set('k');
    await connection.client.config('SET', 'maxmemory', '1');
    await expect(set('more', { text: randomText(5000), tags: ['x'] })).rejects.toEqual(UNAVAILABLE);
    expect(await textAt('k')).toBe('of k');
    expect((await level.health()).status).toBe('HEALTHY');
    await connection.client.config('SET', 'maxmemory', '0');
    await set('more');
    expect(await textAt('more')).toBe('of more');
  });

  it('works on when the server has forgotten the scripts', async () => {
    await set('k', { tags: ['x'] });
    await connection.client.script('FLUSH');
    await set('l', { tags: ['x'] });
    await connection.client.script('FLUSH');
    expect(await level.invalidate({ by: 'tag', tag: 'x', tenant: 'tenant' })).toBe(2);
  });

  it('misses what another wrote under the key that is no entry', async () => {
    await set('k');
    for (const name of await left()) await connection.client.set(name, 'not an entry');
    expect(await textAt('k')).toBeUndefined();
    expect(await left()).toEqual([]);
  });
});

describe('what a level in Redis leaves behind', () => {
  it('is nothing when all has ended, indexes included', async () => {
    const soon = (): Partial<CacheEntry> => ({ staleUntil: systemClock.now() + 300, tags: ['x', 'y'] });
    await Promise.all(Array.from({ length: 200 }, async (_, index) => set(`k${index}`, soon())));
    expect((await left()).length).toBeGreaterThan(200);
    await expect.poll(left, { timeout: 5000 }).toEqual([]);
  });

  it('is no entry of an index beyond the life of what it names', async () => {
    const members = async (): Promise<number> => {
      const indexes = (await left()).filter((name) => name.includes(':t:'));
      const sizes = await Promise.all(indexes.map(async (index) => connection.client.zcard(index)));
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    await Promise.all(
      Array.from({ length: 300 }, async (_, index) =>
        set(`k${index}`, { staleUntil: systemClock.now() + 100, tags: ['x'] }),
      ),
    );
    await sleep(200);
    // A long-lived entry in each bucket keeps the index, and takes out what has ended.
    await Promise.all(Array.from({ length: 1000 }, async (_, index) => set(`l${index}`, { tags: ['x'] })));
    expect(await members()).toBe(1000);
    for (let times = 0; times < 5; times++) {
      await Promise.all(Array.from({ length: 1000 }, async (_, index) => set(`l${index}`, { tags: ['x'] })));
    }
    expect(await members()).toBe(1000);
    expect(await level.invalidate({ by: 'tag', tag: 'x', tenant: undefined })).toBe(1000);
    expect(await left()).toEqual([]);
  });
});

describe('a connection to Redis', () => {
  it('takes an open client, and leaves it open', async () => {
    const client = new Redis(server.url);
    const given = connectRedis({
      clock: systemClock,
      client,
      knobs: { ...REDIS_KNOBS, prefix: `given${place}:` },
    });
    await ready(given);
    const level = redisCache({
      connection: given,
      codec: frameCodec(undefined),
      clock: systemClock,
      onCorrupt: () => undefined,
    });
    await level.set(key('k'), sampleEntry(systemClock.now(), 'text'));
    expect((await level.get(key('k')))?.text).toBe('text');
    await level.close();
    await given.close();
    await expect(given.run(async (client) => client.ping())).rejects.toEqual(UNAVAILABLE);
    expect(await client.ping()).toBe('PONG');
    client.disconnect();
  });

  it('refuses a client that changes the keys', () => {
    const client = new Redis(server.url, { keyPrefix: 'x:', lazyConnect: true });
    expect(() => connectRedis({ clock: systemClock, client, knobs: REDIS_KNOBS })).toThrow(TypeError);
  });
});

describe('redisStats', () => {
  const report = (reporter: string, entries: number, at = 1_000_000) => ({
    reporter,
    entries,
    bytes: entries * 10,
    at,
  });

  it('sums what all add, once each, also when it is given again', async () => {
    const [one, another] = [redisStats({ connection }), redisStats({ connection })];
    const delta = {
      reporter: 'a',
      sequence: 1,
      counts: { 'memory.hits': 2, saved_nano_usd: 5e12 },
      memory: report('a', 3),
    };
    await one.add(delta);
    await one.add(delta);
    await another.add({ reporter: 'b', sequence: 1, counts: { 'memory.hits': 40 }, memory: report('b', 4) });
    await one.add({ ...delta, sequence: 2, counts: { 'memory.hits': 100 }, memory: report('a', 7) });
    expect(await another.read(1_000_000)).toEqual({
      counts: { 'memory.hits': 142, saved_nano_usd: 5e12 },
      memory: { entries: 11, bytes: 110 },
    });
  });

  it('forgets the memory of who left or has not reported for long', async () => {
    const stats = redisStats({ connection });
    await stats.add({ reporter: 'a', sequence: 1, counts: {}, memory: report('a', 3) });
    await stats.add({ reporter: 'b', sequence: 1, counts: {}, memory: report('b', 4) });
    await stats.leave('a');
    expect((await stats.read(1_000_000)).memory.entries).toBe(4);
    expect((await stats.read(1_000_000 + 91_000)).memory.entries).toBe(0);
  });

  it('says so when Redis is away', async () => {
    await server.kill();
    await expect(redisStats({ connection }).read(0)).rejects.toEqual(UNAVAILABLE);
    await server.restart();
  });
});
