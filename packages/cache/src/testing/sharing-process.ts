/**
 * A server process as far as the levels go: `node sharing-process.js REDIS_URL PREFIX DATABASE`. It keeps what it reads
 * in memory and on disk, and answers a line `{"id":1,"do":"get","name":"k"}` on its input with one on its output.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '@accord/kernel';
import { connectRedis, redisBus, redisCache } from '../drivers/redis.ts';
import { sqliteCache } from '../drivers/sqlite.ts';
import type { CacheEntry } from '../entry.ts';
import { frameCodec } from '../frame.ts';
import type { CacheKey } from '../key.ts';
import type { Selector } from '../level.ts';
import { REDIS_SETTINGS } from './redis-settings.ts';
import { sampleEntry } from './sample-entry.ts';
import { WRITING_KNOBS } from './written-values.ts';

interface Order {
  readonly id: number;
  readonly do: 'get' | 'set' | 'invalidate';
  readonly name: string;
  readonly text?: string;
}

const [url = '', prefix = '', path = ''] = process.argv.slice(2);
const say = (line: object): number => writeSync(1, `${JSON.stringify(line)}\n`);
const keyOf = (name: string): CacheKey => ({ tenant: 'tenant', name });

const given = { codec: frameCodec(undefined), clock: systemClock, onCorrupt: () => undefined };
const connection = connectRedis({ clock: systemClock, knobs: { ...REDIS_SETTINGS, url, prefix } });
const memory = new Map<string, CacheEntry>();
const disk = sqliteCache({ ...given, path, knobs: WRITING_KNOBS });
const redis = redisCache({ ...given, connection });
const bus = redisBus({ connection, clock: systemClock, position: disk.position });

/** Counts invalidations, so that what was read before one is not kept after it. */
let epoch = 0;
async function forget(selector: Selector): Promise<void> {
  epoch += 1;
  memory.clear();
  await disk.invalidate(selector);
}
bus.onAnnounced(forget);

async function get(name: string): Promise<string | undefined> {
  const key = keyOf(name);
  const before = epoch;
  const near = memory.get(name) ?? (await disk.get(key));
  const entry = near ?? (await redis.get(key));
  if (entry !== undefined && before === epoch) {
    memory.set(name, entry);
    if (near === undefined) await disk.set(key, entry);
  }
  return entry?.text;
}

async function obey(order: Order): Promise<string | undefined> {
  if (order.do === 'get') return get(order.name);
  const key = keyOf(order.name);
  const selector: Selector = { by: 'key', key };
  if (order.do === 'set') {
    await redis.set(key, sampleEntry(systemClock.now(), order.text ?? ''));
    return undefined;
  }
  await redis.invalidate(selector);
  await forget(selector);
  await bus.announce(selector);
  return undefined;
}

await bus.ready();
say({ id: 0 });
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  obey(order).then(
    (text) => say({ id: order.id, text }),
    (error: unknown) => say({ id: order.id, error: String(error) }),
  );
}
