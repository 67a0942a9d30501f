import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AccordError } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import Database from 'better-sqlite3';
import { storageErrors } from './errors.ts';
import type { storageKnobs } from './knobs.ts';

export type SqliteDatabase = Database.Database;

export interface SqliteOptions {
  /** File of the database; its folder is made when it is missing. */
  readonly path: string;
  readonly knobs: KnobValues<typeof storageKnobs>;
  /** Refuses every write, and refuses to make the file. */
  readonly readonly?: boolean;
}

/**
 * Of a database that is made anew. Records of a few kilobytes fill large pages better: measured on decision
 * records, writing them costs half of what it costs with the usual 4 KiB.
 */
const PAGE_BYTES = 16_384;

/**
 * Opens a database file for one process among several: readers never wait for the writer (WAL), and a commit
 * survives a crash of the process. A power cut may lose the last commits but never the database (synchronous
 * NORMAL).
 *
 * @throws STORAGE_UNAVAILABLE
 */
export function openSqlite({ path, knobs, readonly = false }: SqliteOptions): SqliteDatabase {
  try {
    if (!readonly) mkdirSync(dirname(path), { recursive: true });
    const database = new Database(path, { readonly, fileMustExist: readonly });
    try {
      prepare(database, knobs.busy_timeout_ms, readonly);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  } catch (cause) {
    throw new AccordError(storageErrors.STORAGE_UNAVAILABLE, {
      detail: `${path} could not be opened: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

function prepare(database: SqliteDatabase, busyTimeoutMs: number, readonly: boolean): void {
  database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  database.pragma('foreign_keys = ON');
  if (readonly) {
    // A file that is no database is found out here, not at the first query.
    database.pragma('schema_version');
    return;
  }
  database.pragma(`page_size = ${PAGE_BYTES}`);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
}
