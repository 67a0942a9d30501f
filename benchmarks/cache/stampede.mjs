import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRedis } from '@accord/cache/testing/redis-server';
import { figure } from '../report/figures.mjs';
import { openBenchCache } from './open-cache.mjs';

const CALLERS = 1000;

/** Calls of the source when many miss the same key at once. */
export async function stampede() {
  const cache = openBenchCache();
  let calls = 0;
  const compute = async () => {
    calls += 1;
    await sleep(20);
    return { value: calls, cacheable: { kind: 'yes' } };
  };
  const policy = { life: { by: 'mode', mode: 'balanced' } };
  const key = { tenant: 'benchmark', name: 'stampede' };
  const answers = await Promise.all(
    Array.from({ length: CALLERS }, async () => cache.getOrCompute(key, compute, policy)),
  );
  await cache.close();
  if (!answers.every(({ value }) => value === 1)) throw new Error('the callers had different answers');
  return [
    ...(await acrossProcesses()),
    figure({
      id: 'stampede',
      value: calls,
      unit: 'calls',
      target: '< 2',
      how: `Calls of a source that takes 20 ms, made by ${CALLERS} callers who miss the same key at once in one process.`,
    }),
  ];
}

const PROCESSES = 4;
const CHILD = fileURLToPath(new URL('./stampede-child.mjs', import.meta.url));

/** The same over processes that share a Redis. */
async function acrossProcesses() {
  const server = await startRedis();
  try {
    const callers = CALLERS / PROCESSES;
    const children = Array.from({ length: PROCESSES }, () => fork(CHILD, [server.url, String(callers)]));
    await Promise.all(children.map((child) => once(child, 'message')));
    const reports = children.map((child) => once(child, 'message'));
    for (const child of children) child.send('go');
    const told = (await Promise.all(reports)).map(([report]) => report);
    await Promise.all(children.map((child) => once(child, 'exit')));
    const answers = new Set(told.flatMap(({ values }) => values));
    if (answers.size !== 1) throw new Error(`the processes had ${answers.size} different answers`);
    return [
      figure({
        id: 'stampede_processes',
        value: told.reduce((sum, { calls }) => sum + calls, 0),
        unit: 'calls',
        target: '< 2',
        how: `Calls of a source that takes 200 ms, made by ${PROCESSES} processes with ${callers} callers each, over one Redis.`,
      }),
    ];
  } finally {
    await server.stop();
  }
}
