import type { SqlDatabase } from '@accord/storage';
import { oneNumber } from './totals.ts';

const FIND = 'SELECT id AS total FROM memory_tenants WHERE name = ?';
const LAST = 'SELECT max(id) AS total FROM memory_tenants';
const ADD = 'INSERT INTO memory_tenants (id, name) VALUES (?, ?) ON CONFLICT (name) DO NOTHING';
const MOST_TRIES = 20;

/** The number that the rows of a tenant have in the place of its name, which may be long; given out with the first use. */
export async function tenantNumber(sql: SqlDatabase, name: string): Promise<bigint> {
  for (let tries = 1; ; tries++) {
    const found = await oneNumber(sql, FIND, [name]);
    if (found > 0) return BigInt(found);
    const next = BigInt((await oneNumber(sql, LAST, [])) + 1);
    try {
      await sql.write([{ sql: ADD, rows: [[next, name]] }]);
    } catch (error) {
      // Another process may have given the number to another tenant meanwhile.
      if (tries === MOST_TRIES) throw error;
    }
  }
}
