import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveKnobs } from '@accord/knobs';
import { decisionKnobs, localCaller } from '@accord/runtime';
import { sqliteDecisions } from '@accord/runtime/drivers/sqlite';
import { openSqlite, openSqliteWriter, storageKnobs } from '@accord/storage';
import { createMetricRegistry } from '@accord/telemetry';
import { figure, median, rounded } from '../report/figures.mjs';
import { runtimeAround, wordTask } from './house.mjs';

const CALLS = 500;
const WARM_ROUNDS = 10;
const ROUNDS = 40;

const generation = {
  output: { word: 'x' },
  model: 'model',
  finishReason: 'stop',
  usage: { inputTokens: 5, outputTokens: 2 },
};
const instant = {
  name: 'bench',
  capabilities: new Set(['generate']),
  generate: async () => generation,
  health: async () => ({ state: 'up', detail: '' }),
  close: async () => {},
};

/** What plan, breaker, deadline, queue and record add to the two bare calls of an engine that balanced makes. */
export async function overheadOfServing() {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const knobs = resolveKnobs([storageKnobs, decisionKnobs], []);
  const file = { path: join(folder, 'accord.db'), knobs: knobs.of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  const metrics = createMetricRegistry();
  const decisions = sqliteDecisions({ database, writer, knobs: knobs.of(decisionKnobs), metrics });
  const { runtime, close } = runtimeAround(instant, decisions);
  const bare = async () => {
    await instant.generate();
    await instant.generate();
  };
  const served = () => runtime.run(wordTask, 'x', { mode: 'balanced', caller: localCaller });
  try {
    const rounds = [];
    for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
      const pair = { bare: await p50Of(bare), served: await p50Of(served) };
      if (round >= WARM_ROUNDS) rounds.push(pair);
    }
    return [
      figure({
        id: 'overhead_p50',
        value: rounded(median(rounds.map((pair) => pair.served - pair.bare))),
        unit: 'ms',
        target: '< 0.1',
        baseline: {
          name: 'two bare calls',
          value: rounded(median(rounds.map((pair) => pair.bare))),
          unit: 'ms',
        },
        how:
          `A balanced request through plan, guard (breaker, bulkhead, queue, retry), deadlines and the record of its decision ` +
          `in SQLite, without a cache, around an engine that answers at once, less two bare calls of that engine; median of ` +
          `${ROUNDS} rounds of the difference of the medians of ${CALLS} calls of each in turn.`,
      }),
    ];
  } finally {
    await close();
    await decisions.close();
    await writer.close();
    database.close();
    rmSync(folder, { recursive: true });
  }
}

async function p50Of(call) {
  const times = [];
  for (let index = 0; index < CALLS; index++) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}
