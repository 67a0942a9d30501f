import {
  type CounterName,
  type KeptStats,
  MEMORY_REPORT_LIFE_MS,
  type StatsStore,
} from '../../stats-store.ts';
import type { RedisConnection } from './connection.ts';
import { redisKeys } from './keys.ts';
import { script } from './script.ts';

export interface RedisStatsOptions {
  readonly connection: RedisConnection;
}

/** For so long an addition that is given again is known as the same. */
const SEQUENCE_LIFE_MS = 24 * 60 * 60 * 1000;

/**
 * KEYS: counts, reporters. A reporter is kept as its last sequence, the time, and the entries and bytes it holds, so
 * that an addition and the memory of it are one.
 */
const add = script(`
  local old = redis.call('HGET', KEYS[2], ARGV[1])
  if old and tonumber(string.match(old, '^%d+')) >= tonumber(ARGV[2]) then return 0 end
  for at = 7, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[at], ARGV[at + 1]) end
  local all = redis.call('HGETALL', KEYS[2])
  for at = 1, #all, 2 do
    if tonumber(string.match(all[at + 1], '^%d+ (%d+)')) < tonumber(ARGV[6]) then redis.call('HDEL', KEYS[2], all[at]) end
  end
  redis.call('HSET', KEYS[2], ARGV[1], table.concat({ ARGV[2], ARGV[3], ARGV[4], ARGV[5] }, ' '))
  return 1
`);

/** Statistics of all processes that share a Redis. They live as long as what it keeps. */
export function redisStats({ connection }: RedisStatsOptions): StatsStore {
  const { run, knobs } = connection;
  const keys = redisKeys(knobs.prefix);
  const counts = keys.single('counts');
  const reporters = keys.single('reporters');
  return {
    async add(delta) {
      const { reporter, sequence, memory } = delta;
      const at = Math.floor(memory.at);
      const added = Object.entries(delta.counts).flat();
      const values = [reporter, sequence, at, memory.entries, memory.bytes, at - SEQUENCE_LIFE_MS, ...added];
      await run(async (client) => add(client, [counts, reporters], values));
    },
    async read(now) {
      const [counted, reports] = await run(async (client) =>
        Promise.all([client.hgetall(counts), client.hgetall(reporters)]),
      );
      const all = Object.entries(counted).map(([name, value]) => [name as CounterName, Number(value)]);
      return { counts: Object.fromEntries(all), memory: memoryOf(Object.values(reports), now) };
    },
    leave: async (reporter) => void (await run(async (client) => client.hdel(reporters, reporter))),
    close: () => undefined,
  };
}

function memoryOf(reports: readonly string[], now: number): KeptStats['memory'] {
  const living = reports
    .map((report) => report.split(' ').map(Number))
    .filter(([, at = 0]) => at > now - MEMORY_REPORT_LIFE_MS);
  return {
    entries: living.reduce((sum, [, , entries = 0]) => sum + entries, 0),
    bytes: living.reduce((sum, [, , , bytes = 0]) => sum + bytes, 0),
  };
}
