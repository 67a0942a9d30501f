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
  let underWay = 0;
  const isCluster = connection.client instanceof Cluster;

  const send = (some: readonly Asked[]): void => {
    const failed = (error: unknown): void => {
      underWay -= 1;
      for (const one of some) one.failed(error);
    };
    const answered = (values: readonly (Buffer | null)[]): void => {
      underWay -= 1;
      some.forEach((one, index) => one.answered(values[index] ?? null));
    };
    const [first] = some;
    underWay += 1;
    try {
      if (some.length > 1 || first === undefined) {
        connection.ask(
          (client) => client.mgetBuffer(some.map(({ key }) => keys.entry(key))),
          answered,
          failed,
        );
      } else {
        connection.ask(
          (client) => client.getBuffer(keys.entry(first.key)),
          (value) => answered([value]),
          failed,
        );
      }
    } catch (error) {
      failed(error);
    }
  };
  const flush = (): void => {
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

  // One alone goes out at once; while an answer is awaited, the others of a turn go together.
  return (asked) => {
    if (underWay === 0 && gathered.length === 0) return send([asked]);
    gathered.push(asked);
    if (gathered.length === 1) process.nextTick(flush);
  };
}
