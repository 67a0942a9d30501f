import type { SqlDatabase, SqlRow } from '@accord/storage';
import type { LegacyStore } from '../legacy-store.ts';

export interface SqlTableOptions {
  readonly sql: SqlDatabase;
  readonly table: string;
  /** Of type text, and unique. */
  readonly keyColumn: string;
  /** Of type text. */
  readonly contentColumn: string;
}

const ROWS_AT_ONCE = 500;

/** A table with a row for each key. */
export function sqlTable({ sql, table, keyColumn, contentColumn }: SqlTableOptions): LegacyStore {
  const [from, key, content] = [quoted(table), quoted(keyColumn), quoted(contentColumn)];
  const page = `SELECT ${key} AS key, ${content} AS content FROM ${from} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`;
  return {
    async *entries() {
      let after = '';
      for (;;) {
        const rows = await sql.all(page, [after, ROWS_AT_ONCE]);
        for (const row of rows) yield { key: String(row['key']), content: contentOf(row) };
        const last = rows.at(-1);
        if (last === undefined) return;
        after = String(last['key']);
      }
    },
    async read(wanted) {
      const [row] = await sql.all(`SELECT ${content} AS content FROM ${from} WHERE ${key} = ?`, [wanted]);
      return row === undefined ? undefined : contentOf(row);
    },
    async write(entry) {
      const text = Buffer.from(entry.content).toString('utf8');
      await sql.write([
        {
          sql: `INSERT INTO ${from} (${key}, ${content}) VALUES (?, ?)
            ON CONFLICT (${key}) DO UPDATE SET ${content} = excluded.${content}`,
          rows: [[entry.key, text]],
        },
      ]);
    },
  };
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function contentOf({ content }: SqlRow): Uint8Array {
  return content instanceof Uint8Array ? content : Buffer.from(String(content ?? ''));
}
