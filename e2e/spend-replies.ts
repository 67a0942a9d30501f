/** Stand-ins for the server's replies about spend and the ledger. */

const figures = (cost: string, calls: number, rest: object = {}): object => ({
  cost_usd: cost,
  calls,
  cached_calls: 0,
  estimated_calls: 0,
  tokens: { input: calls * 812, cached_input: calls * 120, output: calls * 240 },
  ...rest,
});

const line = (name: string, cost: string, calls: number, rest: object = {}): object => ({
  name,
  label: null,
  tenant: null,
  ...figures(cost, calls, rest),
});

const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

const TOTAL = figures('14.203918250001', 4821, { cached_calls: 1610, estimated_calls: 3 });

const LINES: Readonly<Record<string, readonly object[]>> = {
  day: [
    line(dayBefore(9), '0.91', 310),
    line(dayBefore(6), '2.4', 802, { cached_calls: 210 }),
    line(dayBefore(3), '6.893918250001', 2190, { cached_calls: 900, estimated_calls: 3 }),
    line(dayBefore(0), '4', 1519, { cached_calls: 500 }),
  ],
  key: [
    line('0123456789abcdef', '9.1', 3011, { label: 'Storefront', tenant: 'acme', cached_calls: 1400 }),
    line('fedcba9876543210', '5.103918250001', 1788, { tenant: 'atelier-seoul', estimated_calls: 3 }),
    line('', '0', 22, { tenant: 'local', cached_calls: 22 }),
  ],
  model: [
    line('openai/gpt-oss-120b', '13.2039', 3900, { cached_calls: 1200, estimated_calls: 3 }),
    line('openai/Qwen2.5-7B-Instruct', '0.000000250001', 921, { cached_calls: 410 }),
  ],
};

export function spendOf(address: string): object {
  const by = new URL(address).searchParams.get('by') ?? 'day';
  return { by, from: dayBefore(29), to: dayBefore(0), total: TOTAL, lines: LINES[by] };
}

export const NO_SPEND = {
  by: 'day',
  from: dayBefore(29),
  to: dayBefore(0),
  total: figures('0', 0),
  lines: [],
};

export const BALANCE = {
  balanced: true,
  sum_usd: '0',
  accounts: [
    { account: 'budget', balance_usd: '-0.0123' },
    { account: 'reserved', balance_usd: '0.0123' },
    { account: 'spent', balance_usd: '14.203918250001' },
    { account: 'upstream', balance_usd: '-14.203918250001' },
    { account: 'overhead', balance_usd: '0.0081' },
    { account: 'house', balance_usd: '-0.0081' },
  ],
};
