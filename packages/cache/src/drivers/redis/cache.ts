import { createHash } from 'node:crypto';
import type { Clock } from '@accord/kernel';
import { Cluster, type Redis } from 'ioredis';
import type { CacheEntry } from '../../entry.ts';
import type { FrameCodec } from '../../frame.ts';
import type { CacheKey } from '../../key.ts';
import type { CacheLevel, LevelUsage, MaybePromise, Selector } from '../../level.ts';
import { namePattern } from '../../pattern.ts';
import { storedText } from '../../stored-text.ts';
import { unavailable } from '../../unavailable.ts';
import { byBucket } from './by-bucket.ts';
import type { RedisConnection } from './connection.ts';
import { coalescedGets } from './gets.ts';
import { BUCKETS, bucketOf, type RedisKeys, redisKeys } from './keys.ts';
import { script } from './script.ts';

export interface RedisCacheOptions {
  readonly connection: RedisConnection;
  readonly codec: FrameCodec;
  readonly clock: Clock;
  /** Told of each entry that could not be read back whole. */
  onCorrupt(key: CacheKey): void;
}

/** Before the frame: which tags the entry has, so that an index can tell an entry that lost a tag since. */
const FINGERPRINT_BYTES = 8;
const LONGEST_LIFE_MS = 10 * 365 * 24 * 60 * 60 * 1000;
const SCANNED_AT_ONCE = 1000;
const REMOVED_AT_ONCE = 500;
/** Sizes are measured on so many entries of each server, and the rest is taken to be alike. */
const MEASURED = 1000;
/** A scan may name a key twice while the server grows its table; of so many that is noticed. */
const TOLD_APART = 20_000;

/**
 * The entry and its place in the index of each of its tags, together. An index is ordered by when its entries end, so
 * that those that have ended are taken out by whoever adds one, and it ends itself with the last.
 */
const setTagged = script(`
  local life = tonumber(ARGV[2])
  redis.call('SET', KEYS[1], ARGV[1], 'PX', life)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  for index = 2, #KEYS do
    redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', now)
    redis.call('ZADD', KEYS[index], now + life, ARGV[3])
    if redis.call('PTTL', KEYS[index]) < life then redis.call('PEXPIRE', KEYS[index], life) end
  end
`);

/** Takes some entries out of the index of a tag and removes those that still have the tag. */
const removeTagged = script(`
  local taken = redis.call('ZPOPMIN', KEYS[1], ARGV[2])
  local removed = 0
  for at = 1, #taken, 2 do
    local key = ARGV[1] .. string.sub(taken[at], ${FINGERPRINT_BYTES + 1})
    if redis.call('GETRANGE', key, 0, ${FINGERPRINT_BYTES - 1}) == string.sub(taken[at], 1, ${FINGERPRINT_BYTES}) then
      removed = removed + redis.call('UNLINK', key)
    end
  end
  return { removed, #taken / 2 }
`);

