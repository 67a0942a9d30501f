import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import { postgresAt } from '@accord/storage/testing/sql-at';
import { afterAll, beforeAll } from 'vitest';
import { describeMemoryStore } from './testing.ts';
import type { Place } from './testing/rig.ts';

let server: PostgresServer;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server?.stop(), 60_000);

async function postgresPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  const url = await server.url(`memory_${++count}`);
  return {
    folder,
    openSql: async () => postgresAt(url),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

describeMemoryStore('PostgreSQL', postgresPlace);
