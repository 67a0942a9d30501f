import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveKnobs } from '@accord/knobs';
import { postgresSql } from '../drivers/postgres.ts';
import { postgresKnobs, storageKnobs } from '../knobs.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { openSqlite } from '../sqlite.ts';
import { sqliteSql } from '../sqlite-sql.ts';
import { openSqliteWriter } from '../writer.ts';
import type { PostgresServer } from './postgres-server.ts';

/** An empty database that processes share, for a suite that every dialect must pass. */
export interface SqlPlace {
  /** Another connection to it, as another process would have; it is closed by whoever opened it. */
  open(): Promise<SqlDatabase>;
  remove(): Promise<void>;
}

export async function sqlitePlace(): Promise<SqlPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-sqlite-'));
  const file = { path: join(folder, 'accord.db'), knobs: resolveKnobs([storageKnobs], []).of(storageKnobs) };
  return {
    async open() {
      const database = openSqlite(file);
      const writer = openSqliteWriter(file);
      return {
        ...sqliteSql({ database, writer }),
        async close() {
          await writer.close();
          database.close();
        },
      };
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param database its name on the server, which keeps it until it is stopped */
export async function postgresPlace(server: PostgresServer, database: string): Promise<SqlPlace> {
  const layer = {
    origin: 'test',
    values: new Map([['storage.postgres.url', await server.url(database)]]),
  };
  const knobs = resolveKnobs([postgresKnobs], [layer]).of(postgresKnobs);
  return {
    open: async () => postgresSql({ knobs, onFailure: () => undefined }),
    remove: async () => undefined,
  };
}
