import { Cluster } from 'ioredis';
import { byBucket } from './by-bucket.ts';
import { bucketOf, type RedisKeys } from './keys.ts';
import type { CacheKey } from '../../key.ts';
import type { RedisConnection } from './connection.ts';

interface Asked {
  readonly key: CacheKey;
  readonly answered: (value: Buffer | null) => void;
  readonly failed: (error: unknown) => void;
}

/** The longest list of one command: longer ones gain nothing, and hold up what others send. */
const MOST_AT_ONCE = 256;

/**
 * Reads that are asked for within one turn of the event loop are sent as one command: the server and the client both
 * do most of their work by the command, not by the key.
 */
export function coalescedGets(connection: RedisConnection, keys: RedisKeys): (asked: Asked) => void {
  let gathered: Asked[] = [];
  let gathering = false;
  const isCluster = connection.client instanceof Cluster;

  const sendOne = ({ key, answered, failed }: Asked): void =>
    connection.ask((client) => client.getBuffer(keys.entry(key)), answered, failed);
  const sendMany = (some: readonly Asked[], failed: (error: unknown) => void): void =>
    connection.ask(
      (client) => client.mgetBuffer(some.map(({ key }) => keys.entry(key))),
      (values) => some.forEach(({ answered }, index) => answered(values[index] ?? null)),
      failed,
    );
  const send = (some: readonly Asked[]): void => {
    const fail = (error: unknown): void => {
      for (const { failed } of some) failed(error);
    };
    try {
      const [first] = some;
      if (some.length === 1 && first !== undefined) sendOne(first);
      else sendMany(some, fail);
    } catch (error) {
      fail(error);
    }
  };
  const flush = (): void => {
    gathering = false;
    if (gathered.length === 0) return;
    const asked = gathered;
    gathered = [];
    // In a cluster, one command reaches the keys of one slot.
    const groups = isCluster ? byBucket(asked, ({ key }) => bucketOf(key)) : [asked];
    for (const group of groups) {
      for (let from = 0; from < group.length; from += MOST_AT_ONCE) {
        send(group.slice(from, from + MOST_AT_ONCE));
      }
    }
  };

  // The first goes out at once: when it stays alone, it has lost no time.
  return (asked) => {
    if (gathering) {
      gathered.push(asked);
      return;
    }
    gathering = true;
    process.nextTick(flush);
    send([asked]);
  };
}
