import type { SqlDatabase, SqlRow, SqlStep } from '@accord/storage';

/** One version of a formula, which never changes. */
export interface StoredVersion {
  readonly formula: string;
  /** From 1. */
  readonly version: number;
  /** The search that found the first. */
  readonly job: string;
  readonly note: string;
  readonly createdAt: number;
  /** What is said of it, as JSON. */
  readonly body: string;
}

export interface FormulaTable {
  /** Adds versions, and leaves the latest formulas of the tenant. */
  add(tenant: string, versions: readonly StoredVersion[], keep: number): Promise<void>;
  /** A version, or the latest. */
  find(tenant: string, formula: string, version?: number): Promise<StoredVersion | undefined>;
  /** All versions of a formula, the first one first. */
  versions(tenant: string, formula: string): Promise<readonly StoredVersion[]>;
  /** The first versions of what a search found, in its order. */
  ofJob(tenant: string, job: string): Promise<readonly StoredVersion[]>;
  /** The first versions of the latest formulas, the latest first. */
  list(tenant: string, limit: number): Promise<readonly StoredVersion[]>;
}

export const FORMULA_STEPS: readonly SqlStep[] = [
  ({ int64, plain }) => `CREATE TABLE formula_versions (
    formula TEXT NOT NULL, version ${int64} NOT NULL, tenant TEXT NOT NULL, job TEXT NOT NULL, note TEXT NOT NULL,
    created_at ${int64} NOT NULL, body TEXT NOT NULL, PRIMARY KEY (formula, version)) ${plain}`,
  () => 'CREATE INDEX formula_versions_of_tenant ON formula_versions (tenant, formula)',
  () => 'CREATE INDEX formula_versions_of_job ON formula_versions (job)',
];

const ADD = `INSERT INTO formula_versions (formula, version, tenant, job, note, created_at, body)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
/** Ids sort by the time when they were made. */
const TRIM = `DELETE FROM formula_versions WHERE tenant = ? AND formula NOT IN
  (SELECT formula FROM formula_versions WHERE tenant = ? AND version = 1 ORDER BY formula DESC LIMIT ?)`;
const OF_FORMULA = 'SELECT * FROM formula_versions WHERE tenant = ? AND formula = ?';
const FIND = `${OF_FORMULA} AND version = ?`;
const LATEST = `${OF_FORMULA} ORDER BY version DESC LIMIT 1`;
const VERSIONS = `${OF_FORMULA} ORDER BY version`;
const OF_JOB = 'SELECT * FROM formula_versions WHERE tenant = ? AND job = ? AND version = 1 ORDER BY formula';
const LIST = 'SELECT * FROM formula_versions WHERE tenant = ? AND version = 1 ORDER BY formula DESC LIMIT ?';

export function formulaTable(sql: SqlDatabase): FormulaTable {
  const all = async (statement: string, ...parameters: (string | bigint)[]): Promise<SqlRow[]> =>
    sql.all(statement, parameters);
  return {
    async add(tenant, versions, keep) {
      const rows = versions.map((one) => [
        one.formula,
        BigInt(one.version),
        tenant,
        one.job,
        one.note,
        BigInt(one.createdAt),
        one.body,
      ]);
      await sql.write([
        { sql: ADD, rows },
        { sql: TRIM, rows: [[tenant, tenant, BigInt(keep)]] },
      ]);
    },
    async find(tenant, formula, version) {
      const [row] =
        version === undefined
          ? await all(LATEST, tenant, formula)
          : await all(FIND, tenant, formula, BigInt(version));
      return row === undefined ? undefined : versionOf(row);
    },
    versions: async (tenant, formula) => (await all(VERSIONS, tenant, formula)).map(versionOf),
    ofJob: async (tenant, job) => (await all(OF_JOB, tenant, job)).map(versionOf),
    list: async (tenant, limit) => (await all(LIST, tenant, BigInt(limit))).map(versionOf),
  };
}

const versionOf = (row: SqlRow): StoredVersion => ({
  formula: String(row['formula']),
  version: Number(row['version']),
  job: String(row['job']),
  note: String(row['note']),
  createdAt: Number(row['created_at']),
  body: String(row['body']),
});
