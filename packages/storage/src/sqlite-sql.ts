import { AccordError } from '@accord/kernel';
import { storageErrors } from './errors.ts';
import { migrate } from './migrate.ts';
import type { SqlDatabase, SqlRow, SqlTypes } from './sql-database.ts';
import type { SqliteDatabase } from './sqlite.ts';
import type { SqliteWriter } from './writer.ts';

const TYPES: SqlTypes = {
  int64: 'INTEGER',
  bytes: 'BLOB',
  keyed: 'WITHOUT ROWID, STRICT',
  plain: 'STRICT',
};

export interface SqliteSqlOptions {
  /** It stays the opener's to close, and so does the writer. */
  readonly database: SqliteDatabase;
  /** Of the same file. */
  readonly writer: SqliteWriter;
}

/** Reads in this thread, which takes microseconds; writes in the writer's, which may have to wait for another process. */
export function sqliteSql({ database, writer }: SqliteSqlOptions): SqlDatabase {
  const prepared = new Map<string, ReturnType<typeof database.prepare<unknown[], SqlRow>>>();
  const statementOf = (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare<unknown[], SqlRow>(sql).safeIntegers();
    prepared.set(sql, statement);
    return statement;
  };

  return {
    dialect: 'sqlite',
    all: (sql, parameters) => {
      const statement = statementOf(sql);
      try {
        return statement.all(...parameters);
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    async write(writes) {
      try {
        await writer.write(writes);
      } catch (cause) {
        if (cause instanceof TypeError) throw cause;
        throw unavailable(cause);
      }
    },
    migrate: async (room, steps) =>
      migrate(
        database,
        room,
        steps.map((step) => step(TYPES)),
      ),
    close: async () => undefined,
  };
}

function unavailable(cause: unknown): AccordError {
  return new AccordError(storageErrors.STORAGE_UNAVAILABLE, {
    detail: `The database did not answer: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });
}
