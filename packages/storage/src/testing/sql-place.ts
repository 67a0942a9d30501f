import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlDatabase } from '../sql-database.ts';
import type { PostgresServer } from './postgres-server.ts';
import { postgresAt, sqliteAt } from './sql-at.ts';

/** An empty database that processes share, for a suite that every dialect must pass. */
export interface SqlPlace {
  /** Another connection to it, as another process would have; it is closed by whoever opened it. */
  open(): Promise<SqlDatabase>;
  remove(): Promise<void>;
}

export async function sqlitePlace(): Promise<SqlPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-sqlite-'));
  return {
    open: async () => sqliteAt(join(folder, 'accord.db')),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param database its name on the server, which keeps it until it is stopped */
export async function postgresPlace(server: PostgresServer, database: string): Promise<SqlPlace> {
  const url = await server.url(database);
  return { open: async () => postgresAt(url), remove: async () => undefined };
}
