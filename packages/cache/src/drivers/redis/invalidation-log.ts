import type { Selector } from '../../level.ts';
import type { Position } from '../../log-position.ts';
import type { RedisConnection } from './connection.ts';
import type { RedisKeys } from './keys.ts';
import { script } from './script.ts';

/** What a process has still to apply. */
export type Missed =
  | { readonly kind: 'known'; readonly head: Position; readonly announcements: readonly Announcement[] }
  /** The log does not go back that far, or is another one. */
  | { readonly kind: 'unknown'; readonly head: Position };

export interface Announcement {
  readonly sequence: number;
  readonly from: string;
  readonly selector: Selector;
}

/** The log of invalidations in Redis, and the processes that follow it, each with a lease that it renews. */
export interface InvalidationLog {
  /** Adds to the log, tells all, and returns who follows it. */
  append(
    selector: Selector,
    from: string,
  ): Promise<{ readonly at: Position; readonly members: readonly string[] }>;
  /** Renews the lease of a member, and reads some of what it has missed. */
  missedBy(member: string, since: Position): Promise<Missed>;
  renew(member: string): Promise<void>;
  acknowledge(member: string, applied: Position): Promise<void>;
  /** Members whose lease holds and who have not acknowledged it. Fails when the log was lost since. */
  waitedFor(at: Position): Promise<readonly string[]>;
  leave(member: string): Promise<void>;
}

const NOW = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS: head, log, members, applied. A log that was lost begins anew, under another name. */
const append = script(`${NOW}
  if redis.call('HSETNX', KEYS[1], 'log', ARGV[3]) == 1 then redis.call('DEL', KEYS[2], KEYS[4]) end
  local name = redis.call('HGET', KEYS[1], 'log')
  local sequence = redis.call('HINCRBY', KEYS[1], 'sequence', 1)
  redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[4], sequence .. '-0', 'from', ARGV[2], 'selector', ARGV[1])
  redis.call('PUBLISH', ARGV[5], sequence)
  local members = redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. now, '+inf')
  return { name, sequence, members }
`);

const missed = script(`${NOW}
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
  redis.call('ZADD', KEYS[3], now + ARGV[4], ARGV[3])
  if redis.call('HSETNX', KEYS[1], 'log', ARGV[6]) == 1 then redis.call('DEL', KEYS[2], KEYS[4]) end
  local name = redis.call('HGET', KEYS[1], 'log')
  local head = tonumber(redis.call('HGET', KEYS[1], 'sequence') or '0')
  local since = tonumber(ARGV[2])
  if name ~= ARGV[1] or head < since then return { name, head, 0, {} } end
  if head == since then return { name, head, 1, {} } end
  local found = redis.call('XRANGE', KEYS[2], (since + 1) .. '-0', '+', 'COUNT', ARGV[5])
  if #found == 0 or found[1][1] ~= (since + 1) .. '-0' then return { name, head, 0, {} } end
  return { name, head, 1, found }
`);

const renew = script(`${NOW}
  redis.call('ZADD', KEYS[3], now + ARGV[2], ARGV[1])
`);

const acknowledge = script(`
  if (redis.call('HGET', KEYS[1], 'log') or '') ~= ARGV[2] then return 0 end
  redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
  return redis.call('PUBLISH', ARGV[4], ARGV[3] .. ' ' .. ARGV[1])
`);

const waitedFor = script(`${NOW}
  if redis.call('HGET', KEYS[1], 'log') ~= ARGV[2] then return redis.error_reply('the log was lost') end
  local waiting = {}
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '(' .. now, '+inf')) do
    local applied = tonumber(redis.call('ZSCORE', KEYS[4], member) or '-1')
    if applied < tonumber(ARGV[1]) then waiting[#waiting + 1] = member end
  end
  return waiting
`);

const leave = script(`
  redis.call('ZREM', KEYS[3], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
`);

const READ_AT_ONCE = 100;

export const channelsOf = (keys: RedisKeys) => ({ said: keys.single('said'), heard: keys.single('heard') });

export function invalidationLog(
  { run, knobs }: RedisConnection,
  keys: RedisKeys,
  newLog: () => string,
): InvalidationLog {
  const places = ['head', 'log', 'members', 'applied'].map(keys.single);
  const channels = channelsOf(keys);
  return {
    async append(selector, from) {
      const values = [JSON.stringify(selector), from, newLog(), knobs.log_limit, channels.said];
      const [log, sequence, members] = (await run(async (client) => append(client, places, values))) as [
        string,
        number,
        string[],
      ];
      return { at: { log, sequence }, members };
    },
    async missedBy(member, { log, sequence }) {
      const values = [log, sequence, member, knobs.member_lease_ms, READ_AT_ONCE, newLog()];
      const [name, head, known, found] = (await run(async (client) => missed(client, places, values))) as [
        string,
        number,
        0 | 1,
        [string, string[]][],
      ];
      const at: Position = { log: name, sequence: head };
      return known === 0
        ? { kind: 'unknown', head: at }
        : { kind: 'known', head: at, announcements: found.map(announcementOf) };
    },
    renew: async (member) =>
      void (await run(async (client) => renew(client, places, [member, knobs.member_lease_ms]))),
    acknowledge: async (member, { log, sequence }) =>
      void (await run(async (client) =>
        acknowledge(client, places, [member, log, sequence, channels.heard]),
      )),
    waitedFor: async ({ log, sequence }) =>
      (await run(async (client) => waitedFor(client, places, [sequence, log]))) as string[],
    leave: async (member) => void (await run(async (client) => leave(client, places, [member]))),
  };
}

function announcementOf([id, fields]: readonly [string, readonly string[]]): Announcement {
  const [, from = '', , selector = ''] = fields;
  return { sequence: Number.parseInt(id, 10), from, selector: selectorOf(selector) };
}

/** JSON leaves out a tenant that is undefined. */
function selectorOf(text: string): Selector {
  const selector = JSON.parse(text) as Selector;
  return selector.by === 'key' ? selector : { ...selector, tenant: selector.tenant };
}
