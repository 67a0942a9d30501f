import type { RowWrite, SqlDatabase, SqlRow, SqlStep } from '@accord/storage';
import type { AccountRole, Budget, KeyId } from './account.ts';
import { type MaybePromise, whenReady } from './maybe-promise.ts';

/** Of a key or of a tenant. Null: nothing was laid down. 0: no limit. */
export interface StoredLimits {
  readonly perMinute: number | undefined;
  readonly perHour: number | undefined;
}

export interface StoredKey {
  readonly id: KeyId;
  readonly name: string;
  readonly tenant: string;
  readonly role: AccountRole;
  readonly digest: Uint8Array;
  readonly limits: StoredLimits;
  readonly budget: Budget;
  readonly createdAt: number;
  readonly revokedAt: number | undefined;
  readonly endsAt: number | undefined;
}

export interface StoredTenant {
  readonly tenant: string;
  readonly limits: StoredLimits;
  readonly budget: Budget;
}

/** A key with what is laid down for its tenant. */
export interface FoundKey {
  readonly key: StoredKey;
  readonly tenant: StoredTenant;
}

export interface KeyTable {
  find(id: KeyId): MaybePromise<FoundKey | undefined>;
  list(): MaybePromise<readonly StoredKey[]>;
  tenants(): MaybePromise<readonly StoredTenant[]>;
  /** Adds a key, and lets others end, in one transaction. */
  put(added: readonly StoredKey[], ended: readonly KeyEnd[]): Promise<void>;
  putTenant(tenant: StoredTenant): Promise<void>;
}

export interface KeyEnd {
  readonly id: KeyId;
  readonly endsAt: number;
  readonly revokedAt: number | undefined;
}

export const KEY_STEPS: readonly SqlStep[] = [
  ({ int64, bytes, plain }) => `CREATE TABLE account_keys (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, tenant TEXT NOT NULL, role TEXT NOT NULL, digest ${bytes} NOT NULL,
    per_minute ${int64}, per_hour ${int64}, budget_day ${int64}, budget_month ${int64},
    created_at ${int64} NOT NULL, revoked_at ${int64}, ends_at ${int64}) ${plain}`,
  ({ int64, keyed }) => `CREATE TABLE account_tenants (
    tenant TEXT PRIMARY KEY, per_minute ${int64}, per_hour ${int64}, budget_day ${int64}, budget_month ${int64}) ${keyed}`,
];

const FIND = `SELECT k.*, t.per_minute AS t_per_minute, t.per_hour AS t_per_hour, t.budget_day AS t_budget_day,
  t.budget_month AS t_budget_month
  FROM account_keys k LEFT JOIN account_tenants t ON t.tenant = k.tenant WHERE k.id = ?`;
const LIST = 'SELECT * FROM account_keys ORDER BY created_at, id';
const TENANTS = 'SELECT * FROM account_tenants ORDER BY tenant';
const ADD = `INSERT INTO account_keys (id, name, tenant, role, digest, per_minute, per_hour, budget_day, budget_month,
  created_at, revoked_at, ends_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** What was revoked stays so, and what ends does not end later. */
const END = `UPDATE account_keys SET ends_at = ?, revoked_at = coalesce(revoked_at, ?)
  WHERE id = ? AND (ends_at IS NULL OR ends_at > ?)`;
const PUT_TENANT = `INSERT INTO account_tenants (tenant, per_minute, per_hour, budget_day, budget_month)
  VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant) DO UPDATE SET per_minute = excluded.per_minute,
  per_hour = excluded.per_hour, budget_day = excluded.budget_day, budget_month = excluded.budget_month`;

export function keyTable(sql: SqlDatabase): KeyTable {
  return {
    find: (id) => whenReady(sql.all(FIND, [id]), ([row]) => (row === undefined ? undefined : foundOf(row))),
    list: () => whenReady(sql.all(LIST, []), (rows) => rows.map(keyOf)),
    tenants: () => whenReady(sql.all(TENANTS, []), (rows) => rows.map((row) => tenantOf(row, ''))),
    async put(added, ended) {
      const writes: RowWrite[] = [{ sql: ADD, rows: added.map(keyCells) }];
      const ends = ended.map(({ id, endsAt, revokedAt }) => [
        BigInt(endsAt),
        int64Of(revokedAt),
        id,
        BigInt(endsAt),
      ]);
      writes.push({ sql: END, rows: ends });
      await sql.write(writes);
    },
    async putTenant({ tenant, limits, budget }) {
      await sql.write([{ sql: PUT_TENANT, rows: [[tenant, ...limitCells(limits), ...budgetCells(budget)]] }]);
    },
  };
}

const int64Of = (value: number | undefined): bigint | null => (value === undefined ? null : BigInt(value));
const limitCells = ({ perMinute, perHour }: StoredLimits) => [int64Of(perMinute), int64Of(perHour)];
const budgetCells = ({ day, month }: Budget) => [day ?? null, month ?? null];
const keyCells = (key: StoredKey) => [
  key.id,
  key.name,
  key.tenant,
  key.role,
  key.digest,
  ...limitCells(key.limits),
  ...budgetCells(key.budget),
  BigInt(key.createdAt),
  int64Of(key.revokedAt),
  int64Of(key.endsAt),
];

const numberOf = (cell: SqlRow[string] | undefined): number | undefined =>
  typeof cell === 'bigint' ? Number(cell) : undefined;
const bigintOf = (cell: SqlRow[string] | undefined): bigint | undefined =>
  typeof cell === 'bigint' ? cell : undefined;

const foundOf = (row: SqlRow): FoundKey => ({ key: keyOf(row), tenant: tenantOf(row, 't_') });

const keyOf = (row: SqlRow): StoredKey => ({
  id: String(row['id']) as KeyId,
  name: String(row['name']),
  tenant: String(row['tenant']),
  role: row['role'] === 'admin' ? 'admin' : 'user',
  digest: row['digest'] instanceof Uint8Array ? row['digest'] : new Uint8Array(),
  limits: limitsOf(row, ''),
  budget: budgetOf(row, ''),
  createdAt: numberOf(row['created_at']) ?? 0,
  revokedAt: numberOf(row['revoked_at']),
  endsAt: numberOf(row['ends_at']),
});

const tenantOf = (row: SqlRow, prefix: string): StoredTenant => ({
  tenant: String(row['tenant']),
  limits: limitsOf(row, prefix),
  budget: budgetOf(row, prefix),
});

const limitsOf = (row: SqlRow, prefix: string): StoredLimits => ({
  perMinute: numberOf(row[`${prefix}per_minute`]),
  perHour: numberOf(row[`${prefix}per_hour`]),
});

const budgetOf = (row: SqlRow, prefix: string): Budget => ({
  day: bigintOf(row[`${prefix}budget_day`]),
  month: bigintOf(row[`${prefix}budget_month`]),
});
