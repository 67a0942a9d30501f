import { type Accord, openAccord } from '@accord/host';
import { expect } from 'vitest';
import { serverKnobs } from '../knobs.ts';
import type { BillingPlan, BillingUpstream } from './billing-upstream.ts';

export const INPUT_USD = 2.5;
export const OUTPUT_USD = 10;

async function entriesOf({ accounts }: Accord) {
  const entries = [];
  for await (const entry of accounts.books.entries({})) entries.push(entry);
  return entries;
}

/** The books after the server has gone, opened as it would open them again. */
export async function booksOf(env: Readonly<Record<string, string>>) {
  const accord = await openAccord({ env, appKnobs: [serverKnobs] });
  try {
    return { entries: await entriesOf(accord), audit: await accord.accounts.books.audit() };
  } finally {
    await accord.close();
  }
}

export const countsOf = (
  entries: readonly { inputTokens: number; cachedTokens: number; outputTokens: number }[],
) =>
  entries
    .map(({ inputTokens, cachedTokens, outputTokens }) => [inputTokens, cachedTokens, outputTokens].join('/'))
    .sort();
export const toldOf = (plans: readonly BillingPlan[]) =>
  plans.map(({ input, cached, output }) => [input, cached, output].join('/')).sort();
export const priceOf = (input: number, output: number): number =>
  input * INPUT_USD * 1e6 + output * OUTPUT_USD * 1e6;

type Books = Awaited<ReturnType<typeof booksOf>>;

/** Every attempt is in the books once, at what the upstream counted, and marked as a guess where that said nothing. */
export function expectNoDrift({ entries, audit }: Books, upstreams: readonly BillingUpstream[]): void {
  const all = (of: (upstream: BillingUpstream) => readonly BillingPlan[]): readonly BillingPlan[] =>
    upstreams.flatMap(of);
  const asked = all((upstream) => upstream.asked);
  const told = all((upstream) => upstream.told);
  const refusals = all((upstream) => upstream.refused);
  expect(audit).toMatchObject({ open: 0, recovered: 0, findings: [] });
  expect(entries).toHaveLength(asked.length);
  const reported = entries.filter(({ basis, outcome }) => basis === 'reported' && outcome === 'completed');
  expect(countsOf(reported)).toEqual(toldOf(told));
  for (const { cost, inputTokens, outputTokens } of reported) {
    expect(cost).toBe(priceOf(inputTokens, outputTokens));
  }
  const refused = entries.filter(({ basis, outcome }) => basis === 'reported' && outcome === 'failed');
  expect(refused).toHaveLength(refusals.length);
  expect(refused.every(({ cost }) => cost === 0)).toBe(true);
  const guessed = entries.filter(({ basis }) => basis === 'estimated');
  expect(guessed).toHaveLength(asked.length - told.length - refusals.length);
}
