import type { RowWrite, SqlRow, SqlValue } from '@accord/storage';
import { DROP_GENERATIONS, type KeyRing, tenantKeyName } from './crypto/key-ring.ts';
import { aboutContent, aboutPack } from './records/contents.ts';
import { aboutDictionary } from './records/dictionaries.ts';
import { aboutRecord } from './records/sealed-record.ts';
import { bytesIn, numberIn, textIn } from './tables/cells.ts';
import { oneNumber } from './tables/totals.ts';
import type { TenantParts } from './tenant-parts.ts';

/** A table whose rows have a wrapped key. */
interface Wrapped {
  readonly table: string;
  /** What names a row of a tenant. */
  readonly key: string;
  readonly columns: string;
  /** The column of what the wrapping is salted with. */
  readonly salt?: string;
  /** Before all keys. */
  readonly start: SqlValue;
  readonly about: (tenant: string, row: SqlRow) => Uint8Array;
}

const TABLES: readonly Wrapped[] = [
  {
    table: 'memory_contents',
    key: 'id',
    columns: 'class, address, id',
    start: 0n,
    about: (tenant, row) => aboutContent(tenant, textIn(row, 'class'), bytesIn(row, 'address')),
  },
  {
    table: 'memory_records',
    key: 'seq',
    columns: 'class, salt, seq',
    salt: 'salt',
    start: 0n,
    about: (tenant, row) => aboutRecord(tenant, textIn(row, 'class'), bytesIn(row, 'salt')),
  },
  {
    table: 'memory_packs',
    key: 'file',
    columns: 'class, file',
    start: -1n,
    about: (tenant, row) => aboutPack(tenant, textIn(row, 'class')),
  },
  {
    table: 'memory_dictionaries',
    key: 'id',
    columns: 'class, id',
    start: 0n,
    about: (tenant, row) => aboutDictionary(tenant, textIn(row, 'class'), numberIn(row, 'id')),
  },
];
const AT_ONCE = 500;

/** Gives the tenant a new key and wraps all data keys by it. Returns how many. No content is read or written. */
export async function rotateTenant(
  parts: TenantParts,
  ring: KeyRing,
  refresh: () => Promise<void>,
): Promise<number> {
  const { generation } = await ring.advance(parts.tenant);
  await refresh();
  let rewrapped = 0;
  for (const table of TABLES) rewrapped += await rewrapTable(parts, table, generation);
  await parts.committer.commit(async () => {
    const left = await leftBefore(parts, generation);
    // Another process wrote by the key before, meanwhile: the next rotation lets go of it.
    const writes: RowWrite[] =
      left > 0 ? [] : [{ sql: DROP_GENERATIONS, rows: [[tenantKeyName(parts.tenant), BigInt(generation)]] }];
    return {
      value: undefined,
      event: { kind: 'rotated', detail: { generation, done: left === 0 } },
      writes,
    };
  });
  return rewrapped;
}

async function rewrapTable(parts: TenantParts, wrapped: Wrapped, generation: number): Promise<number> {
  const { table, key, columns } = wrapped;
  const select = `SELECT ${columns}, generation, wrapped FROM ${table}
    WHERE tenant = ? AND ${key} > ? AND generation < ? ORDER BY ${key} LIMIT ${AT_ONCE}`;
  const update = `UPDATE ${table} SET generation = ?, wrapped = ? WHERE tenant = ? AND ${key} = ?`;
  let rewrapped = 0;
  let at: SqlValue | undefined = wrapped.start;
  while (at !== undefined) {
    const from: SqlValue = at;
    at = await parts.committer.commit(async () => {
      const rows = await parts.sql.all(select, [parts.tenantId, from, BigInt(generation)]);
      if (rows.length === 0) return { value: undefined, event: undefined, writes: [] };
      const cells = rows.map((row): SqlValue[] => [
        BigInt(parts.keys().generation),
        rewrap(parts, wrapped, row),
        parts.tenantId,
        row[key] ?? null,
      ]);
      rewrapped += rows.length;
      return {
        value: rows.at(-1)?.[key] ?? undefined,
        event: { kind: 'rotated', detail: { generation, done: false } },
        writes: [{ sql: update, rows: cells }],
      };
    });
  }
  return rewrapped;
}

function rewrap(parts: TenantParts, { about, salt: column }: Wrapped, row: SqlRow): Uint8Array {
  const wrapped = bytesIn(row, 'wrapped');
  if (wrapped.length === 0) return wrapped;
  const belongs = about(parts.tenant, row);
  const salt = column === undefined ? undefined : bytesIn(row, column);
  const key = parts.keys().unwrap(wrapped, numberIn(row, 'generation'), belongs, salt);
  return parts.keys().wrap(key, belongs, salt);
}

async function leftBefore(parts: TenantParts, generation: number): Promise<number> {
  let left = 0;
  for (const { table } of TABLES) {
    const sql = `SELECT count(*) AS total FROM ${table} WHERE tenant = ? AND generation < ?`;
    left += await oneNumber(parts.sql, sql, [parts.tenantId, BigInt(generation)]);
  }
  return left;
}
