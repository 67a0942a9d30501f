/**
 * A process that spends until it is killed: `node spending-process.js FOLDER SEED`. Of each request it says `sent REQUEST
 * MOST` when the upstream is asked, and `counted REQUEST COST` when that has counted.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRng, picoUsd } from '@accord/kernel';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { chargeOf, intentOf, openRig } from './rig.ts';

const AT_ONCE = 20;
const [folder = '', seed = '1'] = process.argv.slice(2);

/** At once, so that nothing that was said is lost with the process; again while whoever listens is busy. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(1, bytes, done);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

const rng = createRng(Number(seed));
const sql = sqliteAt(join(folder, 'accord.db'));
const { ledger } = await openRig({
  folder: join(folder, 'ledger'),
  sql,
  set: {
    'ledger.sync': 'never',
    'ledger.fold_ms': 5,
    'ledger.segment_bytes': 4096,
    'ledger.page_bytes': 1024,
  },
});
say('ready');

async function spend(name: string): Promise<void> {
  const most = picoUsd(1 + rng.below(1_000_000));
  const reservation = await ledger.reserve(intentOf({ request: name, most }));
  say(`sent ${name} ${most}`);
  for (let turns = rng.below(4); turns > 0; turns--) await nextTurn();
  const cost = picoUsd(rng.below(most + 1));
  say(`counted ${name} ${cost}`);
  if (rng.below(4) === 0) await nextTurn();
  reservation.settle([chargeOf({ cost })]);
}

let count = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (;;) await spend(`${seed}-${count++}`);
  }),
);
