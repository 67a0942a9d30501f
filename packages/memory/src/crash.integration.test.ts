import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng } from '@accord/kernel';
import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import type { SqlDatabase } from '@accord/storage';
import { postgresAt } from '@accord/storage/testing/sql-at';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRig, type Place, sqlitePlace, textOf } from './testing/rig.ts';

/** Built, because a process of its own does not run from the sources. */
const REMEMBERING = fileURLToPath(new URL('../dist/testing/remembering-process.js', import.meta.url));
/** How often a process is killed on each database. */
// oxlint-disable-next-line node/no-process-env -- a test is enlarged by hand
const KILLS = Number(process.env['ACCORD_CRASH_RUNS'] ?? 5);
/** After so many, a new place is begun: all that was ever promised is looked at after each. */
const LIVES = 10;

/** What was promised, over all the lives of a process. */
interface Promised {
  readonly stored: Map<string, string>;
  /** What was to be forgotten; true once that was promised. */
  readonly forgotten: Map<string, boolean>;
}

let server: PostgresServer;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server?.stop(), 60_000);

describe.each(['SQLite', 'PostgreSQL'] as const)(
  'a process that is killed while it remembers, on %s',
  (database) => {
    let place: Place;
    let url: string | undefined;
    let sql: SqlDatabase;
    const openPlace = async (): Promise<void> => {
      place = sqlitePlace();
      url = database === 'PostgreSQL' ? await server.url(`crash_${++count}`) : undefined;
      sql = url === undefined ? await place.openSql() : postgresAt(url);
    };
    const closePlace = async (): Promise<void> => {
      await sql.close();
      await place.remove();
    };
    beforeEach(openPlace);
    afterEach(closePlace);
    const start = (seed: number, rounds: number) => {
      const more = url === undefined ? [] : [url];
      const child = spawn(
        process.execPath,
        [REMEMBERING, place.folder, String(seed), String(rounds), ...more],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const lines: string[] = [];
      let rest = '';
      child.stdout.on('data', (some: Buffer) => {
        const parts = `${rest}${some.toString()}`.split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts);
      });
      return { child, lines, ended: once(child, 'close') };
    };
    const note = ({ stored, forgotten }: Promised, lines: readonly string[]): void => {
      for (const line of lines) {
        const [what, id = '', ...rest] = line.split(' ');
        if (what === 'stored') stored.set(id, rest.slice(1).join(' '));
        if (what === 'forgetting') forgotten.set(id, forgotten.get(id) ?? false);
        if (what === 'forgot') forgotten.set(id, true);
      }
    };
    const expectKept = async (promised: Promised): Promise<void> => {
      const store = await openRig({ folder: place.folder, sql });
      const memory = await store.tenant('acme');
      const { ledger, store: findings } = await memory.verify({ contents: true });
      expect([...ledger, ...findings]).toEqual([]);
      for (const [id, text] of promised.stored) {
        const isForgotten = promised.forgotten.get(id);
        const found = textOf(await memory.recall({ id }));
        if (isForgotten === undefined) expect(found).toBe(text);
        if (isForgotten === true) expect(found).toBeUndefined();
      }
      await store.close();
    };

    it(`loses nothing that it promised, ${KILLS} times over`, {
      timeout: 60_000 + KILLS * 10_000,
    }, async () => {
      const rng = createRng(11);
      const promised: Promised = { stored: new Map(), forgotten: new Map() };
      let stored = 0;
      let forgotten = 0;
      for (let kill = 1; kill <= KILLS; kill++) {
        const { child, lines, ended } = start(kill, 1_000_000);
        await Promise.race([once(child.stdout, 'data'), ended]);
        expect(child.exitCode).toBeNull();
        await sleep(rng.below(300));
        child.kill('SIGKILL');
        await ended;
        note(promised, lines);
        await expectKept(promised);
        if (kill % LIVES !== 0 && kill < KILLS) continue;
        stored += promised.stored.size;
        forgotten += promised.forgotten.size;
        promised.stored.clear();
        promised.forgotten.clear();
        await closePlace();
        await openPlace();
      }
      expect(stored).toBeGreaterThan(KILLS * 5);
      expect(forgotten).toBeGreaterThan(0);
    });

    it('writes beside another one, and both keep what they promised', { timeout: 120_000 }, async () => {
      const [one, two] = [start(101, 25), start(102, 25)];
      await Promise.all([one.ended, two.ended]);
      expect([one.child.exitCode, two.child.exitCode]).toEqual([0, 0]);
      const promised: Promised = { stored: new Map(), forgotten: new Map() };
      note(promised, one.lines);
      note(promised, two.lines);
      expect(promised.stored.size).toBeGreaterThan(100);
      await expectKept(promised);
    });
  },
);
