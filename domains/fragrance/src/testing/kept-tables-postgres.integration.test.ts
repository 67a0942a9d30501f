import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import { postgresPlace } from '@accord/storage/testing/sql-place';
import { afterAll, beforeAll } from 'vitest';
import { describeKeptTables } from './kept-tables.ts';

let server: PostgresServer;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server?.stop());

describeKeptTables('PostgreSQL', async () => postgresPlace(server, `fragrance_${++count}`));
