import { localAccount, type SpendRow } from '@accord/accounts';
import { picoUsd } from '@accord/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { DOWN, type House, openHouse, saying } from './testing/house.ts';

/** What tasks ask of models is in the books, to the token, and within the budget of the key. */
let house: House | undefined;
afterEach(async () => {
  await house?.close();
  house = undefined;
});
const PRICES = {
  ACCORD_ROLES_INTERPRETER_INPUT_USD_PER_MILLION: '0.15',
  ACCORD_ROLES_INTERPRETER_OUTPUT_USD_PER_MILLION: '0.6',
  ACCORD_ROLES_INTERPRETER_FALLBACK_1_INPUT_USD_PER_MILLION: '1',
  ACCORD_ROLES_INTERPRETER_FALLBACK_1_OUTPUT_USD_PER_MILLION: '2',
  ACCORD_LEDGER_FOLD_MS: '10',
};
const open = async (more: Parameters<typeof openHouse>[0] = {}): Promise<House> =>
  (house = await openHouse({ ...more, env: { ...PRICES, ...more.env } }));

const ACME = { ...localAccount, tenant: 'acme' };
const asAcme = { account: ACME };

async function spent({ accord }: House, calls: number): Promise<readonly SpendRow[]> {
  const ask = () =>
    accord.accounts.reports.spend({
      from: '2000-01-01',
      to: '2999-12-31',
      by: ['tenant', 'engine'],
      limit: 10,
    });
  const sum = (rows: readonly SpendRow[]): number => rows.reduce((all, row) => all + row.calls, 0);
  await expect.poll(async () => sum(await ask()), { timeout: 10_000 }).toBe(calls);
  return ask();
}

describe('a task that models answer', () => {
  it('is booked at what the server counted, for its tenant, at the price that the reply names', async () => {
    const opened = await open();
    const { meta } = await opened.call('one', 'fast', { caller: asAcme });
    const { input, output } = meta.tokens;
    expect(input).toBeGreaterThan(0);
    const [row, ...others] = await spent(opened, 1);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      of: { tenant: 'acme', engine: 'openai/interpreter' },
      inputTokens: input,
      outputTokens: output,
      estimated: 0,
      cost: BigInt(input * 150_000 + output * 600_000),
    });
    expect(Number(meta.cost_usd) * 1e12).toBeCloseTo(Number(row?.cost), -3);
  });

  it('is in the books at no cost when the answer was kept', async () => {
    const opened = await open();
    await opened.call('one', 'fast', { caller: asAcme });
    const again = await opened.call('one', 'fast', { caller: asAcme });
    expect(again.meta.cache.outcome).toBe('hit');
    const rows = await spent(opened, 2);
    expect(rows.map(({ fromCache }) => fromCache)).toEqual([1]);
  });

  it('is booked for each server that was asked, also for the one that failed', async () => {
    const opened = await open({ spare: true });
    opened.servers.interpreter.behave(DOWN);
    await opened.call('one', 'fast', { caller: asAcme });
    const rows = await spent(opened, 2);
    const byEngine = Object.fromEntries(rows.map((row) => [row.of.engine, row]));
    expect(byEngine['openai/interpreter']).toMatchObject({ cost: 0n, inputTokens: 0 });
    expect(byEngine['openai/spare']?.cost).toBeGreaterThan(0n);
  });

  it('is refused before any server is asked when the budget is spent, and answers kept before go on', async () => {
    const opened = await open();
    await opened.call('kept', 'fast', { caller: asAcme });
    const before = opened.servers.interpreter.requests.length;
    const nothing = { day: BigInt(picoUsd(1)), month: undefined };
    const account = { ...ACME, budgets: { ...ACME.budgets, tenant: nothing } };
    await expect(opened.call('new', 'fast', { caller: { account } })).rejects.toMatchObject({
      code: 'BUDGET_SPENT',
    });
    const asked = opened.servers.interpreter.requests.slice(before);
    expect(asked.filter(({ path }) => path === '/chat/completions')).toEqual([]);
    expect((await opened.call('kept', 'fast', { caller: { account } })).meta.cache.outcome).toBe('hit');
  });

  it('leaves the books right', async () => {
    const opened = await open({ spare: true });
    opened.servers.interpreter.behave(DOWN);
    await Promise.all(['a', 'b', 'c'].map((text) => opened.call(text, 'fast', { caller: asAcme })));
    opened.servers.interpreter.behave(saying('well'));
    await opened.call('d', 'fast', { caller: asAcme });
    await expect
      .poll(async () => (await opened.accord.accounts.books.audit()).findings, { timeout: 10_000 })
      .toEqual([]);
  });
});
