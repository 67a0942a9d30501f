import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameCodec, redisCacheKnobs, sqliteCacheKnobs } from '@accord/cache';
import { connectRedis, redisCache } from '@accord/cache/drivers/redis';
import { sqliteCache } from '@accord/cache/drivers/sqlite';
import { startRedis } from '@accord/cache/testing/redis-server';
import { systemClock } from '@accord/kernel';
import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { figure, median, quantile, rounded } from '../report/figures.mjs';

const KEYS = 1000;
const ROUNDS = 9;
const READS = 3000;
const CONCURRENT = 64;
const CONCURRENT_READS = 40_000;
const HOUR_MS = 3_600_000;

/** An answer of just under a kilobyte, which is kept as it is, or of several, which is compressed. */
const answer = (index, notes = 24) => ({
  index,
  title: 'A quiet walk through a wood after rain',
  families: ['woody', 'green', 'aromatic'],
  notes: Array.from({ length: notes }, (_, at) => ({ name: `note ${at}`, share: at / 100 })),
});
const texts = Array.from({ length: KEYS }, (_, at) => JSON.stringify(answer(at)));
const keys = texts.map((_, at) => ({ tenant: 'benchmark', name: `fragrance.brief:balanced:${at}` }));

/** The levels below memory: how long a read of the disk takes, and of Redis beside what could be had otherwise. */
export async function levels(say) {
  say('reads of the disk');
  const disk = await readsOfDisk();
  const server = await startRedis();
  try {
    say('reads of Redis, one by one');
    const single = await readsOfRedis(server.url);
    say('reads of Redis, many at once');
    return [...disk, ...single, ...(await concurrentReads(server))];
  } finally {
    await server.stop();
  }
}

const defaultsOf = (set) =>
  Object.fromEntries(Object.entries(set.knobs).map(([name, knob]) => [name, knob.default]));

const entryOf = (text) => ({
  text,
  storedAt: systemClock.now(),
  freshUntil: systemClock.now() + HOUR_MS,
  staleUntil: systemClock.now() + HOUR_MS,
  tags: [],
  tookMs: 1,
  costNanoUsd: 1,
});

const fill = async (level) => Promise.all(texts.map(async (text, at) => level.set(keys[at], entryOf(text))));

const given = {
  codec: frameCodec(undefined),
  clock: systemClock,
  onCorrupt: ({ name }) => {
    throw new Error(`corrupt: ${name}`);
  },
};

async function readsOfDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const level = sqliteCache({
    ...given,
    path: join(folder, 'cache.db'),
    knobs: defaultsOf(sqliteCacheKnobs),
  });
  try {
    await fill(level);
    const micros = [];
    for (let read = 0; read < ROUNDS * READS; read++) {
      const key = keys[(read * 7) % KEYS];
      const startedAt = performance.now();
      const entry = level.get(key);
      micros.push((performance.now() - startedAt) * 1000);
      if (entry === undefined) throw new Error('an entry is missing');
    }
    return [
      figure({
        id: 'l2_p50',
        value: rounded(quantile(micros, 0.5)),
        unit: 'µs',
        target: '< 25',
        how:
          `Median of ${micros.length} reads of the SQLite level over ${KEYS} entries of about 1 KB, decompressed and ` +
          `checked; p95 ${rounded(quantile(micros, 0.95))} µs.`,
      }),
    ];
  } finally {
    await level.close();
    rmSync(folder, { recursive: true });
  }
}

async function openRedis(url) {
  const connection = connectRedis({ clock: systemClock, knobs: { ...defaultsOf(redisCacheKnobs), url } });
  while (connection.health().status !== 'HEALTHY') await new Promise((resolve) => setTimeout(resolve, 5));
  return { connection, level: redisCache({ ...given, connection }) };
}

async function readsOfRedis(url) {
  const { connection, level } = await openRedis(url);
  try {
    await fill(level);
    await Promise.all(texts.map(async (text, at) => connection.client.set(`bare:${at}`, text)));
    const ours = async (at) => JSON.parse((await level.get(keys[at])).text);
    const bare = async (at) => JSON.parse(await connection.client.get(`bare:${at}`));
    const rounds = [];
    await oneByOne(ours, bare);
    for (let round = 0; round < ROUNDS; round++) rounds.push(await oneByOne(ours, bare));
    const bareMicros = rounded(median(rounds.map(({ bare }) => bare)));
    return [
      figure({
        id: 'l3_ratio',
        value: rounded(median(rounds.map(({ ours, bare }) => ours / bare))),
        unit: '1',
        target: '< 1.1',
        baseline: { name: 'bare ioredis get and parse', value: bareMicros, unit: 'µs' },
        how:
          `Time of a read of the Redis level and JSON.parse over that of a bare GET of the same text and JSON.parse, on the ` +
          `same connection, one after the other in turns; ratio of the medians of ${READS} each, median of ${ROUNDS} rounds.`,
      }),
    ];
  } finally {
    await connection.close();
  }
}

/** The two take turns call by call, so that what disturbs the machine disturbs both. */
async function oneByOne(ours, bare) {
  const micros = { ours: [], bare: [] };
  for (let read = 0; read < READS; read++) {
    const at = (read * 7) % KEYS;
    const first = read % 2 === 0;
    for (const turn of [first, !first]) {
      const startedAt = performance.now();
      const value = await (turn ? ours(at) : bare(at));
      micros[turn ? 'ours' : 'bare'].push((performance.now() - startedAt) * 1000);
      if (value.index !== at) throw new Error('not the answer that was kept');
    }
  }
  return { ours: median(micros.ours), bare: median(micros.bare) };
}

async function concurrentReads({ url, port }) {
  const { connection, level } = await openRedis(url);
  const store = bentostore().useL2Layer(redisDriver({ connection: { host: '127.0.0.1', port } }));
  const rival = new BentoCache({ default: 'redis', stores: { redis: store } });
  try {
    await fill(level);
    for (const [at, { name }] of keys.entries()) await rival.set({ key: name, value: answer(at), ttl: '1h' });
    const ours = async (at) => JSON.parse((await level.get(keys[at])).text);
    const theirs = async (at) => rival.get({ key: keys[at].name });
    const rates = { ours: [], theirs: [] };
    for (let round = -1; round < ROUNDS; round++) {
      const pair = { ours: await manyAtOnce(ours), theirs: await manyAtOnce(theirs) };
      if (round >= 0) for (const [who, rate] of Object.entries(pair)) rates[who].push(rate);
    }
    return [
      figure({
        id: 'l3_concurrent',
        value: rounded(median(rates.ours.map((rate, round) => rate / rates.theirs[round]))),
        unit: '1',
        target: '>= 1.5',
        baseline: { name: "bentocache's L2", value: rounded(median(rates.theirs)), unit: 'reads/s' },
        how:
          `Reads per second of the Redis level, parsed (${rounded(median(rates.ours))}/s), over those of bentocache with only ` +
          `its Redis layer; ${CONCURRENT} callers at once over ${KEYS} answers of about 1 KB, ${ROUNDS} rounds in turns.`,
      }),
    ];
  } finally {
    await rival.disconnectAll();
    await connection.close();
  }
}

async function manyAtOnce(read) {
  const each = Math.ceil(CONCURRENT_READS / CONCURRENT);
  const startedAt = performance.now();
  const caller = async (_, offset) => {
    for (let at = 0; at < each; at++) {
      const index = (at * 7 + offset) % KEYS;
      if ((await read(index)).index !== index) throw new Error('not the answer that was kept');
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, caller));
  return (each * CONCURRENT * 1000) / (performance.now() - startedAt);
}
