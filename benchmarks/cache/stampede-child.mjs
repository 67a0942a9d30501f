import { setTimeout as sleep } from 'node:timers/promises';
import { frameCodec, redisCacheKnobs } from '@accord/cache';
import { connectRedis, redisBus, redisCache, redisFlights } from '@accord/cache/drivers/redis';
import { systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { openBenchCache } from './open-cache.mjs';

/** One of several processes that miss the same key at once: says when it is ready, and what it computed. */
const [, , url, callers] = process.argv;
const layer = { origin: 'benchmark', values: new Map([['cache.redis.url', url]]) };
const knobs = resolveKnobs([redisCacheKnobs], [layer]).of(redisCacheKnobs);
const connection = connectRedis({ knobs, clock: systemClock });
const codec = frameCodec(undefined);
const cache = openBenchCache({
  levels: [redisCache({ connection, codec, clock: systemClock, onCorrupt() {} })],
  bus: redisBus({ connection, clock: systemClock }),
  flights: redisFlights({ connection, codec }),
});
while (connection.health().status !== 'HEALTHY') await sleep(10);

let calls = 0;
const compute = async () => {
  calls += 1;
  await sleep(200);
  return { value: `made by ${process.pid}`, cacheable: { kind: 'yes' } };
};

const missAtOnce = async () => {
  const key = { tenant: 'benchmark', name: 'stampede' };
  const policy = { life: { by: 'mode', mode: 'balanced' } };
  const asked = Array.from({ length: Number(callers) }, async () => cache.getOrCompute(key, compute, policy));
  const values = new Set((await Promise.all(asked)).map(({ value }) => value));
  process.send({ calls, values: [...values] });
  await cache.close();
  await connection.close();
  process.disconnect();
};

process.once('message', () => void missAtOnce());
process.send('ready');
