import type { SqlDatabase, SqlRow, SqlValue } from '@accord/storage';

interface Counted {
  readonly sql: SqlDatabase;
  readonly tenantId: bigint;
}

const FRAMES = 'SELECT sum(kept_bytes) AS total FROM memory_contents WHERE tenant = ? AND tier = 2';
const PACKS = 'SELECT sum(bytes) AS total FROM memory_packs WHERE tenant = ?';
const DICTIONARIES = 'SELECT sum(length(sealed)) AS total FROM memory_dictionaries WHERE tenant = ?';

/** Bytes on the disk for contents, packs and dictionaries; without what the database needs around them. */
export async function keptBytesOf({ sql, tenantId }: Counted): Promise<number> {
  let total = 0;
  for (const statement of [FRAMES, PACKS, DICTIONARIES]) total += await oneNumber(sql, statement, [tenantId]);
  return total;
}

export interface DatabaseBytes {
  /** Of the tables of memory, of all tenants, with what the database needs around the rows; of SQLite, of the whole file. */
  readonly bytes: number;
  /** Of these, what is free to be written again. PostgreSQL does not say. */
  readonly free: number | undefined;
}

const OF_POSTGRES = `SELECT sum(pg_total_relation_size(c.oid)) AS total FROM pg_class c
  WHERE c.relkind = 'r' AND c.relname LIKE 'memory%' AND c.relnamespace = current_schema()::regnamespace`;

export async function databaseBytesOf(sql: SqlDatabase): Promise<DatabaseBytes> {
  if (sql.dialect === 'postgres') return { bytes: await oneNumber(sql, OF_POSTGRES, []), free: undefined };
  const pragma = async (name: string): Promise<number> => {
    const [row] = await sql.all(`PRAGMA ${name}`, []);
    return wholeOf(row?.[name] ?? null);
  };
  const page = await pragma('page_size');
  return { bytes: page * (await pragma('page_count')), free: page * (await pragma('freelist_count')) };
}

/** The `total` of a statement of one row; 0 when there was nothing to add up. */
export async function oneNumber(
  sql: SqlDatabase,
  statement: string,
  parameters: readonly SqlValue[],
): Promise<number> {
  const [row] = await sql.all(statement, parameters);
  return wholeOf(row?.['total'] ?? null);
}

/** PostgreSQL adds whole numbers up to a number of any length, which comes as text. */
export function wholeOf(cell: SqlRow[string]): number {
  return cell === null || cell instanceof Uint8Array ? 0 : Number(cell);
}
