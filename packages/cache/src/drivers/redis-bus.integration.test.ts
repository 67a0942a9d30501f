import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@accord/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Selector } from '../level.ts';
import type { Position, PositionStore } from '../log-position.ts';
import { ready } from '../testing/redis-connection.ts';
import { REDIS_SETTINGS as REDIS_KNOBS } from '../testing/redis-settings.ts';
import { type RedisServer, startRedis, startRedisCluster } from '../testing/redis-server.ts';
import { connectRedis, type RedisBus, type RedisConnection, redisBus } from './redis.ts';

const UNAVAILABLE = expect.objectContaining({ code: 'CACHE_LEVEL_UNAVAILABLE' });
const EVERYTHING: Selector = { by: 'all', tenant: undefined };
const byTag = (tag: string): Selector => ({ by: 'tag', tag, tenant: undefined });

interface Member {
  readonly bus: RedisBus;
  readonly connection: RedisConnection;
  readonly received: Selector[];
}

let server: RedisServer;
let members: Member[];
let prefix: string;
let place = 0;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => server.stop());
beforeEach(() => {
  members = [];
  place += 1;
  prefix = `test${place}:`;
});
afterEach(async () => {
  server.resume();
  for (const { bus, connection } of members) {
    await bus.close();
    await connection.close();
  }
});

interface Joining {
  readonly position?: PositionStore;
  readonly receive?: (selector: Selector) => Promise<void>;
  readonly url?: string;
  readonly knobs?: Partial<typeof REDIS_KNOBS>;
}

async function join({ position, receive, url = server.url, knobs }: Joining = {}): Promise<Member> {
  const cluster = url.includes(',');
  const connection = connectRedis({
    clock: systemClock,
    knobs: { ...REDIS_KNOBS, url, cluster, prefix, ...knobs },
  });
  await ready(connection);
  const bus = redisBus({ connection, clock: systemClock, ...(position === undefined ? {} : { position }) });
  const received: Selector[] = [];
  bus.onAnnounced(async (selector) => {
    await receive?.(selector);
    received.push(selector);
  });
  const member = { bus, connection, received };
  members.push(member);
  await bus.ready();
  received.length = 0;
  return member;
}

function positionStore(): PositionStore & { at: Position | undefined } {
  return {
    at: undefined,
    load() {
      return this.at;
    },
    async save(position) {
      this.at = position;
    },
  };
}

