import type { SqlDatabase, SqlRow, SqlValue } from '@accord/storage';
import type { AccountKind } from './postings.ts';

/** By what spending can be told apart. */
export const SPEND_COLUMNS = ['day', 'tenant', 'key', 'engine', 'model'] as const;
export type SpendColumn = (typeof SPEND_COLUMNS)[number];

export interface SpendQuestion {
  /** Days as `2026-11-25` (UTC), both included. */
  readonly from: string;
  readonly to: string;
  /** Rows are added up over what is not named. */
  readonly by: readonly SpendColumn[];
  /** Of one tenant only. */
  readonly tenant?: string | undefined;
  /** How many rows at most, those that cost most first. */
  readonly limit: number;
}

export interface SpendRow {
  /** The columns that were asked for. The key is empty for the keyless caller. */
  readonly of: Readonly<Partial<Record<SpendColumn, string>>>;
  /** Trillionths of a US dollar. */
  readonly cost: bigint;
  readonly calls: number;
  /** How many of the calls were estimated, because no upstream counted. */
  readonly estimated: number;
  readonly fromCache: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

export interface BalanceRow {
  readonly kind: AccountKind;
  /** Empty for what is no tenant's. */
  readonly tenant: string;
  /** Of `upstream`; compute, network or storage of `overhead` and `house`. */
  readonly engine: string;
  readonly model: string;
  /** Trillionths of a US dollar; all rows together are zero. */
  readonly amount: bigint;
}

/** What the ledger has booked. What the journal holds is in it within `ledger.fold_ms`. */
export interface Reports {
  spend(question: SpendQuestion): Promise<readonly SpendRow[]>;
  balance(): Promise<readonly BalanceRow[]>;
}

/** A sum of money may not fit 64 bits, though each part does: it is added up in two halves. */
const BILLION = 1_000_000_000n;
const MONEY = `CAST(SUM(amount / ${BILLION}) AS BIGINT) AS billions, CAST(SUM(amount % ${BILLION}) AS BIGINT) AS rest`;
const COUNTS = ['calls', 'estimated', 'from_cache', 'input_tokens', 'cached_tokens', 'output_tokens']
  .map((name) => `CAST(SUM(${name}) AS BIGINT) AS ${name}`)
  .join(', ');

export function createReports(sql: SqlDatabase): Reports {
  return {
    async spend({ from, to, by, tenant, limit }) {
      const columns = SPEND_COLUMNS.filter((column) => by.includes(column));
      const named = columns.join(', ');
      const where = `kind = 'spent' AND day >= ? AND day <= ?${tenant === undefined ? '' : ' AND tenant = ?'}`;
      const parameters: SqlValue[] = [from, to, ...(tenant === undefined ? [] : [tenant])];
      const rows = await sql.all(
        `SELECT ${named === '' ? '' : `${named}, `}${MONEY}, ${COUNTS} FROM ledger_accounts WHERE ${where}
         ${named === '' ? '' : `GROUP BY ${named}`} ORDER BY billions DESC, rest DESC${named === '' ? '' : `, ${named}`} LIMIT ?`,
        [...parameters, BigInt(limit)],
      );
      return rows.filter(({ calls }) => calls !== null).map((row) => spendRowOf(row, columns));
    },
    async balance() {
      const spent = await sql.all(
        `SELECT kind, tenant, '' AS engine, '' AS model, ${MONEY} FROM ledger_accounts
         WHERE kind = 'spent' GROUP BY kind, tenant ORDER BY tenant`,
        [],
      );
      const others = await sql.all(
        `SELECT kind, tenant, engine, model, ${MONEY} FROM ledger_accounts WHERE kind <> 'spent'
         GROUP BY kind, tenant, engine, model ORDER BY kind, tenant, engine, model`,
        [],
      );
      return [...spent, ...others].map(balanceRowOf);
    },
  };
}

const int = (row: SqlRow, name: string): bigint => {
  const cell = row[name];
  return typeof cell === 'bigint' ? cell : 0n;
};
const moneyOf = (row: SqlRow): bigint => int(row, 'billions') * BILLION + int(row, 'rest');

const spendRowOf = (row: SqlRow, columns: readonly SpendColumn[]): SpendRow => ({
  of: Object.fromEntries(columns.map((column) => [column, String(row[column])])),
  cost: moneyOf(row),
  calls: Number(int(row, 'calls')),
  estimated: Number(int(row, 'estimated')),
  fromCache: Number(int(row, 'from_cache')),
  inputTokens: Number(int(row, 'input_tokens')),
  cachedTokens: Number(int(row, 'cached_tokens')),
  outputTokens: Number(int(row, 'output_tokens')),
});

const balanceRowOf = (row: SqlRow): BalanceRow => ({
  kind: String(row['kind']) as AccountKind,
  tenant: String(row['tenant']),
  engine: String(row['engine']),
  model: String(row['model']),
  amount: moneyOf(row),
});
