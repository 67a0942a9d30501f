import type { ComponentHealth } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { redisCacheKnobs } from '../../driver-knobs.ts';
import { reasonOf, unavailable } from '../../unavailable.ts';
import { deadlines } from './deadlines.ts';

export type RedisClient = Redis | Cluster;
export type RedisKnobs = KnobValues<typeof redisCacheKnobs>;

export interface RedisConnectionOptions {
  readonly knobs: RedisKnobs;
  readonly clock: Clock;
  /** An open client, which stays the opener's to close; without one, `knobs.url` is connected to. */
  readonly client?: RedisClient;
}

/** One connection, which the level, the bus, the flights and the statistics of a process share. */
export interface RedisConnection {
  readonly client: RedisClient;
  readonly knobs: RedisKnobs;
  /**
   * Sends something and waits for the answer, but not for long. Fails at once while Redis is away or too slow.
   *
   * @throws CACHE_LEVEL_UNAVAILABLE
   */
  run<Result>(send: (client: RedisClient) => Promise<Result>): Promise<Result>;
  /**
   * As `run`, for who sends thousands a second: no promise of its own. One of the two is called, once.
   *
   * @throws CACHE_LEVEL_UNAVAILABLE when nothing is sent
   */
  ask<Result>(
    send: (client: RedisClient) => Promise<Result>,
    answered: (result: Result) => void,
    failed: (error: unknown) => void,
  ): void;
  /** The servers that hold keys: all masters of a cluster, or the one there is. */
  nodes(): Redis[];
  /** A connection of its own, for subscriptions; it ends with this one. */
  duplicate(): RedisClient;
  health(): ComponentHealth;
  close(): Promise<void>;
}

type Pace =
  | { readonly kind: 'keeping up' }
  /** It did not answer in time, and nothing is sent until it has answered a probe. */
  | { readonly kind: 'too slow' };

const LONGEST_PAUSE_MS = 2000;

/** What is sent is answered soon or not at all: nothing waits for a connection, and nothing is sent twice. */
const promptly = ({ connect_timeout_ms }: RedisKnobs) => ({
  connectTimeout: connect_timeout_ms,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
});

export function connectRedis({ knobs, clock, client: given }: RedisConnectionOptions): RedisConnection {
  const client = given ?? open(knobs);
  if (client.options.keyPrefix) throw new TypeError('the prefix of keys is set by cache.redis.prefix alone');
  let pace: Pace = { kind: 'keeping up' };
  let lastError = 'no connection was made yet';
  let closed = false;
  const duplicates: RedisClient[] = [];
  const onError = (error: unknown): void => {
    lastError = reasonOf(error);
  };
  client.on('error', onError);

  const probe = async (): Promise<void> => {
    // One that hangs is answered when the server goes on, or fails when the connection ends; then the next is sent.
    const answered = await client.ping().then(
      () => true,
      () => client.status !== 'ready',
    );
    if (answered || closed) pace = { kind: 'keeping up' };
    else setTimeout(() => void probe(), knobs.probe_ms).unref();
  };
  const tooSlow = (): void => {
    if (pace.kind === 'too slow') return;
    pace = { kind: 'too slow' };
    void probe();
  };
  const whyNot = (): string | undefined => {
    if (closed) return 'The connection to Redis was closed';
    if (client.status !== 'ready') return `Redis is not connected (${client.status}): ${lastError}`;
    return pace.kind === 'too slow' ? `Redis did not answer within ${knobs.timeout_ms} ms` : undefined;
  };

  const watch = deadlines(clock, knobs.timeout_ms, tooSlow);
  const ask: RedisConnection['ask'] = (send, answered, failed) => {
    const reason = whyNot();
    if (reason !== undefined) throw unavailable(reason);
    const isOver = watch((): void =>
      failed(unavailable(`Redis did not answer within ${knobs.timeout_ms} ms`)),
    );
    send(client).then(
      (result) => isOver() && answered(result),
      (error: unknown) => isOver() && failed(failureOf(error)),
    );
  };

  return {
    client,
    knobs,
    ask,
    run: async (send) => new Promise((resolve, reject) => ask(send, resolve, reject)),
    nodes: () => (client instanceof Cluster ? client.nodes('master') : [client]),
    duplicate() {
      const copy = copyOf(client);
      copy.on('error', onError);
      duplicates.push(copy);
      return copy;
    },
    health() {
      const reason = whyNot();
      return reason === undefined
        ? { status: 'HEALTHY', detail: 'Redis is connected' }
        : { status: 'UNHEALTHY', detail: reason };
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const copy of duplicates) copy.disconnect();
      client.off('error', onError);
      if (given === undefined) client.disconnect();
    },
  };
}

/** A mistake of the program's must not look like a server that is down. */
const failureOf = (error: unknown): unknown =>
  error instanceof TypeError ? error : unavailable(`Redis: ${reasonOf(error)}`, error);

function open(knobs: RedisKnobs): RedisClient {
  const retryStrategy = (attempt: number): number => Math.min(50 * attempt, LONGEST_PAUSE_MS);
  if (!knobs.cluster) return new Redis(knobs.url, { ...promptly(knobs), retryStrategy });
  return new Cluster(knobs.url.split(','), {
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
    maxRedirections: 4,
    retryDelayOnFailover: 50,
    redisOptions: promptly(knobs),
  });
}

/** A copy reconnects and subscribes again by itself; what it is asked meanwhile waits for that. */
function copyOf(client: RedisClient): RedisClient {
  const patient = { enableOfflineQueue: true, maxRetriesPerRequest: null };
  if (!(client instanceof Cluster)) return client.duplicate(patient);
  // Of each node's options, only who may connect and how.
  const { username, password, tls, db } = {
    ...client.options,
    ...client.options.redisOptions,
  } as RedisOptions;
  const access = Object.fromEntries(
    Object.entries({ username, password, tls, db }).filter(([, value]) => value !== undefined),
  );
  return client.duplicate([], { enableOfflineQueue: true, redisOptions: { ...access, ...patient } });
}
