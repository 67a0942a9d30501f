import { createSecretKey, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@accord/kernel';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Boarding, FlightLease, FollowedFlight, SharedFlights } from '../flights.ts';
import { frameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import { ready } from '../testing/redis-connection.ts';
import { REDIS_SETTINGS as REDIS_KNOBS } from '../testing/redis-settings.ts';
import { type RedisServer, startRedis, startRedisCluster } from '../testing/redis-server.ts';
import { randomText, sampleEntry } from '../testing/sample-entry.ts';
import { connectRedis, type RedisConnection, redisFlights } from './redis.ts';

const UNAVAILABLE = expect.objectContaining({ code: 'CACHE_LEVEL_UNAVAILABLE' });
const key: CacheKey = { tenant: 'tenant', name: 'task:9f3c' };
const entry = sampleEntry(1_000, '{"answer":"숲"}', ['tag']);
const codec = frameCodec(createSecretKey(randomBytes(32)));

interface Party {
  readonly flights: SharedFlights;
  readonly connection: RedisConnection;
}

let server: RedisServer;
let parties: Party[];
let prefix: string;
let place = 0;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => server.stop());
beforeEach(() => {
  parties = [];
  place += 1;
  prefix = `test${place}:`;
});
const closeAll = async (): Promise<void> => {
  for (const { flights, connection } of parties.splice(0)) {
    await flights.close();
    await connection.close();
  }
};
afterEach(async () => {
  server.resume();
  await closeAll();
});

async function open(url = server.url): Promise<Party> {
  const connection = connectRedis({
    clock: systemClock,
    knobs: { ...REDIS_KNOBS, url, cluster: url.includes(','), prefix },
  });
  await ready(connection);
  const party = { connection, flights: redisFlights({ connection, codec }) };
  parties.push(party);
  return party;
}

function holderOf(boarding: Boarding): FlightLease {
  if (boarding.kind !== 'holder') throw new TypeError('expected to hold the flight');
  return boarding.lease;
}
function followerOf(boarding: Boarding): FollowedFlight {
  if (boarding.kind !== 'follower') throw new TypeError('expected to follow the flight');
  return boarding.flight;
}
async function eventsOf(flight: FollowedFlight, signal = new AbortController().signal): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of flight.events(signal)) events.push(event);
  return events;
}
const piece = (piece: string) => ({ kind: 'piece', piece });
const landed = { kind: 'landed', entry };

