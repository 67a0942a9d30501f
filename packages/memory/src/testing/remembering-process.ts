/**
 * A process that remembers, forgets and ages until it is killed, or has done so many rounds:
 * `node remembering-process.js FOLDER SEED [ROUNDS] [URL OF POSTGRESQL]`. It says `stored ID CLASS TEXT` once that is promised, `forgetting ID`
 * before it forgets and `forgot ID` after it.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '@accord/kernel';
import { postgresAt, sqliteAt } from '@accord/storage/testing/sql-at';
import { DEFAULT_CLASSES } from '../classes.ts';
import { openRig } from './rig.ts';

const [folder = '', seed = '1', rounds = '1000000', url] = process.argv.slice(2);

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

/** Everything is old at once, so that frames are rewritten and packed all the time. */
const classes = Object.fromEntries(
  Object.entries(DEFAULT_CLASSES).map(([name, policy]) => [
    name,
    { ...policy, ageing: policy.ageing.map((step) => ({ ...step, afterDays: 0 })) },
  ]),
);
const rng = createRng(Number(seed));
const sql = url === undefined ? sqliteAt(join(folder, 'accord.db')) : postgresAt(url);
const set = { 'memory.train_from': 64, 'memory.pack_records': 32, 'memory.compaction_share': 1 };
const store = await openRig({ folder, sql, set, more: { classes } });
const memory = await store.tenant('acme');
const names = ['chat', 'pii', 'legal'];
const known: string[] = [];

for (let round = 0; round < Number(rounds); round++) {
  const records = Array.from({ length: 1 + rng.below(8) }, () => {
    const name = names[rng.below(names.length)] ?? 'chat';
    // Few contents, so that many records share one.
    const content = `text ${rng.below(40)} of ${name}, ${'which goes on and on '.repeat(rng.below(20))}`;
    return { class: name, content, key: rng.below(2) === 0 ? `key ${rng.below(10)}` : undefined };
  });
  const stored = await memory.storeBatch(records);
  for (const [at, { id }] of stored.entries()) {
    known.push(id);
    say(`stored ${id} ${records[at]?.class} ${records[at]?.content}`);
  }
  const id = known[rng.below(known.length)];
  if (rng.below(3) === 0 && id !== undefined) {
    say(`forgetting ${id}`);
    await memory.forget({ id });
    say(`forgot ${id}`);
  }
  if (rng.below(6) === 0) await memory.age();
}
await store.close();
await sql.close();
