import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figure, quantile, rounded } from '../report/figures.mjs';
import { withMemory } from './open-store.mjs';

const RECORDS = 20_000;
const WARM = 6000;
const BATCH = 1000;
/** Batches that are under way at the same time. */
const AT_ONCE = 3;
const RECALLS = 20_000;
const PRESETS = [
  { preset: 'development', id: 'store_batch_development', target: '>= 20000' },
  { preset: 'production', id: 'store_batch', target: '>= 4000' },
];

/** How quickly batches are on the disk, what a record costs there besides its content, and how quickly L1 answers. */
export async function storeFigures(corpora, say) {
  const contents = Object.values(corpora).flatMap(({ train, test }) => [...train, ...test]);
  const stored = [];
  for (const { preset, id, target } of PRESETS) {
    say(`batches with the preset ${preset}`);
    stored.push({ id, target, preset, ...(await storeBatches(preset, contents)) });
  }
  const figures = stored.map(({ id, target, preset, perSecond, cpuUs }) =>
    figure({
      id,
      value: rounded(perSecond),
      unit: 'records/s',
      target,
      how:
        `${RECORDS} records of one class (manifests and README sections, each told apart by its number) in batches of ${BATCH}, ` +
        `${AT_ONCE} under way at once, to SQLite with the preset ${preset} and a trained dictionary, until each is on the disk. ` +
        `All threads together take ${rounded(cpuUs)} µs of a processor for a record.`,
    }),
  );
  const [{ overhead, recallUs }] = stored;
  return [
    ...figures,
    figure({
      id: 'record_overhead',
      value: rounded(overhead),
      unit: 'bytes',
      how: 'Of the database for a record without key and metadata, beyond its sealed frame: rows, indexes, ledger and half-filled pages.',
    }),
    figure({
      id: 'l1_recall_p95',
      value: rounded(quantile(recallUs, 0.95)),
      unit: 'µs',
      target: '< 5',
      how: `${RECALLS} recalls by id of records in L1; ${rounded(quantile(recallUs, 0.5))} µs at the median.`,
    }),
  ];
}

async function storeBatches(preset, contents) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  try {
    return await withMemory({ folder, settings: { 'memory.preset': preset } }, (memory) =>
      measured(memory, contents),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measured(memory, contents) {
  let next = 0;
  const batch = () =>
    Array.from({ length: BATCH }, () => {
      const at = next++;
      return { class: 'chat', content: `${contents[at % contents.length]}\n${at}` };
    });
  const putAll = async (batches) => {
    const underWay = [];
    for (const records of batches) {
      underWay.push(memory.storeBatch(records));
      if (underWay.length === AT_ONCE) await underWay.shift();
    }
    await Promise.all(underWay);
  };
  const batchesOf = (records) => Array.from({ length: Math.ceil(records / BATCH) }, batch);
  await putAll(batchesOf(WARM / 2));
  await memory.train('chat');
  await putAll(batchesOf(WARM / 2));
  const batches = batchesOf(RECORDS);
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  await putAll(batches);
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { records, tiers, dictionaries, database } = await memory.stats();
  const kept = [...tiers.map(({ keptBytes }) => keptBytes), ...dictionaries.map(({ bytes }) => bytes)];
  return {
    perSecond: RECORDS / seconds,
    cpuUs: (user + system) / RECORDS,
    overhead: (database.bytes - kept.reduce((sum, bytes) => sum + bytes, 0)) / records,
    recallUs: recalls(memory, records),
  };
}

function recalls(memory, records) {
  const times = [];
  const which = Array.from({ length: 500 }, (_, at) => ({ id: String(records - at) }));
  for (const ref of which) memory.recall(ref);
  for (let at = 0; at < RECALLS; at++) {
    const startedAt = performance.now();
    memory.recall(which[at % which.length]);
    times.push((performance.now() - startedAt) * 1000);
  }
  return times;
}
