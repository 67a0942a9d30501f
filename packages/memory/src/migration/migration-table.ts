import type { SqlDatabase, SqlRow, SqlStep } from '@accord/storage';
import type { ClassName } from '../classes.ts';
import { numberIn, textIn } from '../tables/cells.ts';
import type { ReadMode } from './migration.ts';

/** A migration as all processes know it. */
export interface MigrationRow {
  readonly tenant: string;
  readonly className: ClassName;
  /** What the legacy store is opened by, as its opener wrote it. */
  readonly source: string;
  readonly mode: ReadMode;
  /** Share of the keys, 0 … 1. */
  readonly canary: number;
  readonly beganAt: number;
  /** Keys that hybrid reads compared in all processes, and those of them that the memory had otherwise or not at all. */
  readonly compared: number;
  readonly diverged: number;
}

type Named = Pick<MigrationRow, 'tenant' | 'className'>;

/** The migrations under way, one at most for a tenant and class. */
export interface MigrationTable {
  all(): Promise<readonly MigrationRow[]>;
  find(which: Named): Promise<MigrationRow | undefined>;
  /** Nothing is changed where there is one already. */
  begin(row: Omit<MigrationRow, 'compared' | 'diverged'>): Promise<void>;
  change(which: Named, to: Pick<MigrationRow, 'mode' | 'canary'>): Promise<void>;
  count(which: Named, compared: number, diverged: number): Promise<void>;
  end(which: Named): Promise<void>;
}

const STEPS: readonly SqlStep[] = [
  ({ int64, keyed }) => `CREATE TABLE memory_migrations (
    tenant TEXT NOT NULL, class TEXT NOT NULL, source TEXT NOT NULL, mode TEXT NOT NULL, canary_ppm ${int64} NOT NULL,
    began_at ${int64} NOT NULL, compared ${int64} NOT NULL, diverged ${int64} NOT NULL, PRIMARY KEY (tenant, class)) ${keyed}`,
];
const MILLION = 1_000_000;
const OF = 'WHERE tenant = ? AND class = ?';

/** @throws the errors of storage */
export async function openMigrationTable(sql: SqlDatabase): Promise<MigrationTable> {
  await sql.migrate('memory_migrations', STEPS);
  const writing = async (statement: string, ...row: readonly (string | bigint)[]): Promise<void> =>
    sql.write([{ sql: statement, rows: [row] }]);
  return {
    all: async () => (await sql.all('SELECT * FROM memory_migrations ORDER BY tenant, class', [])).map(rowOf),
    async find({ tenant, className }) {
      const [row] = await sql.all(`SELECT * FROM memory_migrations ${OF}`, [tenant, className]);
      return row === undefined ? undefined : rowOf(row);
    },
    begin: async ({ tenant, className, source, mode, canary, beganAt }) =>
      writing(
        `INSERT INTO memory_migrations (tenant, class, source, mode, canary_ppm, began_at, compared, diverged)
          VALUES (?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING`,
        tenant,
        className,
        source,
        mode,
        ppm(canary),
        BigInt(beganAt),
      ),
    change: async ({ tenant, className }, { mode, canary }) =>
      writing(
        `UPDATE memory_migrations SET mode = ?, canary_ppm = ? ${OF}`,
        mode,
        ppm(canary),
        tenant,
        className,
      ),
    count: async ({ tenant, className }, compared, diverged) =>
      writing(
        `UPDATE memory_migrations SET compared = compared + ?, diverged = diverged + ? ${OF}`,
        BigInt(compared),
        BigInt(diverged),
        tenant,
        className,
      ),
    end: async ({ tenant, className }) => writing(`DELETE FROM memory_migrations ${OF}`, tenant, className),
  };
}

const ppm = (share: number): bigint => BigInt(Math.round(share * MILLION));

const rowOf = (row: SqlRow): MigrationRow => ({
  tenant: textIn(row, 'tenant'),
  className: textIn(row, 'class'),
  source: textIn(row, 'source'),
  mode: modeIn(textIn(row, 'mode')),
  canary: numberIn(row, 'canary_ppm') / MILLION,
  beganAt: numberIn(row, 'began_at'),
  compared: numberIn(row, 'compared'),
  diverged: numberIn(row, 'diverged'),
});

function modeIn(mode: string): ReadMode {
  if (mode === 'legacy' || mode === 'hybrid' || mode === 'nbmf') return mode;
  throw new TypeError(`${mode} is no mode of a migration`);
}
