import { setTimeout as sleep } from 'node:timers/promises';
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
    figure({
      id: 'stampede',
      value: calls,
      unit: 'calls',
      target: '< 2',
      how: `Calls of a source that takes 20 ms, made by ${CALLERS} callers who miss the same key at once in one process.`,
    }),
  ];
}
