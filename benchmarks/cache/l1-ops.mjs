import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { Cacheable } from 'cacheable';
import { figure, median } from '../report/figures.mjs';
import { openBenchCache } from './open-cache.mjs';

const CONCURRENT = 64;
const KEYS = 1000;
const ROUNDS = 9;
const CALLS = { accord: 1_500_000, bentocache: 150_000, cacheable: 150_000 };

/** An answer of about a kilobyte, as a brief is. */
const answer = (index) => ({
  index,
  title: 'A quiet walk through a wood after rain',
  families: ['woody', 'green', 'aromatic'],
  notes: Array.from({ length: 24 }, (_, at) => ({ name: `note ${at}`, share: at / 24 })),
});

/** Hits per second through the whole of `getOrCompute`, in rounds that take turns with the rivals. */
export async function l1Ops(say) {
  const subjects = [accord(), bentocache(), cacheable()];
  /** @type {Map<string, number[]>} */
  const rates = new Map(subjects.map(({ name }) => [name, []]));
  try {
    for (const { name, read } of subjects) await load(read, CALLS[name] / 3);
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, read } of subjects) rates.get(name).push(await load(read, CALLS[name]));
      say(
        `round ${round + 1}: ${subjects.map(({ name }) => `${name} ${rates.get(name)[round]}/s`).join(', ')}`,
      );
    }
  } finally {
    for (const { close } of subjects) await close();
  }
  const ratioTo = (name) => median(rates.get('accord').map((rate, round) => rate / rates.get(name)[round]));
  const rival = median(rates.get('bentocache')) > median(rates.get('cacheable')) ? 'bentocache' : 'cacheable';
  const rivals = ['bentocache', 'cacheable'].map((name) => `${name} ${median(rates.get(name))}/s`).join(', ');
  return [
    figure({
      id: 'l1_ops',
      value: Number(ratioTo(rival).toPrecision(3)),
      unit: '1',
      target: '>= 5',
      baseline: { name: rival, value: median(rates.get(rival)), unit: 'hits/s' },
      how:
        `Hits per second of getOrCompute over those of the quicker rival (${rivals}), which keeps values without ` +
        `serializing them; ${CONCURRENT} callers at once over ${KEYS} keys, answers of about 1 KB read by their value; ` +
        `median of ${ROUNDS} rounds in turn.`,
    }),
    figure({
      id: 'l1_rate',
      value: median(rates.get('accord')),
      unit: 'hits/s',
      baseline: { name: rival, value: median(rates.get(rival)), unit: 'hits/s' },
      how: 'Median of the same rounds.',
    }),
  ];
}

/** Calls per second, rounded to thousands. Each reads something of the value. */
async function load(read, calls) {
  const each = Math.round(calls / CONCURRENT);
  const startedAt = performance.now();
  const caller = async (_, offset) => {
    let sum = 0;
    for (let at = 0; at < each; at++) sum += (await read((at * 7 + offset) % KEYS)).index;
    return sum;
  };
  const sums = await Promise.all(Array.from({ length: CONCURRENT }, caller));
  if (!sums.every((sum) => sum > 0)) throw new Error('the answers were not read');
  return Math.round((((each * CONCURRENT) / (performance.now() - startedAt)) * 1000) / 1000) * 1000;
}

const names = Array.from({ length: KEYS }, (_, at) => `fragrance.brief:balanced:${(at * 2654435761) >>> 0}`);

function accord() {
  const cache = openBenchCache();
  const keys = names.map((name) => ({ tenant: 'benchmark', name }));
  const policy = { life: { by: 'mode', mode: 'balanced' } };
  const cacheable = { kind: 'yes' };
  return {
    name: 'accord',
    read: async (at) =>
      (await cache.getOrCompute(keys[at], () => ({ value: answer(at), cacheable }), policy)).value,
    close: cache.close,
  };
}

function bentocache() {
  const store = bentostore().useL1Layer(memoryDriver({ maxItems: 10_000, serialize: false }));
  const cache = new BentoCache({ default: 'memory', stores: { memory: store } });
  return {
    name: 'bentocache',
    read: async (at) => cache.getOrSet({ key: names[at], ttl: '1h', factory: () => answer(at) }),
    close: async () => cache.disconnectAll(),
  };
}

function cacheable() {
  const cache = new Cacheable({ ttl: '1h' });
  return {
    name: 'cacheable',
    read: async (at) => cache.getOrSet(names[at], async () => answer(at), { ttl: '1h' }),
    close: async () => cache.disconnect(),
  };
}
