import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@accord/kernel';
import { describe, expect, it } from 'vitest';
import { openRig, sqlitePlace } from './testing/rig.ts';

const CHILD = fileURLToPath(new URL('./testing/storing-process.ts', import.meta.url));
const KILLS = Number(process.env['ACCORD_MEMORY_KILLS'] ?? 8);
const LONGEST_MS = 250;

/** Runs until it has begun to store, and for some time more; returns what it acknowledged. */
async function killed(folder: string, name: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [...process.execArgv, CHILD, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  await once(child.stdout, 'data');
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  child.kill('SIGKILL');
  await once(child, 'close');
  return said.split('\n').slice(0, -1);
}

describe('a process that is killed at any moment', () => {
  it(
    `loses nothing that it acknowledged, ${KILLS} times over`,
    async () => {
      const place = sqlitePlace();
      const kept = new Set<string>();
      const maybeGone = new Set<string>();
      for (let kill = 0; kill < KILLS; kill++) {
        for (const line of await killed(place.folder, `p${kill}`, (kill * 7919) % LONGEST_MS)) {
          if (line.startsWith('+')) kept.add(line.slice(1));
          else maybeGone.add(line.slice(1));
        }
      }
      const sql = await place.openSql();
      const store = await openRig({ folder: place.folder, sql, clock: systemClock });
      const memory = store.tenant('acme');
      expect(kept.size).toBeGreaterThan(KILLS);
      for (const key of kept) {
        if (maybeGone.has(key)) continue;
        const { content } = await memory.recall(key);
        expect(content.kind === 'text' && content.text.startsWith(`the record ${key} `)).toBe(true);
      }
      expect(await store.verify()).toMatchObject({ chain: [], damaged: [], unreferenced: 0 });
      await store.close();
      await sql.close();
      await place.remove();
    },
    60_000 + KILLS * 2000,
  );
});
