/**
 * A process that writes to an index on disk until it is killed: `node writing-process.js DATABASE SEED`. It says
 * `set NAME N` when the vector of number N is on disk under a name, and `gone NAME N` when it has been removed after that.
 */
import { writeSync } from 'node:fs';
import { createRng, systemClock } from '@accord/kernel';
import { openDurableIndex } from '../durable-index.ts';
import { NUMBERED_DIMENSIONS, numberedVector } from './numbered-vectors.ts';
import { vectorSettings } from './settings.ts';

const AT_ONCE = 8;
const NAMES = 40;
const [path = '', seed = '1'] = process.argv.slice(2);
const say = (line: string): number => writeSync(1, `${line}\n`);

const rng = createRng(Number(seed));
const index = openDurableIndex({
  path,
  collection: 'test',
  model: 'numbers-v1',
  dimensions: NUMBERED_DIMENSIONS,
  knobs: vectorSettings(),
  storage: { busy_timeout_ms: 1000 },
  clock: systemClock,
  whenFull: 'refuse',
  onGraphFailure: (error) => {
    throw error;
  },
});

const write = async (id: string, number: number): Promise<void> => {
  if (rng.below(5) === 0) {
    await index.remove({ namespace: 'a', id });
    say(`gone ${id} ${number}`);
    return;
  }
  await index.add({ namespace: 'a', id, vector: numberedVector(number) });
  say(`set ${id} ${number}`);
};

for (let number = 1; ; number++) {
  const ids = new Set(Array.from({ length: AT_ONCE }, () => `k${rng.below(NAMES)}`));
  await Promise.all([...ids].map(async (id) => write(id, number)));
}
