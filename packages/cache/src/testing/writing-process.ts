/**
 * A process that writes to a level on disk until it is killed: `node writing-process.js DATABASE`. It says `set NAME N`
 * when the Nth value of a name is written, and `gone NAME N` when it has been removed after that.
 */
import { writeSync } from 'node:fs';
import { createRng, systemClock } from '@accord/kernel';
import { sqliteCache } from '../drivers/sqlite.ts';
import { frameCodec } from '../frame.ts';
import { sampleEntry } from '../testing/sample-entry.ts';
import { valueOf, WRITING_KNOBS } from './written-values.ts';

const AT_ONCE = 8;
const NAMES = 40;
const [path = '', seed = '1'] = process.argv.slice(2);
const say = (line: string): number => writeSync(1, `${line}\n`);

const rng = createRng(Number(seed));
const level = sqliteCache({
  path,
  knobs: WRITING_KNOBS,
  codec: frameCodec(undefined),
  clock: systemClock,
  onCorrupt: ({ name }) => say(`corrupt ${name} 0`),
});

const write = async (name: string, count: number): Promise<void> => {
  const key = { tenant: 'tenant', name };
  if (rng.below(8) === 0) {
    await level.invalidate({ by: 'key', key });
    say(`gone ${name} ${count}`);
    return;
  }
  await level.set(key, sampleEntry(systemClock.now(), valueOf(name, count), [`tag ${name}`]));
  say(`set ${name} ${count}`);
};

for (let count = 1; ; count++) {
  const names = new Set(Array.from({ length: AT_ONCE }, () => `k${rng.below(NAMES)}`));
  await Promise.all([...names].map(async (name) => write(name, count)));
}
