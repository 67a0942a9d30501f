import { resolveKnobs } from '@accord/knobs';
import { postgresSql } from '../drivers/postgres.ts';
import { postgresKnobs, storageKnobs } from '../knobs.ts';
import type { SqlDatabase } from '../sql-database.ts';
import { openSqlite } from '../sqlite.ts';
import { sqliteSql } from '../sqlite-sql.ts';
import { openSqliteWriter } from '../writer.ts';

/** Processes that a test starts may hold the file for long on a busy machine. */
const BUSY_MS = 20_000;

/** A file of SQLite, as a process opens it. It closes, with itself, what it was opened from. */
export function sqliteAt(path: string): SqlDatabase {
  const layer = { origin: 'test', values: new Map([['storage.busy_timeout_ms', BUSY_MS]]) };
  const file = { path, knobs: resolveKnobs([storageKnobs], [layer]).of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  return {
    ...sqliteSql({ database, writer }),
    async close() {
      await writer.close();
      database.close();
    },
  };
}

/** A database of PostgreSQL, as a process opens it. */
export function postgresAt(url: string): SqlDatabase {
  const layer = { origin: 'test', values: new Map([['storage.postgres.url', url]]) };
  const knobs = resolveKnobs([postgresKnobs], [layer]).of(postgresKnobs);
  return postgresSql({ knobs, onFailure: () => undefined });
}
