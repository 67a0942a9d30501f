import type { AccountRole, Budget, KeyRecord, RateLimits, TenantRecord } from '@accord/accounts';
import { picoUsdText } from '@accord/kernel';
import { type Paint, padEnd, visible } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError */
export function checkRole(role: string): AccountRole {
  if (role === 'user' || role === 'admin') return role;
  throw new UsageError(`--role takes user or admin, not '${role}'`);
}

const dollars = (amount: bigint | undefined): string | null =>
  amount === undefined ? null : picoUsdText(amount);
const time = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

const rulesJson = ({ limits, budget }: { readonly limits: RateLimits; readonly budget: Budget }) => ({
  per_minute: limits.perMinute ?? null,
  per_hour: limits.perHour ?? null,
  budget_day_usd: dollars(budget.day),
  budget_month_usd: dollars(budget.month),
});

export const keyJson = (key: KeyRecord) => ({
  id: key.id,
  name: key.name,
  tenant: key.tenant,
  role: key.role,
  ...rulesJson(key),
  created_at: time(key.createdAt),
  ends_at: time(key.endsAt),
  revoked_at: time(key.revokedAt),
});

export const tenantJson = (record: TenantRecord) => ({ tenant: record.tenant, ...rulesJson(record) });

export function keyLines(keys: readonly KeyRecord[], paint: Paint): string[] {
  if (keys.length === 0) return ['No keys. accord keys create makes one.'];
  const rows = keys.map((key) => [
    key.id,
    visible(key.name),
    key.tenant,
    key.role,
    ...ruleCells(key),
    stateOf(key),
  ]);
  return table(['id', 'name', 'tenant', 'role', ...RULE_COLUMNS, 'state'], rows, paint);
}

export function tenantLines(tenants: readonly TenantRecord[], paint: Paint): string[] {
  if (tenants.length === 0) return ['Nothing is laid down for any tenant.'];
  const rows = tenants.map((record) => [record.tenant, ...ruleCells(record)]);
  return table(['tenant', ...RULE_COLUMNS], rows, paint);
}

const RULE_COLUMNS = ['per min', 'per hour', 'USD/day', 'USD/month'];

const ruleCells = ({
  limits,
  budget,
}: {
  readonly limits: RateLimits;
  readonly budget: Budget;
}): string[] => [
  String(limits.perMinute ?? '–'),
  String(limits.perHour ?? '–'),
  dollars(budget.day) ?? '–',
  dollars(budget.month) ?? '–',
];

function stateOf({ revokedAt, endsAt }: KeyRecord): string {
  if (revokedAt !== undefined) return `revoked ${time(revokedAt)}`;
  return endsAt === undefined ? 'valid' : `replaced, ends ${time(endsAt)}`;
}

/** Columns as wide as what stands in them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padEnd(cell, (widths[column] ?? 0) + 2))
      .join('')
      .trimEnd();
  return [paint('bold', line(head)), ...rows.map(line)];
}
