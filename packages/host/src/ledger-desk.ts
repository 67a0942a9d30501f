import type { Accounts, SpendColumn, SpendRow } from '@accord/accounts';
import {
  LEDGER_ACCOUNTS,
  type LedgerBalance,
  SPEND_DAYS_LIMIT,
  type SpendGroup,
  type SpendLine,
  type SpendQuery,
  type SpendReply,
} from '@accord/contract';
import { AccordError, type Clock, picoUsdText } from '@accord/kernel';
import { runtimeErrors } from '@accord/runtime';

/** What an operator sees of the ledger. */
export interface LedgerDesk {
  /** @throws REQUEST_INVALID for a stretch of days that ends before it begins, or is too long */
  spend(query: SpendQuery): Promise<SpendReply>;
  balance(): Promise<LedgerBalance>;
}

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const LINES_LIMIT = 1000;

const COLUMNS: Readonly<Record<SpendGroup, readonly SpendColumn[]>> = {
  day: ['day'],
  key: ['tenant', 'key'],
  model: ['engine', 'model'],
};

export function ledgerDesk({ reports, keys }: Pick<Accounts, 'reports' | 'keys'>, clock: Clock): LedgerDesk {
  const namesOfKeys = async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await keys.list()).map(({ id, name }) => [id, name]));
  return {
    async spend({ by, ...days }) {
      const { from, to } = stretchOf(days, clock.now());
      const [totals, rows, names] = await Promise.all([
        reports.spend({ from, to, by: [], limit: 1 }),
        reports.spend({ from, to, by: COLUMNS[by], limit: LINES_LIMIT }),
        by === 'key' ? namesOfKeys() : new Map<string, string>(),
      ]);
      const lines = rows.map((row) => lineOf(row, names));
      return {
        by,
        from,
        to,
        total: figuresOf(totals[0] ?? NOTHING),
        lines: by === 'day' ? lines.sort((one, other) => (one.name < other.name ? -1 : 1)) : lines,
      };
    },
    async balance() {
      const sums = new Map<string, bigint>(LEDGER_ACCOUNTS.map((account) => [account, 0n]));
      let sum = 0n;
      for (const { kind, amount } of await reports.balance()) {
        sums.set(kind, (sums.get(kind) ?? 0n) + amount);
        sum += amount;
      }
      return {
        balanced: sum === 0n,
        sum_usd: picoUsdText(sum),
        accounts: LEDGER_ACCOUNTS.map((account) => ({
          account,
          balance_usd: picoUsdText(sums.get(account) ?? 0n),
        })),
      };
    },
  };
}

const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10);

function stretchOf(
  { from, to }: Pick<SpendQuery, 'from' | 'to'>,
  now: number,
): { readonly from: string; readonly to: string } {
  const last = to ?? dayText(now);
  const first = from ?? dayText(Date.parse(last) - (USUAL_DAYS - 1) * DAY_MS);
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (days >= 1 && days <= SPEND_DAYS_LIMIT) return { from: first, to: last };
  throw new AccordError(runtimeErrors.REQUEST_INVALID, {
    detail: `from: must not be after to (${last}), nor more than ${SPEND_DAYS_LIMIT} days before it`,
    field: 'from',
  });
}

const NOTHING: Omit<SpendRow, 'of'> = {
  cost: 0n,
  calls: 0,
  estimated: 0,
  fromCache: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
};

const figuresOf = (row: Omit<SpendRow, 'of'>): SpendReply['total'] => ({
  cost_usd: picoUsdText(row.cost),
  calls: row.calls,
  cached_calls: row.fromCache,
  estimated_calls: row.estimated,
  tokens: { input: row.inputTokens, cached_input: row.cachedTokens, output: row.outputTokens },
});

function lineOf(row: SpendRow, names: ReadonlyMap<string, string>): SpendLine {
  const { day, tenant, key = '', engine, model } = row.of;
  return {
    name: day ?? (model === undefined ? key : `${engine}/${model}`),
    label: names.get(key) ?? null,
    tenant: tenant ?? null,
    ...figuresOf(row),
  };
}
