import type { SqlDatabase, SqlRow, SqlStep } from '@accord/storage';

/** What a tenant keeps, as of one revision, which never changes. */
export interface StoredShelf {
  /** From 1, without gaps. */
  readonly revision: number;
  /** Differs for every shelf that was ever written, of whatever tenant. */
  readonly key: string;
  /** Both tables as CSV; empty before anything was put into it. */
  readonly materials: string;
  readonly stock: string;
  readonly keptAt: number;
}

export interface ShelfTables {
  /**
   * Adds a revision and leaves the latest. Of those who add the same revision one succeeds; who it was is told by the key of
   * what is then found.
   */
  add(tenant: string, shelf: StoredShelf, keep: number): Promise<void>;
  /** A revision, or the latest. */
  find(tenant: string, revision?: number): Promise<StoredShelf | undefined>;
}

export const SHELF_STEPS: readonly SqlStep[] = [
  ({ int64, plain }) => `CREATE TABLE material_shelves (
    tenant TEXT NOT NULL, revision ${int64} NOT NULL, shelf_key TEXT NOT NULL, materials TEXT NOT NULL, stock TEXT NOT NULL,
    kept_at ${int64} NOT NULL, PRIMARY KEY (tenant, revision)) ${plain}`,
];

const ADD = `INSERT INTO material_shelves (tenant, revision, shelf_key, materials, stock, kept_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (tenant, revision) DO NOTHING`;
const TRIM = 'DELETE FROM material_shelves WHERE tenant = ? AND revision <= ?';
const OF_TENANT = 'SELECT * FROM material_shelves WHERE tenant = ?';
const FIND = `${OF_TENANT} AND revision = ?`;
const LATEST = `${OF_TENANT} ORDER BY revision DESC LIMIT 1`;

export function shelfTables(sql: SqlDatabase): ShelfTables {
  return {
    async add(tenant, { revision, key, materials, stock, keptAt }, keep) {
      await sql.write([
        { sql: ADD, rows: [[tenant, BigInt(revision), key, materials, stock, BigInt(keptAt)]] },
        { sql: TRIM, rows: [[tenant, BigInt(revision - keep)]] },
      ]);
    },
    async find(tenant, revision) {
      const [row] =
        revision === undefined
          ? await sql.all(LATEST, [tenant])
          : await sql.all(FIND, [tenant, BigInt(revision)]);
      return row === undefined ? undefined : shelfOf(row);
    },
  };
}

const shelfOf = (row: SqlRow): StoredShelf => ({
  revision: Number(row['revision']),
  key: String(row['shelf_key']),
  materials: String(row['materials']),
  stock: String(row['stock']),
  keptAt: Number(row['kept_at']),
});
