import { randomUUID } from 'node:crypto';
import type { Clock } from '@accord/kernel';
import type { ComponentHealth } from '@accord/contract';
import type { InvalidationBus } from '../../bus.ts';
import type { Selector } from '../../level.ts';
import type { Position, PositionStore } from '../../log-position.ts';
import { reasonOf, unavailable } from '../../unavailable.ts';
import type { RedisConnection } from './connection.ts';
import { channelsOf, type InvalidationLog, invalidationLog } from './invalidation-log.ts';
import { redisKeys } from './keys.ts';

export interface RedisBusOptions {
  readonly connection: RedisConnection;
  readonly clock: Clock;
  /** Kept with the entries that outlive the process. Without it, the process begins by forgetting all that it has. */
  readonly position?: PositionStore;
}

export interface RedisBus extends InvalidationBus {
  /** Resolves when everything that this process had missed has been received for the first time. */
  ready(): Promise<void>;
  health(): ComponentHealth;
}

type Receive = (selector: Selector) => Promise<void>;

/**
 * Invalidations through a log in Redis. Publishing only wakes: each process reads the log from where it stands, so a
 * message that is lost costs time and never an invalidation. A process counts as connected while its lease holds.
 */
export function redisBus({ connection, clock, position }: RedisBusOptions): RedisBus {
  const { knobs } = connection;
  const keys = redisKeys(knobs.prefix);
  const channels = channelsOf(keys);
  const id = randomUUID();
  const log = invalidationLog(connection, keys, randomUUID);
  const acknowledgements = acknowledgementsOf(log, connection, clock);
  let follower: Follower | undefined;
  let closed = false;

  const subscriber = connection.duplicate();
  const wake = (): void => follower?.wake();
  subscriber.on('message', (channel: string, message: string) => {
    if (channel === channels.said) wake();
    else acknowledgements.heard(message);
  });
  // Whatever was said while the connection was gone was not heard.
  subscriber.on('ready', wake);
  subscriber.subscribe(channels.said, channels.heard).catch(() => undefined);

  return {
    async announce(selector) {
      if (closed) throw unavailable('The bus was closed');
      const { at, members } = await log.append(selector, id);
      await acknowledgements.of(at, id, members);
    },
    onAnnounced(receive) {
      if (follower !== undefined) throw new TypeError('invalidations are received by one alone');
      follower = follow({ id, log, receive, position, everyMs: knobs.member_lease_ms / 3 });
    },
    ready: async () => {
      if (follower === undefined) throw new TypeError('nobody receives invalidations yet');
      return follower.ready;
    },
    health() {
      if (closed) return { status: 'UNHEALTHY', detail: 'The bus was closed' };
      const complaint = follower?.complaint();
      return complaint === undefined ? connection.health() : { status: 'DEGRADED', detail: complaint };
    },
    async close() {
      if (closed) return;
      closed = true;
      follower?.stop();
      acknowledgements.close();
      await log.leave(id).catch(() => undefined);
      subscriber.disconnect();
    },
  };
}

interface Follower {
  readonly ready: Promise<void>;
  wake(): void;
  stop(): void;
  complaint(): string | undefined;
}

interface FollowerOptions {
  readonly id: string;
  readonly log: InvalidationLog;
  readonly receive: Receive;
  readonly position: PositionStore | undefined;
  readonly everyMs: number;
}

/** Stands before the beginning of every log. */
const NOWHERE: Position = { log: '', sequence: -1 };

function follow({ id, log, receive, position, everyMs }: FollowerOptions): Follower {
  let at = position?.load() ?? NOWHERE;
  let complaint: string | undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  let following: Promise<void> | undefined;
  let woken = false;
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });

  const arrive = async (next: Position): Promise<void> => {
    at = next;
    // What is not written down is received again after a restart, which does no harm.
    await position?.save(next).catch(() => undefined);
  };
  /** Applies some of what was missed; returns whether there may be more. */
  const step = async (): Promise<boolean> => {
    const missed = await log.missedBy(id, at);
    if (missed.kind === 'unknown') {
      await receive({ by: 'all', tenant: undefined });
      await arrive(missed.head);
      return true;
    }
    for (const { from, selector } of missed.announcements) if (from !== id) await receive(selector);
    const last = missed.announcements.at(-1);
    if (last === undefined) return false;
    await arrive({ log: missed.head.log, sequence: last.sequence });
    return last.sequence < missed.head.sequence;
  };
  const catchUp = async (): Promise<void> => {
    try {
      do {
        woken = false;
        while (!signal.aborted && (await step()));
        if (!signal.aborted) await log.acknowledge(id, at);
      } while (woken && !signal.aborted);
      complaint = undefined;
      isReady();
    } catch (error) {
      complaint = `Invalidations are not followed: ${reasonOf(error)}`;
    }
  };
  const wake = (): void => {
    woken = true;
    following ??= catchUp().finally(() => {
      following = undefined;
    });
  };
  // While what was received is being applied, the lease is renewed all the same: the process lives.
  const timer = setInterval(() => {
    if (following !== undefined) log.renew(id).catch(() => undefined);
    else wake();
  }, everyMs).unref();
  wake();

  return {
    ready,
    wake,
    stop() {
      stopping.abort();
      clearInterval(timer);
    },
    complaint: () => complaint,
  };
}

interface Acknowledgements {
  /** Resolves when all members have applied it or are gone. @throws CACHE_LEVEL_UNAVAILABLE */
  of(at: Position, self: string, members: readonly string[]): Promise<void>;
  heard(message: string): void;
  close(): void;
}

interface Pending {
  readonly at: Position;
  readonly members: Set<string>;
  readonly settle: (error?: Error) => void;
}

function acknowledgementsOf(
  log: InvalidationLog,
  { knobs }: RedisConnection,
  clock: Clock,
): Acknowledgements {
  const pending = new Set<Pending>();
  const check = async (one: Pending): Promise<void> => {
    try {
      const waitedFor = new Set(await log.waitedFor(one.at));
      for (const member of one.members) if (!waitedFor.has(member)) one.members.delete(member);
      if (one.members.size === 0) one.settle();
    } catch (error) {
      one.settle(unavailable(`Whether all processes removed it is not known: ${reasonOf(error)}`, error));
    }
  };

  return {
    async of(at, self, told) {
      const members = new Set(told.filter((member) => member !== self));
      if (members.size === 0) return;
      const since = clock.monotonic();
      await new Promise<void>((resolve, reject) => {
        const one: Pending = {
          at,
          members,
          settle(error) {
            clearInterval(timer);
            pending.delete(one);
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        const look = (): void => {
          const isLate = clock.monotonic() - since > knobs.announce_timeout_ms;
          if (isLate) one.settle(unavailable(`${members.size} processes did not say that they removed it`));
          else void check(one);
        };
        const timer = setInterval(look, knobs.member_lease_ms / 4);
        pending.add(one);
      });
    },
    heard(message) {
      const [sequence = '', member = ''] = message.split(' ');
      for (const one of pending) {
        if (Number(sequence) >= one.at.sequence) one.members.delete(member);
        if (one.members.size === 0) one.settle();
      }
    },
    close() {
      for (const one of pending) one.settle(unavailable('The bus was closed'));
    },
  };
}
