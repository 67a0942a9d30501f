import { AccordError } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresKnobs, storageErrors } from '../index.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { postgresSql } from './postgres.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server.stop());

const ASLEEP = `SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND datname = 'lost'`;

describe('a connection that is lost within a transaction', () => {
  it('fails that transaction and nothing else', { timeout: 30_000 }, async () => {
    const failures: unknown[] = [];
    const url = await server.url('lost');
    const layer = { origin: 'test', values: new Map([['storage.postgres.url', url]]) };
    const knobs = resolveKnobs([postgresKnobs], [layer]).of(postgresKnobs);
    const sql = postgresSql({ knobs, onFailure: (error) => failures.push(error) });
    await sql.migrate('lost', [() => 'CREATE TABLE kept (id BIGINT PRIMARY KEY)']);

    const write = sql.write([
      { sql: 'INSERT INTO kept (id) VALUES (?)', rows: [[1n]] },
      { sql: 'SELECT pg_sleep(20)', rows: [[]] },
    ]);
    const lost = write.catch((error: unknown) => error);
    await expect.poll(async () => (await sql.all(ASLEEP, [])).length, { timeout: 10_000 }).toBe(1);
    await sql.all(`SELECT pg_terminate_backend(pid) FROM (${ASLEEP}) AS asleep`, []);
    expect(await lost).toSatisfy(
      (error) => error instanceof AccordError && error.code === storageErrors.STORAGE_UNAVAILABLE.code,
    );

    expect(await sql.all('SELECT id FROM kept', [])).toEqual([]);
    await sql.write([{ sql: 'INSERT INTO kept (id) VALUES (?)', rows: [[2n]] }]);
    expect(await sql.all('SELECT id FROM kept', [])).toEqual([{ id: 2n }]);
    await sql.close();
  });
});
