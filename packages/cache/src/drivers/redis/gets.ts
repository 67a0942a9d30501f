import { Cluster } from 'ioredis';
import { byBucket } from './by-bucket.ts';
import { bucketOf, type RedisKeys } from './keys.ts';
import type { CacheKey } from '../../key.ts';
import type { RedisConnection } from './connection.ts';

interface Asked {
  readonly key: CacheKey;
  readonly resolve: (value: Buffer | null) => void;
  readonly reject: (error: unknown) => void;
}

/** The longest list of one command: longer ones gain nothing, and hold up what others send. */
const MOST_AT_ONCE = 256;

/**
 * Reads that are asked for within one turn of the event loop are sent as one command: the server and the client both
 * do most of their work by the command, not by the key.
 */
export function coalescedGets(
  connection: RedisConnection,
  keys: RedisKeys,
): (key: CacheKey) => Promise<Buffer | null> {
  let gathered: Asked[] = [];
  const isCluster = connection.client instanceof Cluster;

  const send = async (some: readonly Asked[]): Promise<void> => {
    try {
      const values = await connection.run(async (client) =>
        some.length === 1 && some[0] !== undefined
          ? [await client.getBuffer(keys.entry(some[0].key))]
          : client.mgetBuffer(some.map(({ key }) => keys.entry(key))),
      );
      some.forEach(({ resolve }, index) => resolve(values[index] ?? null));
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  };
  const flush = (): void => {
    const asked = gathered;
    gathered = [];
    // In a cluster, one command reaches the keys of one slot.
    const groups = isCluster ? byBucket(asked, ({ key }) => bucketOf(key)) : [asked];
    for (const group of groups) {
      for (let from = 0; from < group.length; from += MOST_AT_ONCE) {
        void send(group.slice(from, from + MOST_AT_ONCE));
      }
    }
  };

  return async (key) =>
    new Promise((resolve, reject) => {
      gathered.push({ key, resolve, reject });
      if (gathered.length === 1) process.nextTick(flush);
    });
}
