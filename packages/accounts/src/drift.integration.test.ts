import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { AccordError, picoUsd } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { type SqlDatabase, storageErrors } from '@accord/storage';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { expect, it } from 'vitest';
import { localAccount } from './account.ts';
import type { LedgerEntry } from './export.ts';
import type { Charge } from './ledger.ts';
import { costOf } from './price.ts';
import { priceOfMillion } from './price-book.ts';
import { openRig } from './testing/rig.ts';

const PRICE = priceOfMillion(0.15, 0.075, 0.6);
const MOST = picoUsd(10_000_000_000_000);

/** What becomes of one attempt at an upstream. */
type Fault = 'none' | 'abort' | 'cut' | 'refused' | 'usage twice' | 'no usage';

interface Attempt {
  readonly engine: 'a' | 'b';
  readonly input: number;
  readonly output: number;
  readonly fault: Fault;
}

interface Step {
  readonly tenant: 'one' | 'two';
  /** Retries and fallbacks; none at all is a request that was given up before it was sent. */
  readonly attempts: readonly Attempt[];
  readonly ending: 'settled' | 'settled twice' | 'from the cache' | 'never settled';
  /** What happens after the request was begun. */
  readonly event: 'nothing' | 'database fails' | 'restart' | 'next day';
  readonly turns: number;
}

const attempt: fc.Arbitrary<Attempt> = fc.record({
  engine: fc.constantFrom('a', 'b'),
  input: fc.nat(1_000_000),
  output: fc.nat(100_000),
  fault: fc.constantFrom('none', 'none', 'abort', 'cut', 'refused', 'usage twice', 'no usage'),
});

const step: fc.Arbitrary<Step> = fc.record({
  tenant: fc.constantFrom('one', 'two'),
  attempts: fc.array(attempt, { maxLength: 4 }),
  ending: fc.constantFrom(
    'settled',
    'settled',
    'settled',
    'settled twice',
    'from the cache',
    'never settled',
  ),
  event: fc.constantFrom('nothing', 'nothing', 'nothing', 'database fails', 'restart', 'next day'),
  turns: fc.nat(3),
});

/** The chunks of usage that the upstream sends of an attempt that it counted. */
function usageOf({ input, output, fault }: Attempt): readonly { input: number; output: number }[] {
  if (fault === 'refused' || fault === 'no usage') return [];
  return fault === 'usage twice'
    ? [
        { input, output },
        { input, output },
      ]
    : [{ input, output }];
}

/** As a gateway makes charges: the last usage counts, and where there is none the entry says so. */
function chargeOf(one: Attempt): Charge {
  const last = usageOf(one).at(-1);
  const refused = one.fault === 'refused';
  const tokens = {
    input: 0,
    output: 0,
    ...(refused ? {} : (last ?? { input: 7, output: 7 })),
    cachedInput: 0,
  };
  return {
    engine: one.engine,
    model: 'm',
    tokens,
    cost: costOf(PRICE, tokens),
    basis: last === undefined && !refused ? 'estimated' : 'reported',
    outcome: refused ? 'failed' : one.fault === 'abort' || one.fault === 'cut' ? 'aborted' : 'completed',
  };
}

/** What the upstream will send a bill for, in as far as it said what it counted. */
const billOf = (attempts: readonly Attempt[]): bigint =>
  attempts
    .filter((one) => usageOf(one).length > 0)
    .reduce((sum, { input, output }) => sum + BigInt(costOf(PRICE, { input, cachedInput: 0, output })), 0n);

/** A database that can be told to refuse the next writes. */
function failing(sql: SqlDatabase): SqlDatabase & { failNext(count: number): void } {
  let left = 0;
  return {
    ...sql,
    failNext(count) {
      left = count;
    },
    async write(writes) {
      if (left > 0) {
        left -= 1;
        throw new AccordError(storageErrors.STORAGE_UNAVAILABLE);
      }
      await sql.write(writes);
    },
  };
}

async function play(steps: readonly Step[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-drift-'));
  const clock = manualClock(Date.UTC(2026, 0, 31));
  const sql = failing(sqliteAt(join(folder, 'accord.db')));
  const open = async () =>
    openRig({
      folder: join(folder, 'ledger'),
      sql,
      clock,
      set: { 'ledger.sync': 'never', 'ledger.segment_bytes': 4096, 'ledger.page_bytes': 1024 },
    });
  let accounts = await open();
  let bill = 0n;
  let lost = 0;

  const run = async ({ tenant, attempts, ending, turns }: Step, request: string): Promise<void> => {
    const account = { ...localAccount, tenant };
    const intent = { request, account, endpoint: 'chat', model: 'm', most: MOST } as const;
    if (ending === 'from the cache') {
      return accounts.ledger.post(intent, [{ ...chargeOf(HIT), cost: picoUsd(0), basis: 'cache' }]);
    }
    const reservation = await accounts.ledger.reserve(intent);
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    if (ending === 'never settled') {
      lost += 1;
      return;
    }
    reservation.settle(attempts.map(chargeOf));
    bill += billOf(attempts);
    if (ending === 'settled twice') reservation.settle(attempts.map(chargeOf));
  };

  for (const [index, one] of steps.entries()) {
    await run(one, `request-${index}`);
    if (one.event === 'database fails') sql.failNext(1 + one.turns);
    if (one.event === 'next day') await clock.elapse(86_400_000);
    if (one.event === 'restart') {
      await accounts.close();
      sql.failNext(0);
      accounts = await open();
    }
  }
  sql.failNext(0);
  await accounts.close();
  accounts = await open();

  const entries: LedgerEntry[] = [];
  for await (const entry of accounts.books.entries({})) entries.push(entry);
  const sumOf = (basis: LedgerEntry['basis']): bigint =>
    entries.filter((entry) => entry.basis === basis).reduce((sum, { cost }) => sum + BigInt(cost), 0n);
  expect(sumOf('reported')).toBe(bill);
  expect(sumOf('cache')).toBe(0n);
  expect(entries.filter(({ outcome }) => outcome === 'lost')).toHaveLength(lost);
  expect(entries.filter(({ outcome }) => outcome === 'open')).toEqual([]);
  const estimated = entries.filter(({ basis }) => basis === 'estimated');
  const unsaid = steps
    .filter(({ ending }) => ending === 'settled' || ending === 'settled twice')
    .flatMap(({ attempts }) => attempts.filter(({ fault }) => fault === 'no usage'));
  expect(estimated).toHaveLength(unsaid.length + lost);
  expect(new Set(entries.map(({ request }) => request)).size).toBe(steps.length);

  const balance = await accounts.reports.balance();
  expect(balance.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
  const owed = balance
    .filter(({ kind }) => kind === 'upstream')
    .reduce((sum, { amount }) => sum - amount, 0n);
  expect(owed).toBe(sumOf('reported') + sumOf('estimated'));
  expect((await accounts.books.audit()).findings).toEqual([]);
  await accounts.close();
  await sql.close();
  rmSync(folder, { recursive: true });
}

const HIT: Attempt = { engine: 'a', input: 100, output: 100, fault: 'none' };

it('the books agree with what the upstream counted, whatever goes wrong', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), play), { numRuns: 25 });
});