/** Removes an entry if it is still the one that was read. */
const removeExactly = script(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('UNLINK', KEYS[1]) end
  return 0
`);

/** Entries in Redis, single or Cluster, that all processes share. */
export function redisCache({ connection, codec, clock, onCorrupt }: RedisCacheOptions): CacheLevel {
  const { knobs } = connection;
  const keys = redisKeys(knobs.prefix);
  const ask = coalescedGets(connection, keys);
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let counted: { readonly at: number; readonly usage: LevelUsage } | undefined;
  const refuseWhenClosed = (): void => {
    if (closed) throw unavailable('The cache was closed');
  };

  const write = async (
    key: CacheKey,
    value: Buffer,
    tags: readonly string[],
    lifeMs: number,
  ): Promise<void> => {
    const entry = keys.entry(key);
    if (lifeMs <= 0 || value.length > knobs.max_entry_bytes) {
      await connection.run(async (client) => client.unlink(entry));
    } else if (tags.length === 0) {
      await connection.run(async (client) => client.set(entry, value, 'PX', lifeMs));
    } else {
      const bucket = bucketOf(key);
      const indexes = [...new Set(tags)].map((tag) => keys.tag(bucket, key.tenant, tag));
      const member = Buffer.concat([value.subarray(0, FINGERPRINT_BYTES), Buffer.from(storedText(key.name))]);
      await connection.run(async (client) => setTagged(client, [entry, ...indexes], [value, lifeMs, member]));
    }
  };

  const read = (key: CacheKey, value: Buffer): MaybePromise<CacheEntry | undefined> => {
    const entry = codec.decode(key, value.subarray(FINGERPRINT_BYTES));
    if (entry === 'corrupt') return removeCorrupt(key, value);
    return entry.staleUntil > clock.now() ? entry : undefined;
  };
  const removeCorrupt = async (key: CacheKey, value: Buffer): Promise<undefined> => {
    onCorrupt(key);
    // When it cannot be removed now, the next who finds it tries again.
    await connection
      .run(async (client) => removeExactly(client, [keys.entry(key)], [value]))
      .catch(() => undefined);
  };

  return {
    name: 'redis',
    capabilities: new Set(['persistent', 'shared'] as const),
    get(key) {
      refuseWhenClosed();
      return new Promise((resolve, reject) => {
        ask({
          key,
          answered: (value) => resolve(value === null ? undefined : read(key, value)),
          failed: reject,
        });
      });
    },
    async set(key, entry) {
      refuseWhenClosed();
      const value = Buffer.concat([fingerprintOf(entry.tags), codec.encode(key, entry)]);
      const lifeMs = Math.min(Math.ceil(entry.staleUntil - clock.now()), LONGEST_LIFE_MS);
      const writing = write(key, value, entry.tags, lifeMs);
      underWay.add(writing);
      await writing.finally(() => underWay.delete(writing));
    },
    async invalidate(selector) {
      refuseWhenClosed();
      // What was asked to be written before is written first, also when it has to be sent twice.
      await Promise.allSettled(underWay);
      counted = undefined;
      return remove(connection, keys, selector);
    },
    async usage() {
      refuseWhenClosed();
      if (counted === undefined || clock.monotonic() - counted.at >= knobs.usage_every_ms) {
        counted = { at: clock.monotonic(), usage: await usageOf(connection, keys) };
      }
      return counted.usage;
    },
    health: async () =>
      closed ? { status: 'UNHEALTHY', detail: 'The cache was closed' } : connection.health(),
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
    },
  };
}

const NO_TAGS = Buffer.alloc(FINGERPRINT_BYTES);

function fingerprintOf(tags: readonly string[]): Buffer {
  if (tags.length === 0) return NO_TAGS;
  const digest = createHash('sha256')
    .update(JSON.stringify([...tags].sort()))
    .digest();
  return digest.subarray(0, FINGERPRINT_BYTES);
}

async function remove(connection: RedisConnection, keys: RedisKeys, selector: Selector): Promise<number> {
  switch (selector.by) {
    case 'key':
      return connection.run(async (client) => client.unlink(keys.entry(selector.key)));
    case 'tag':
      return removeByTag(connection, keys, selector);
    case 'pattern': {
      const { prefix, matches } = namePattern(selector.pattern);
      const like = keys.entriesLike(selector.tenant, prefix);
      return removeLike(connection, like, (entry) => matches(keys.keyOfEntry(entry).name));
    }
    case 'all':
      return removeLike(connection, keys.entriesLike(selector.tenant, ''), () => true);
  }
}

async function removeByTag(
  connection: RedisConnection,
  keys: RedisKeys,
  { tag, tenant }: Extract<Selector, { by: 'tag' }>,
): Promise<number> {
  if (tenant !== undefined) {
    const places = BUCKETS.map((bucket) => ({ bucket, tenant }));
    return sum(await Promise.all(places.map(async (place) => removeIndexed(connection, keys, tag, place))));
  }
  let total = 0;
  for await (const indexes of scanned(connection, keys.tagsLike(tag))) {
    const places = indexes.map(keys.placeOfTag);
    total += sum(await Promise.all(places.map(async (place) => removeIndexed(connection, keys, tag, place))));
  }
  return total;
}

async function removeIndexed(
  connection: RedisConnection,
  keys: RedisKeys,
  tag: string,
  { bucket, tenant }: { readonly bucket: string; readonly tenant: string },
): Promise<number> {
  const index = keys.tag(bucket, tenant, tag);
  const entries = keys.entriesOf(bucket, tenant);
  let total = 0;
  for (;;) {
    const [removed = 0, taken = 0] = (await connection.run(async (client) =>
      removeTagged(client, [index], [entries, REMOVED_AT_ONCE]),
    )) as number[];
    total += removed;
    if (taken < REMOVED_AT_ONCE) return total;
  }
}

async function removeLike(
  connection: RedisConnection,
  like: string,
  isMeant: (entry: string) => boolean,
): Promise<number> {
  let total = 0;
  for await (const entries of scanned(connection, like)) {
    const meant = entries.filter(isMeant);
    total += sum(await Promise.all(slotsOf(connection, meant).map(async (slot) => unlink(connection, slot))));
  }
  return total;
}

const unlink = async (connection: RedisConnection, entries: readonly string[]): Promise<number> =>
  connection.run(async (client) => client.unlink(...entries));

/** In lists that one command may name: in a cluster, of one bucket each. */
function slotsOf({ client }: RedisConnection, entries: readonly string[]): readonly (readonly string[])[] {
  if (entries.length === 0) return [];
  if (!(client instanceof Cluster)) return [entries];
  return byBucket(entries, (entry) => entry.slice(0, entry.indexOf('}')));
}

/** All keys that are like the pattern and were there all the while, of every server, some at a time. */
async function* scanned(connection: RedisConnection, like: string): AsyncGenerator<string[]> {
  for (const node of connection.nodes()) {
    let cursor = '0';
    do {
      const [next, found] = await scanOnce(connection, node, cursor, like);
      cursor = next;
      if (found.length > 0) yield found;
    } while (cursor !== '0');
  }
}

const scanOnce = async (connection: RedisConnection, node: Redis, cursor: string, like: string) =>
  connection.run(async () => node.scan(cursor, 'MATCH', like, 'COUNT', SCANNED_AT_ONCE));

async function usageOf(connection: RedisConnection, keys: RedisKeys): Promise<LevelUsage> {
  const seen = new Set<string>();
  let count = 0;
  let measured = 0;
  let measuredBytes = 0;
  for await (const entries of scanned(connection, keys.entriesLike(undefined, ''))) {
    const fresh = entries.filter((entry) => !seen.has(entry));
    if (seen.size < TOLD_APART) for (const entry of fresh) seen.add(entry);
    count += fresh.length;
    const sample = fresh.slice(0, Math.max(0, MEASURED - measured));
    const lengths = await Promise.all(
      sample.map(async (entry) => connection.run(async (client) => client.strlen(entry))),
    );
    measured += sample.length;
    measuredBytes += sum(lengths) + sum(sample.map((entry) => Buffer.byteLength(entry)));
  }
  const bytes = measured === 0 ? 0 : Math.round((measuredBytes / measured) * count);
  return { entries: count, bytes };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
