/**
 * A process that counts until it is killed: `node counting-process.js DATABASE REPORTER`. It says `will N` before the
 * hits up to N, and `wrote N` when the statistics of N hits are written down.
 */
import { writeSync } from 'node:fs';
import { createRng, systemClock } from '@accord/kernel';
import { openSqlite } from '@accord/storage';
import { createCache } from '../cache.ts';
import { memoryCache } from '../drivers/memory.ts';
import { sqliteStats } from '../drivers/sqlite-stats.ts';
import { createTally } from '../tally.ts';
import { kept, keyOf, parametersWith, POLICY } from './harness.ts';

const HITS = 50;
const [path = '', reporter = ''] = process.argv.slice(2);
const say = (line: string): number => writeSync(1, `${line}\n`);

const parameters = parametersWith({ 'cache.stats.flush_ms': 10 });
const cache = createCache({
  clock: systemClock,
  rng: createRng(1),
  parameters,
  tally: createTally(),
  memory: memoryCache({ knobs: parameters.l1, clock: systemClock }),
  levels: [],
  stats: sqliteStats({ database: openSqlite({ path, knobs: { busy_timeout_ms: 5000 } }) }),
  reporter,
  onBackgroundFailure: (error) => {
    throw error;
  },
});

const key = keyOf('k');
await cache.getOrCompute(key, () => kept(1), POLICY);
for (let hits = 0; ; ) {
  for (let round = 0; round < 20; round++) {
    say(`will ${hits + HITS}`);
    for (let at = 0; at < HITS; at++) await cache.getOrCompute(key, () => kept(1), POLICY);
    hits += HITS;
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  await cache.stats();
  say(`wrote ${hits}`);
}
