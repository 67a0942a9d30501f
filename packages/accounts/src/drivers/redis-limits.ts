import { createHash } from 'node:crypto';
import type { ComponentHealth } from '@accord/contract';
import type { Account } from '../account.ts';
import type { MemoryLimiter } from '../limits/memory-limiter.ts';
import { quotasOf, WINDOW_MS } from '../limits/quotas.ts';
import { type Quota, RateLimitedError, type RateLimiter, type Standing } from '../limits/rate-limiter.ts';
import { SLOTS } from '../limits/sliding-window.ts';

/** What is asked of a client of Redis, be it of one server or of a cluster. */
export interface RedisCommands {
  evalsha(digest: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
  eval(source: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
}

/** A connection that answers soon or fails at once. */
export interface RedisLink {
  run<Result>(send: (client: RedisCommands) => Promise<Result>): Promise<Result>;
  health(): ComponentHealth;
}

export interface RedisLimiterOptions {
  readonly link: RedisLink;
  /** Begins every key. */
  readonly prefix: string;
  /** Counts beside Redis what this process lets in, and alone while Redis does not answer. */
  readonly memory: MemoryLimiter;
  /** A request was judged by this process alone. */
  readonly onAlone: (error: unknown) => void;
  /** Milliseconds since the epoch; Redis's own time where left out, so that the clocks of the processes do not matter. */
  readonly now?: () => number;
}

/**
 * The same windows as in memory, a hash each, from slot to count. All keys of a tenant are in one slot of a cluster.
 * What Redis is asked in one script and one round trip is whether there is room in all windows; then each counts one.
 * Returns whether it was let in, the number of the window that decides, and what is left of it or the wait for it.
 */
const TAKE = `
local slots = tonumber(ARGV[2])
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local closest, remaining, used, wait = 0, math.huge, 0, -1
for i, key in ipairs(KEYS) do
  local limit, slot_ms = tonumber(ARGV[i * 2 + 1]), tonumber(ARGV[i * 2 + 2])
  local current = math.floor(now / slot_ms)
  local fields = redis.call('HGETALL', key)
  local sum, counted = 0, {}
  for j = 1, #fields, 2 do
    local slot = tonumber(fields[j])
    if slot < current - slots then
      redis.call('HDEL', key, fields[j])
    else
      sum = sum + tonumber(fields[j + 1])
      counted[#counted + 1] = { slot, tonumber(fields[j + 1]) }
    end
  end
  if sum >= limit then
    table.sort(counted, function(a, b) return a[1] < b[1] end)
    local left, opens = sum, now
    for _, pair in ipairs(counted) do
      if left < limit then break end
      left = left - pair[2]
      opens = (pair[1] + slots + 1) * slot_ms
    end
    if opens - now > wait then used, wait = i, opens - now end
  elseif limit - sum < remaining then
    closest, remaining = i, limit - sum
  end
end
if used > 0 then return { 0, used, wait } end
for i, key in ipairs(KEYS) do
  local slot_ms = tonumber(ARGV[i * 2 + 2])
  redis.call('HINCRBY', key, string.format('%.0f', math.floor(now / slot_ms)), 1)
  redis.call('PEXPIRE', key, (slots + 1) * slot_ms)
end
return { 1, closest, remaining - 1 }
`;
const DIGEST = createHash('sha1').update(TAKE).digest('hex');

/** What is sent for an account, made once. */
interface Prepared {
  readonly quotas: readonly Quota[];
  readonly keys: readonly string[];
  /** Limit and length of a slot, for each window. */
  readonly values: readonly number[];
}

/**
 * Limits that hold across processes. While Redis is away or too slow, each process holds its own callers to the limits
 * by itself: no request fails for want of Redis, and nobody goes unlimited.
 */
export function redisLimiter({ link, prefix, memory, onAlone, now }: RedisLimiterOptions): RateLimiter {
  const prepared = new WeakMap<Account, Prepared>();
  const prepare = (account: Account): Prepared => {
    let found = prepared.get(account);
    if (found === undefined) {
      found = preparedFor(account, prefix);
      prepared.set(account, found);
    }
    return found;
  };

  const ask = async (account: Account, { quotas, keys, values }: Prepared): Promise<Standing | undefined> => {
    const sent = [...keys, now?.() ?? '', SLOTS, ...values];
    let reply: unknown;
    try {
      reply = await link.run(async (client) => runOn(client, keys.length, sent));
    } catch (error) {
      if (error instanceof TypeError) throw error;
      onAlone(error);
      return memory.take(account);
    }
    const { admitted, quota, amount } = verdictOf(reply, quotas);
    if (!admitted) throw new RateLimitedError(quota, amount);
    memory.count(account);
    return { quota, remaining: amount };
  };

  return {
    take(account) {
      const ready = prepare(account);
      if (ready.quotas.length === 0) return undefined;
      // Whoever is over the limit by what this process alone let in is not worth a round trip.
      memory.check(account);
      return ask(account, ready);
    },
    health() {
      const { status, detail } = link.health();
      if (status === 'HEALTHY') return { status, detail: 'requests are counted in Redis' };
      return { status: 'DEGRADED', detail: `limits hold for each process by itself: ${detail}` };
    },
  };
}

function preparedFor(account: Account, prefix: string): Prepared {
  const quotas = quotasOf(account);
  const base = `${withoutBraces(prefix)}1:{${withoutBraces(account.tenant)}}`;
  return {
    quotas,
    keys: quotas.map(({ whose, per }) =>
      whose === 'key' ? `${base}:k:${account.key ?? ''}:${per}` : `${base}:t:${per}`,
    ),
    values: quotas.flatMap(({ limit, per }) => [limit, WINDOW_MS[per] / SLOTS]),
  };
}

/** The first braces of a key choose its slot, and these must be ours. */
const withoutBraces = (text: string): string => text.replace(/[{}%]/g, encodeURIComponent);

/** The server keeps the script after its first run, and is told again when it has forgotten it. */
async function runOn(client: RedisCommands, keyCount: number, sent: (string | number)[]): Promise<unknown> {
  try {
    return await client.evalsha(DIGEST, keyCount, ...sent);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(TAKE, keyCount, ...sent);
  }
}

function verdictOf(
  reply: unknown,
  quotas: readonly Quota[],
): { readonly admitted: boolean; readonly quota: Quota; readonly amount: number } {
  const [admitted, window, amount] = reply as readonly [number, number, number];
  const quota = quotas[window - 1];
  if (quota === undefined) throw new TypeError(`the script of the limits answered ${JSON.stringify(reply)}`);
  return { admitted: admitted === 1, quota, amount };
}