describe('redisFlights', () => {
  it('lets one of many compute, and the others follow', async () => {
    const [one, another] = [await open(), await open()];
    const boardings = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => (index % 2 ? one : another).flights.board(key)),
    );
    const holders = boardings.filter(({ kind }) => kind === 'holder');
    expect(holders).toHaveLength(1);
    const following = boardings
      .filter(({ kind }) => kind === 'follower')
      .map(async (boarding) => eventsOf(followerOf(boarding)));
    for (const holder of holders) await holderOf(holder).land(entry);
    expect(await Promise.all(following)).toEqual(following.map(() => [landed]));
  });

  it('flies anew after the landing, and other keys meanwhile', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    holderOf(await another.flights.board({ tenant: 'other', name: key.name }));
    await lease.land(entry);
    holderOf(await another.flights.board(key));
  });

  it('passes a stream on from its beginning, as it goes, to whoever comes', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    const early = eventsOf(followerOf(await another.flights.board(key)));
    const pieces = Array.from({ length: 500 }, (_, index) => `piece ${index} \ud83d`);
    for (const [index, text] of pieces.entries()) {
      lease.emit(text);
      if (index % 100 === 0) await sleep(5);
    }
    const late = eventsOf(followerOf(await another.flights.board(key)));
    await lease.land(entry);
    const expected = [...pieces.map(piece), landed];
    expect(await early).toEqual(expected);
    expect(await late).toEqual(expected);
  });

  it('shows a piece before the landing', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    const events = followerOf(await another.flights.board(key)).events(new AbortController().signal);
    const iterator = events[Symbol.asyncIterator]();
    lease.emit('first');
    expect((await iterator.next()).value).toEqual(piece('first'));
    await lease.abandon();
    expect((await iterator.next()).value).toEqual({ kind: 'not_shared' });
    expect((await iterator.next()).done).toBe(true);
  });

  it('keeps the flight of a holder that takes long', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    await sleep(3 * REDIS_KNOBS.flight_lease_ms);
    const following = eventsOf(followerOf(await another.flights.board(key)));
    await lease.land(entry);
    expect(await following).toEqual([landed]);
  });

  it('is lost with its holder, and then another computes', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    lease.emit('a beginning');
    const flight = followerOf(await another.flights.board(key));
    one.connection.client.disconnect();
    expect((await eventsOf(flight)).at(-1)).toEqual({ kind: 'lost' });
    holderOf(await another.flights.board(key));
  });

  it('does not land what was lost before', async () => {
    const [one, another] = [await open(), await open()];
    const stale = holderOf(await one.flights.board(key));
    one.connection.client.disconnect();
    await sleep(1.5 * REDIS_KNOBS.flight_lease_ms);
    const lease = holderOf(await another.flights.board(key));
    await one.connection.client.connect();
    const following = eventsOf(followerOf(await one.flights.board(key)));
    await stale.land({ ...entry, text: 'stale' });
    await stale.seal();
    await lease.land(entry);
    expect(await following).toEqual([landed]);
  });

  it('takes nobody on board any more when it is sealed, and still lands for who is', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    const before = eventsOf(followerOf(await another.flights.board(key)));
    await lease.seal();
    const next = holderOf(await another.flights.board(key));
    const after = eventsOf(followerOf(await one.flights.board(key)));
    await sleep(2 * REDIS_KNOBS.flight_lease_ms);
    const once = { ...entry, staleUntil: entry.storedAt };
    await lease.land(once);
    await next.land(entry);
    expect(await before).toEqual([{ kind: 'landed', entry: once }]);
    expect(await after).toEqual([landed]);
  });

  it('does not share what is too long', async () => {
    const [one, another] = [await open(), await open()];
    const first = holderOf(await one.flights.board(key));
    const following = eventsOf(followerOf(await another.flights.board(key)));
    await first.land({ ...entry, text: randomText(200_000) });
    expect(await following).toEqual([{ kind: 'not_shared' }]);

    const second = holderOf(await one.flights.board(key));
    const streamed = eventsOf(followerOf(await another.flights.board(key)));
    for (let count = 0; count < 20; count++) second.emit(randomText(10_000));
    await second.land(entry);
    expect((await streamed).at(-1)).toEqual({ kind: 'not_shared' });
  });

  it('can be left', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    const leaving = new AbortController();
    const following = eventsOf(followerOf(await another.flights.board(key)), leaving.signal);
    leaving.abort();
    expect(await following).toEqual([]);
    await lease.abandon();
  });

  it('ends what it holds when it is closed, and leaves nothing behind', async () => {
    const [one, another] = [await open(), await open()];
    holderOf(await one.flights.board(key));
    const following = eventsOf(followerOf(await another.flights.board(key)));
    await one.flights.close();
    expect(await following).toEqual([{ kind: 'not_shared' }]);
    await expect(one.flights.board(key)).rejects.toEqual(UNAVAILABLE);
    const left = async () => another.connection.client.keys(`${prefix}*`);
    await expect.poll(left, { timeout: 2 * REDIS_KNOBS.flight_keep_ms }).toEqual([]);
  });

  it('seals pieces and landing where entries are sealed', async () => {
    const one = await open();
    const lease = holderOf(await one.flights.board(key));
    lease.emit('a secret');
    await lease.land({ ...entry, text: 'another secret' });
    const streams = (await one.connection.client.keys(`${prefix}*`)).filter((name) =>
      name.includes('stream'),
    );
    expect(streams).toHaveLength(1);
    const kept = await one.connection.client.xrangeBuffer(streams[0] ?? '', '-', '+');
    expect(kept).toHaveLength(2);
    expect(Buffer.concat(kept.flatMap(([, fields]) => fields)).includes('secret')).toBe(false);
  });

  it('says so when Redis is away, and loses who follows', async () => {
    const [one, another] = [await open(), await open()];
    const lease = holderOf(await one.flights.board(key));
    const following = eventsOf(followerOf(await another.flights.board(key)));
    await server.kill();
    expect(await following).toEqual([{ kind: 'lost' }]);
    await expect(one.flights.board(key)).rejects.toEqual(UNAVAILABLE);
    lease.emit('unheard');
    await server.restart();
    await ready(one.connection);
    await lease.abandon();
    holderOf(await one.flights.board(key));
  });

  it('works in a cluster', { timeout: 30_000 }, async () => {
    const servers = await startRedisCluster();
    const [one, another] = [await open(servers.url), await open(servers.url)];
    for (const name of ['a', 'b', 'c', 'd']) {
      const lease = holderOf(await one.flights.board({ tenant: 't', name }));
      const following = eventsOf(followerOf(await another.flights.board({ tenant: 't', name })));
      lease.emit('x');
      await lease.land(entry);
      expect(await following).toEqual([piece('x'), landed]);
    }
    await closeAll();
    await servers.stop();
  });
});
