import { systemClock } from '@accord/kernel';
import { join } from 'node:path';
import { openRig, sqliteAt } from './rig.ts';

/**
 * Stores and forgets until it is killed, and says what was acknowledged: `+key` once a record is stored, `-key` before it is
 * forgotten.
 */
const [folder = '', name = ''] = process.argv.slice(2);
const sql = sqliteAt(join(folder, 'accord.db'));
const memory = (await openRig({ folder, sql, clock: systemClock })).tenant('acme');
for (let index = 0; ; index++) {
  const key = `${name}.${index}`;
  const content = { kind: 'text', text: `the record ${key} `.repeat(1 + (index % 40)) } as const;
  await memory.store({ memoryClass: index % 2 === 0 ? 'chat' : 'legal', key, content });
  process.stdout.write(`+${key}\n`);
  if (index % 5 === 4) {
    const gone = `${name}.${index - 2}`;
    process.stdout.write(`-${gone}\n`);
    await memory.forget(gone);
  }
}
