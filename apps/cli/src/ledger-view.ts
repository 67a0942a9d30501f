import type { AuditReport, BalanceRow, LedgerEntry, SpendColumn, SpendRow } from '@accord/accounts';
import { picoUsdText } from '@accord/kernel';
import { table } from './account-view.ts';
import { type Paint, visible } from './terminal.ts';

const dollars = (amount: number | bigint): string => picoUsdText(BigInt(amount));

export const balanceJson = ({ kind, tenant, engine, model, amount }: BalanceRow) => ({
  kind,
  tenant,
  engine,
  model,
  usd: dollars(amount),
});

export function balanceLines(rows: readonly BalanceRow[], paint: Paint): string[] {
  const sum = rows.reduce((total, { amount }) => total + amount, 0n);
  const cells = rows.map(({ kind, tenant, engine, model, amount }) => [
    kind,
    visible([tenant, engine, model].filter((part) => part !== '').join(' · ')),
    dollars(amount),
  ]);
  return table(['account', 'of', 'USD'], [...cells, ['sum', '', dollars(sum)]], paint);
}

export const spendJson = ({ of, cost, ...counts }: SpendRow) => ({
  ...of,
  usd: dollars(cost),
  calls: counts.calls,
  estimated: counts.estimated,
  from_cache: counts.fromCache,
  input_tokens: counts.inputTokens,
  cached_tokens: counts.cachedTokens,
  output_tokens: counts.outputTokens,
});

export function spendLines(
  rows: readonly SpendRow[],
  columns: readonly SpendColumn[],
  paint: Paint,
): string[] {
  const cells = rows.map(({ of, ...row }) => [
    ...columns.map((column) => visible(of[column] ?? '') || '–'),
    dollars(row.cost),
    String(row.calls),
    String(row.estimated),
    String(row.fromCache),
    String(row.inputTokens),
    String(row.cachedTokens),
    String(row.outputTokens),
  ]);
  const counts = ['USD', 'calls', 'estimated', 'from cache', 'input', 'of it cached', 'output'];
  return table([...columns, ...counts], cells, paint);
}

export const entryJson = (entry: LedgerEntry) => ({
  at: new Date(entry.at).toISOString(),
  request: entry.request,
  tenant: entry.tenant,
  key: entry.key,
  endpoint: entry.endpoint,
  asked: entry.asked,
  engine: entry.engine,
  model: entry.model,
  outcome: entry.outcome,
  basis: entry.basis,
  recovered: entry.recovered,
  input_tokens: entry.inputTokens,
  cached_tokens: entry.cachedTokens,
  output_tokens: entry.outputTokens,
  cost_usd: dollars(entry.cost),
  compute_usd: dollars(entry.compute),
  network_usd: dollars(entry.network),
  storage_usd: dollars(entry.storage),
  journal: entry.journal,
  reservation: entry.reservation,
});

const CSV_COLUMNS: readonly (keyof ReturnType<typeof entryJson>)[] = [
  'at',
  'request',
  'tenant',
  'key',
  'endpoint',
  'asked',
  'engine',
  'model',
  'outcome',
  'basis',
  'recovered',
  'input_tokens',
  'cached_tokens',
  'output_tokens',
  'cost_usd',
  'compute_usd',
  'network_usd',
  'storage_usd',
  'journal',
  'reservation',
];

/** Comma-separated values (RFC 4180), the names of the columns first. */
export async function* csvLines(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<string> {
  yield CSV_COLUMNS.join(',');
  for await (const entry of entries) {
    const row = entryJson(entry);
    yield CSV_COLUMNS.map((column) => csvCell(String(row[column]))).join(',');
  }
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function auditLines({ findings, ...counts }: AuditReport, paint: Paint): string[] {
  const { journals, pages, settled, recovered, open, posted } = counts;
  const read = `${pages} pages of ${journals} journals: ${settled} reservations settled, ${recovered} recovered, ${open} open, ${posted} bookings without one`;
  if (findings.length === 0) return [paint('green', 'The books are right.'), read];
  return [paint('red', `${findings.length} faults`), read, ...findings.map((what) => visible(what))];
}