describe('redisBus', () => {
  it('resolves when every other process has received, and not before', async () => {
    const [one, another, third] = [await join(), await join(), await join()];
    const selectors: Selector[] = [
      { by: 'key', key: { tenant: 't', name: 'n\0 한글' } },
      { by: 'pattern', pattern: 'search:*', tenant: 't' },
      byTag('x'),
      EVERYTHING,
    ];
    for (const selector of selectors) {
      await one.bus.announce(selector);
      expect(another.received.at(-1)).toEqual(selector);
      expect(third.received.at(-1)).toEqual(selector);
    }
    expect(one.received).toEqual([]);
    expect(another.received).toEqual(selectors);
  });

  it('waits for who is slow to apply it, longer than a lease', async () => {
    const one = await join();
    let applied = false;
    await join({
      receive: async () => {
        await sleep(2 * REDIS_KNOBS.member_lease_ms);
        applied = true;
      },
    });
    applied = false;
    await one.bus.announce(byTag('x'));
    expect(applied).toBe(true);
  });

  it('keeps the order, and takes many at once', async () => {
    const [one, another, third] = [await join(), await join(), await join()];
    const tags = Array.from({ length: 60 }, (_, index) => `tag ${index}`);
    await Promise.all(tags.map(async (tag, index) => (index % 2 ? one : third).bus.announce(byTag(tag))));
    expect(another.received.map((selector) => (selector.by === 'tag' ? selector.tag : '')).sort()).toEqual(
      [...tags].sort(),
    );
    expect(one.received).toHaveLength(30);
  });

  it('does not wait for a process that vanished longer than its lease', async () => {
    const one = await join();
    const gone = await join();
    gone.connection.client.disconnect();
    const since = performance.now();
    await one.bus.announce(byTag('x'));
    expect(performance.now() - since).toBeLessThan(10 * REDIS_KNOBS.member_lease_ms);
  });

  it('tells who reconnects what it missed', async () => {
    const one = await join();
    const away = await join();
    away.connection.client.disconnect();
    await one.bus.announce(byTag('x'));
    await one.bus.announce(byTag('y'));
    expect(away.received).toEqual([]);
    await away.connection.client.connect();
    await expect.poll(() => away.received).toEqual([byTag('x'), byTag('y')]);
  });

  it('tells who reconnects to forget all when the log does not go back so far', async () => {
    const one = await join({ knobs: { log_limit: 10 } });
    const away = await join();
    away.connection.client.disconnect();
    for (let count = 0; count < 12; count++) await one.bus.announce(byTag(`${count}`));
    await away.connection.client.connect();
    await expect.poll(() => away.received).toEqual([EVERYTHING]);
  });

  it('tells who restarts what was missed since the position it kept', async () => {
    const position = positionStore();
    const one = await join();
    const before = await join({ position });
    await one.bus.announce(byTag('seen'));
    await before.bus.close();
    await one.bus.announce(byTag('missed'));
    const received: Selector[] = [];
    await join({ position, receive: async (selector) => void received.push(selector) });
    expect(received).toEqual([byTag('missed')]);
  });

  it('tells who kept no position to forget all', async () => {
    const received: Selector[] = [];
    const receive = async (selector: Selector): Promise<void> => void received.push(selector);
    await join({ receive });
    await join({ position: positionStore(), receive });
    expect(received).toEqual([EVERYTHING, EVERYTHING]);
  });

  it('tells all to forget all when Redis has lost the log, and goes on', async () => {
    const [one, another] = [await join(), await join()];
    await one.bus.announce(byTag('x'));
    await server.restart();
    await expect.poll(() => another.received, { timeout: 5000 }).toEqual([byTag('x'), EVERYTHING]);
    await expect
      .poll(
        async () =>
          one.bus.announce(byTag('y')).then(
            () => 'told',
            () => 'not told',
          ),
        { timeout: 5000 },
      )
      .toBe('told');
    expect(another.received.at(-1)).toEqual(byTag('y'));
  });

  it('says so at once when Redis is away', async () => {
    const one = await join();
    await server.kill();
    await expect.poll(() => one.bus.health().status).not.toBe('HEALTHY');
    await expect(one.bus.announce(byTag('x'))).rejects.toEqual(UNAVAILABLE);
    await server.restart();
    await expect.poll(() => one.bus.health().status, { timeout: 5000 }).toBe('HEALTHY');
  });

  it('gives up on who lives but never applies it', async () => {
    const one = await join({ knobs: { announce_timeout_ms: 300 } });
    let isStuck = false;
    const { promise, release } = blocked();
    await join({ receive: async () => (isStuck ? promise : undefined) });
    isStuck = true;
    await expect(one.bus.announce(byTag('x'))).rejects.toEqual(UNAVAILABLE);
    release();
  });

  it('is announced to by a process that follows nothing itself', async () => {
    const one = await join();
    const connection = connectRedis({
      clock: systemClock,
      knobs: { ...REDIS_KNOBS, url: server.url, prefix },
    });
    await ready(connection);
    const bus = redisBus({ connection, clock: systemClock });
    await bus.announce(byTag('from outside'));
    expect(one.received).toEqual([byTag('from outside')]);
    await bus.close();
    await bus.close();
    await expect(bus.announce(byTag('late'))).rejects.toEqual(UNAVAILABLE);
    await connection.close();
  });

  it('works in a cluster', { timeout: 30_000 }, async () => {
    const servers = await startRedisCluster();
    const [one, another] = [await join({ url: servers.url }), await join({ url: servers.url })];
    await one.bus.announce(byTag('x'));
    await another.bus.announce(byTag('y'));
    expect(another.received).toEqual([byTag('x')]);
    expect(one.received).toEqual([byTag('y')]);
    for (const { bus, connection } of members.splice(0)) {
      await bus.close();
      await connection.close();
    }
    await servers.stop();
  });
});

function blocked(): { readonly promise: Promise<void>; release(): void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release: () => release() };
}
