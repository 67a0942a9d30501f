import { type FormulaJob, JOB_STATES, type JobState } from '@accord/contract';
import type { RowWrite, SqlDatabase, SqlRow, SqlStep } from '@accord/storage';

export interface StoredJob {
  readonly id: string;
  readonly tenant: string;
  readonly state: JobState;
  /** What is to be done, as JSON. */
  readonly order: string;
  readonly progress: FormulaJob['progress'];
  readonly error: FormulaJob['error'];
  readonly outcome: FormulaJob['outcome'];
  readonly formulas: readonly string[];
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Until when the process that has the job vouches for it; after that it is lost. */
  readonly aliveUntil: number;
}

export interface JobTable {
  /** Adds a job or what has become of it; one that has ended stays as it is. */
  put(jobs: readonly StoredJob[]): Promise<void>;
  find(tenant: string, id: string): Promise<StoredJob | undefined>;
  /** The latest first. */
  list(tenant: string, limit: number): Promise<readonly StoredJob[]>;
  /** Leaves the latest of a tenant. */
  trim(tenant: string, keep: number): Promise<void>;
}

export const JOB_STEPS: readonly SqlStep[] = [
  ({ int64, plain }) => `CREATE TABLE formula_jobs (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, state TEXT NOT NULL, orders TEXT NOT NULL, progress TEXT NOT NULL,
    error TEXT NOT NULL, outcome TEXT NOT NULL, formulas TEXT NOT NULL, created_at ${int64} NOT NULL, started_at ${int64}, ended_at ${int64},
    alive_until ${int64} NOT NULL) ${plain}`,
  () => 'CREATE INDEX formula_jobs_of_tenant ON formula_jobs (tenant, id)',
];

const PUT = `INSERT INTO formula_jobs (id, tenant, state, orders, progress, error, outcome, formulas, created_at, started_at,
  ended_at, alive_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, progress = excluded.progress, error = excluded.error,
  outcome = excluded.outcome, formulas = excluded.formulas, started_at = excluded.started_at, ended_at = excluded.ended_at,
  alive_until = excluded.alive_until WHERE formula_jobs.ended_at IS NULL`;
const FIND = 'SELECT * FROM formula_jobs WHERE tenant = ? AND id = ?';
const LIST = 'SELECT * FROM formula_jobs WHERE tenant = ? ORDER BY id DESC LIMIT ?';
const TRIM = `DELETE FROM formula_jobs WHERE tenant = ? AND ended_at IS NOT NULL AND id NOT IN
  (SELECT id FROM formula_jobs WHERE tenant = ? ORDER BY id DESC LIMIT ?)`;

export function jobTable(sql: SqlDatabase): JobTable {
  return {
    put: async (jobs) => sql.write([{ sql: PUT, rows: jobs.map(cellsOf) }]),
    async find(tenant, id) {
      const [row] = await sql.all(FIND, [tenant, id]);
      return row === undefined ? undefined : jobOf(row);
    },
    list: async (tenant, limit) => (await sql.all(LIST, [tenant, BigInt(limit)])).map(jobOf),
    trim: async (tenant, keep) => sql.write([{ sql: TRIM, rows: [[tenant, tenant, BigInt(keep)]] }]),
  };
}

const cellsOf = (job: StoredJob): RowWrite['rows'][number] => [
  job.id,
  job.tenant,
  job.state,
  job.order,
  JSON.stringify(job.progress),
  JSON.stringify(job.error),
  JSON.stringify(job.outcome),
  JSON.stringify(job.formulas),
  BigInt(job.createdAt),
  momentCell(job.startedAt),
  momentCell(job.endedAt),
  BigInt(job.aliveUntil),
];

const momentCell = (moment: number | undefined): bigint | null =>
  moment === undefined ? null : BigInt(moment);

function jobOf(row: SqlRow): StoredJob {
  return {
    id: String(row['id']),
    tenant: String(row['tenant']),
    state: JOB_STATES.find((state) => state === row['state']) ?? 'lost',
    order: String(row['orders']),
    progress: JSON.parse(String(row['progress'])) as StoredJob['progress'],
    error: JSON.parse(String(row['error'])) as StoredJob['error'],
    outcome: JSON.parse(String(row['outcome'])) as StoredJob['outcome'],
    formulas: JSON.parse(String(row['formulas'])) as string[],
    createdAt: Number(row['created_at']),
    startedAt: momentOf(row['started_at']),
    endedAt: momentOf(row['ended_at']),
    aliveUntil: Number(row['alive_until']),
  };
}

const momentOf = (cell: SqlRow[string] | undefined): number | undefined =>
  cell === null || cell === undefined ? undefined : Number(cell);
