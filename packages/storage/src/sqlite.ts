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
 * Node 24.19 and later abort when the collector frees an object of this native module (its wrapper asks for the
 * environment where there is none; docs/decisions/0010-native-module.md). So none is ever freed before the process
 * ends: what is opened and prepared stays referenced. A process opens one database and prepares a handful of
 * statements; `pragma` would make a new one at each call and is not used.
 */
const kept: unknown[] = [];

class KeptDatabase extends Database {
  constructor(path: string, options: Database.Options) {
    super(path, options);
    kept.push(this);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- the signature is the library's
  override prepare(source: string): any {
    const statement = super.prepare(source);
    kept.push(statement);
    return statement;
  }
}

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
    const database = new KeptDatabase(path, { readonly, fileMustExist: readonly });
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

/** A database that is only locked, never read or written. */
export interface LockDatabase {
  /** False when another holds it. */
  lock(): boolean;
  /** Lets go, and closes it. */
  close(): void;
}

/** @throws STORAGE_UNAVAILABLE */
export function lockDatabase(path: string): LockDatabase {
  try {
    const database = new KeptDatabase(path, {});
    database.exec('PRAGMA busy_timeout = 0');
    return {
      lock() {
        try {
          // Nothing is written, so there is nothing to roll back, and no file beside it.
          database.exec('PRAGMA journal_mode = MEMORY');
          database.exec('BEGIN EXCLUSIVE');
          return true;
        } catch (error) {
          if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return false;
          throw error;
        }
      },
      close: () => void database.close(),
    };
  } catch (cause) {
    throw new AccordError(storageErrors.STORAGE_UNAVAILABLE, {
      detail: `${path} could not be made: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
  }
}

function prepare(database: SqliteDatabase, busyTimeoutMs: number, readonly: boolean): void {
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  database.exec('PRAGMA foreign_keys = ON');
  if (readonly) {
    // A file that is no database is found out here, not at the first query.
    database.exec('PRAGMA schema_version');
    return;
  }
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
}
