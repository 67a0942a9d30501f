import { AccordError } from '@accord/kernel';
import { storageErrors } from './errors.ts';
import type { SqliteDatabase } from './sqlite.ts';

const VERSIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS accord_schema (room TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID, STRICT
`;

/**
 * Brings a room's tables up to date. `steps` only ever grows: a step that was released is never edited. All
 * missing steps run in one transaction, so that a failure leaves the database as it was; two processes that
 * start together take turns.
 *
 * @throws STORAGE_NEWER_SCHEMA when the database has steps that this code does not know, STORAGE_MIGRATION_FAILED
 */
export function migrate(database: SqliteDatabase, room: string, steps: readonly string[]): void {
  const bringUpToDate = database.transaction(() => {
    database.exec(VERSIONS_TABLE);
    const version = versionOf(database, room);
    if (version > steps.length) throw newerSchema(room, version, steps.length);
    for (const step of steps.slice(version)) database.exec(step);
    database
      .prepare('INSERT OR REPLACE INTO accord_schema (room, version) VALUES (?, ?)')
      .run(room, steps.length);
  });
  try {
    bringUpToDate.immediate();
  } catch (cause) {
    if (cause instanceof AccordError) throw cause;
    throw new AccordError(storageErrors.STORAGE_MIGRATION_FAILED, {
      detail: `The tables of ${room} could not be brought up to date: ${String(cause)}`,
      cause,
    });
  }
}

function versionOf(database: SqliteDatabase, room: string): number {
  const version = database.prepare('SELECT version FROM accord_schema WHERE room = ?').pluck().get(room);
  return typeof version === 'number' ? version : 0;
}

function newerSchema(room: string, found: number, known: number): AccordError {
  return new AccordError(storageErrors.STORAGE_NEWER_SCHEMA, {
    detail: `The tables of ${room} are at version ${found}; this version of Accord knows up to ${known}`,
  });
}
