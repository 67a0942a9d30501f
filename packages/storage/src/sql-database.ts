import type { SqlValue, SqlWrite } from './writer-message.ts';

/** One row: a whole number comes as `bigint`, whatever its size. */
export type SqlRow = Readonly<Record<string, string | number | bigint | Uint8Array | null>>;

/** How the columns of a table are declared in each dialect. */
export interface SqlTypes {
  /** Whole numbers of 64 bits. */
  readonly int64: string;
  readonly bytes: string;
  /** After the closing parenthesis of a table that is mostly its key. */
  readonly keyed: string;
  /** After the closing parenthesis of any other table. */
  readonly plain: string;
}

/** A step of a migration, once for both dialects. A step that was released is never edited. */
export type SqlStep = (types: SqlTypes) => string;

/**
 * SQLite or PostgreSQL, used alike: the same statements, with `?` for each parameter, in the part of SQL that both
 * understand (`INSERT … ON CONFLICT … DO UPDATE`, no functions of one of them).
 */
export interface SqlDatabase {
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * All rows of one statement; SQLite answers at once.
   *
   * @throws STORAGE_UNAVAILABLE
   */
  all(sql: string, parameters: readonly SqlValue[]): SqlRow[] | Promise<SqlRow[]>;
  /**
   * Makes all writes in one transaction, or none. The rows of one write must not touch the same row of the table.
   *
   * @throws STORAGE_UNAVAILABLE
   */
  write(writes: readonly RowWrite[]): Promise<void>;
  /**
   * Brings the tables of a room up to date; processes that start together take turns.
   *
   * @throws STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
   */
  migrate(room: string, steps: readonly SqlStep[]): Promise<void>;
  close(): Promise<void>;
}

export type RowWrite = Extract<SqlWrite, { readonly rows: unknown }>;
