import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveKnobs } from '@accord/knobs';
import { postgresKnobs } from '@accord/storage';
import { postgresSql } from '@accord/storage/drivers/postgres';
import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import { afterAll, beforeAll } from 'vitest';
import { describeMemoryStore } from './testing.ts';
import type { Place } from './testing/rig.ts';

let server: PostgresServer;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server?.stop());

async function postgresPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  const url = await server.url(`memory_${++count}`);
  const layer = { origin: 'test', values: new Map([['storage.postgres.url', url]]) };
  const knobs = resolveKnobs([postgresKnobs], [layer]).of(postgresKnobs);
  return {
    folder,
    openSql: async () => postgresSql({ knobs, onFailure: () => undefined }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

describeMemoryStore('PostgreSQL', postgresPlace);
