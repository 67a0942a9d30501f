import type { SqlDatabase, SqlRow, SqlValue } from '@accord/storage';

/** A few sizes, so that each database prepares a few statements. */
const SIZES = [256, 32, 4, 1] as const;

/**
 * The rows of a statement that ends in `IN`, for any number of values.
 *
 * @param sql without the list
 */
export async function manyOf(
  sql: SqlDatabase,
  statement: string,
  before: readonly SqlValue[],
  values: readonly SqlValue[],
): Promise<SqlRow[]> {
  const rows: SqlRow[] = [];
  for (let at = 0; at < values.length; ) {
    const size = SIZES.find((many) => many <= values.length - at) ?? 1;
    const list = Array.from({ length: size }, () => '?').join(', ');
    rows.push(...(await sql.all(`${statement} (${list})`, [...before, ...values.slice(at, at + size)])));
    at += size;
  }
  return rows;
}
