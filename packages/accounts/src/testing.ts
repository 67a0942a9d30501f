import { picoUsd } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localAccount } from './account.ts';
import { ledgerTable } from './ledger-table.ts';
import { createTally } from './postings.ts';
import { storable } from './storable.ts';
import { chargeOf, intentOf, openRig, type Place } from './testing/rig.ts';

export { describeRateLimiter, limitedAccount, type OpenLimiter } from './testing/rate-limiter.ts';

const DAY_MS = 86_400_000;
const ODD_NAMES = ["it's", '"quoted"', '한국어', '?', '$1', '\\', '%_', '\u{1f600}', 'a\nb', '\0', '\ud800'];

/** What keys and ledger must do on every database. */
export function describeAccountsStore(name: string, openPlace: () => Promise<Place>): void {
  describe(`accounts on ${name}`, () => {
    let place: Place;
    let sql: SqlDatabase;
    beforeEach(async () => {
      place = await openPlace();
      sql = await place.openSql();
    });
    afterEach(async () => {
      await sql.close();
      await place.remove();
    });
    const open = async (options: Partial<Parameters<typeof openRig>[0]> = {}) =>
      openRig({ folder: place.folder, sql, ...options });

    describe('keys', () => {
      it('lets in who has the key, as what it was made for', async () => {
        const { keys, close } = await open();
        const budget = { day: 2n ** 62n, month: undefined };
        const made = { tenant: 'acme', role: 'admin', name: 'ci', limits: { perMinute: 5 }, budget } as const;
        const { id, secret } = await keys.create(made);
        await keys.setTenant({
          tenant: 'acme',
          limits: { perMinute: undefined, perHour: 9 },
          budget: { day: undefined, month: 1n },
        });
        expect(secret).toMatch(/^accord_[0-9a-f]{16}_[\w-]{43}$/);
        expect(await keys.authenticate(secret)).toEqual({
          key: id,
          tenant: 'acme',
          role: 'admin',
          limits: { key: { perMinute: 5, perHour: 1000 }, tenant: { perMinute: undefined, perHour: 9 } },
          budgets: { key: budget, tenant: { day: undefined, month: 1n } },
        });
        expect(await keys.tenants()).toHaveLength(1);
        await close();
      });

      it('keeps neither the secret nor anything that shows it', async () => {
        const { keys, close } = await open();
        const { secret } = await keys.create({ tenant: 't', role: 'user', name: 'n' });
        const rows = await sql.all('SELECT * FROM account_keys', []);
        const kept = JSON.stringify(rows, (_, cell) => (typeof cell === 'bigint' ? String(cell) : cell));
        expect(kept).not.toContain(secret.slice(-43));
        expect(JSON.stringify(await keys.list(), (_, cell) => String(cell))).not.toContain(secret.slice(-43));
        await close();
      });

      it.each([
        ['nothing', ''],
        ['another form', 'Bearer x'],
        ['an unknown id', `accord_0123456789abcdef_${'a'.repeat(43)}`],
      ])('refuses %s', async (_, presented) => {
        const { keys, close } = await open();
        await expect(async () => keys.authenticate(presented)).rejects.toMatchObject({ code: 'KEY_INVALID' });
        await expect(async () => keys.authenticate(undefined)).rejects.toMatchObject({ code: 'KEY_MISSING' });
        await close();
      });

      it('refuses the right id with another secret', async () => {
        const { keys, close } = await open();
        const one = await keys.create({ tenant: 't', role: 'user', name: 'one' });
        const other = await keys.create({ tenant: 't', role: 'user', name: 'other' });
        const mixed = one.secret.slice(0, 24) + other.secret.slice(24);
        await expect(async () => keys.authenticate(mixed)).rejects.toMatchObject({ code: 'KEY_INVALID' });
        await close();
      });

      it('refuses a revoked key at once, and in other processes within keys.fresh_ms', async () => {
        const clock = manualClock();
        const here = await open({ clock });
        const there = await open({ clock });
        const { id, secret } = await here.keys.create({ tenant: 't', role: 'user', name: 'n' });
        await there.keys.authenticate(secret);
        await here.keys.revoke(id);
        await expect(async () => here.keys.authenticate(secret)).rejects.toMatchObject({
          code: 'KEY_INVALID',
        });
        await there.keys.authenticate(secret);
        clock.advance(1000);
        await expect(async () => there.keys.authenticate(secret)).rejects.toMatchObject({
          code: 'KEY_INVALID',
        });
        await expect(here.keys.revoke('none')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
        await here.close();
        await there.close();
      });

      it('lets both keys in during the grace of a rotation, and then only the new one', async () => {
        const clock = manualClock();
        const { keys, close } = await open({ clock });
        const old = await keys.create({ tenant: 't', role: 'user', name: 'n', budget: { day: 5n } });
        clock.advance(1);
        const next = await keys.rotate(old.id, { graceSeconds: 60 });
        await keys.authenticate(old.secret);
        expect((await keys.authenticate(next.secret)).budgets.key.day).toBe(5n);
        clock.advance(60_000);
        await expect(async () => keys.authenticate(old.secret)).rejects.toMatchObject({
          code: 'KEY_INVALID',
        });
        await keys.authenticate(next.secret);
        await expect(keys.rotate(old.id, { graceSeconds: 0 })).rejects.toMatchObject({ code: 'KEY_ENDED' });
        await keys.revoke(next.id);
        expect((await keys.list()).map(({ revokedAt }) => revokedAt !== undefined)).toEqual([false, true]);
        await close();
      });

      it.each(ODD_NAMES)('keeps the name %j', async (odd) => {
        const { keys, close } = await open();
        await keys.create({ tenant: 't', role: 'user', name: odd });
        const [record] = await keys.list();
        expect(record?.name).toBe(storable(odd));
        await close();
      });
    });

    describe('the ledger', () => {
      it('books what was reserved and settled, so that all accounts sum to zero', async () => {
        const { ledger, reports, close } = await open();
        const reservation = await ledger.reserve(intentOf());
        const failed = chargeOf({ cost: picoUsd(50), outcome: 'failed', basis: 'estimated' });
        reservation.settle([chargeOf(), failed], { ms: 1000, networkBytes: 1000, storedBytes: 0 });
        reservation.settle([chargeOf()]);
        ledger.post(intentOf(), [chargeOf({ cost: picoUsd(0), basis: 'cache' })]);
        await close();
        const rows = await reports.balance();
        expect(rows.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
        expect(rows.filter(({ amount }) => amount !== 0n)).toEqual([
          { kind: 'spent', tenant: 'local', engine: '', model: '', amount: 650n },
          { kind: 'house', tenant: '', engine: '', model: 'compute', amount: -146_111_111n },
          { kind: 'house', tenant: '', engine: '', model: 'network', amount: -90_000n },
          { kind: 'overhead', tenant: 'local', engine: '', model: 'compute', amount: 146_111_111n },
          { kind: 'overhead', tenant: 'local', engine: '', model: 'network', amount: 90_000n },
          { kind: 'upstream', tenant: '', engine: 'upstream', model: 'model', amount: -650n },
        ]);
        const [row] = await reports.spend({ from: '2000-01-01', to: '2999-01-01', by: ['model'], limit: 10 });
        expect(row).toEqual({
          of: { model: 'model' },
          cost: 650n,
          calls: 3,
          estimated: 1,
          fromCache: 1,
          inputTokens: 20,
          cachedTokens: 8,
          outputTokens: 10,
        });
      });

      it('adds up exactly beyond 64 bits', async () => {
        const { ledger, reports, close } = await open();
        const most = picoUsd(9e15);
        for (const model of ['a', 'b']) {
          const account = { ...localAccount, tenant: model };
          const reservation = await ledger.reserve(intentOf({ most, account }));
          reservation.settle(Array.from({ length: 600 }, () => chargeOf({ model, cost: most })));
        }
        await close();
        const rows = await reports.spend({ from: '2000-01-01', to: '2999-01-01', by: [], limit: 10 });
        expect(rows.map(({ cost }) => cost)).toEqual([1200n * 9n * 10n ** 15n]);
      });

      it.each(ODD_NAMES)('books under the name %j', async (odd) => {
        const { ledger, reports, close } = await open();
        const reservation = await ledger.reserve(intentOf({ model: odd, request: odd }));
        reservation.settle([chargeOf({ engine: odd, model: odd })]);
        await close();
        const [row] = await reports.spend({ from: '2000-01-01', to: '2999-01-01', by: ['model'], limit: 9 });
        expect(row).toMatchObject({ cost: 600n, of: { model: storable(odd) } });
      });

      it('books a page once, and all of it or nothing', async () => {
        const { ledger, reports, close } = await open();
        (await ledger.reserve(intentOf())).settle([chargeOf()]);
        await close();
        const table = ledgerTable(sql);
        const state = await table.journalAfter('');
        const page = await table.pageAfter(state?.journal ?? '', 0);
        const before = await reports.balance();
        const tally = createTally();
        tally.add({
          kind: 'reserved',
          head: {
            number: 1,
            at: 0,
            key: 'k',
            request: 'r',
            tenant: 't',
            endpoint: 'chat',
            model: 'm',
            most: picoUsd(1),
          },
        });
        if (state === undefined || page === undefined) throw new TypeError('nothing was booked');
        await expect(table.post(page, state, tally)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
        expect(await reports.balance()).toEqual(before);
      });

      it('recovers what a process left open as lost, at what it had set aside', async () => {
        const first = await open();
        await first.ledger.reserve(intentOf());
        await first.close();
        const recovered: number[] = [];
        const second = await open({ onRecovered: ({ reservations }) => recovered.push(reservations) });
        expect(recovered).toEqual([1]);
        await second.close();
        const third = await open({ onRecovered: ({ reservations }) => recovered.push(reservations) });
        await third.close();
        expect(recovered).toEqual([1]);
        const rows = await third.reports.spend({
          from: '2000-01-01',
          to: '2999-01-01',
          by: ['engine'],
          limit: 9,
        });
        expect(rows).toMatchObject([{ of: { engine: 'unknown' }, cost: 1000n, estimated: 1 }]);
        const balance = await third.reports.balance();
        expect(balance.find(({ kind }) => kind === 'reserved')?.amount).toBe(0n);
      });
    });

    describe('a budget', () => {
      it.each(['key', 'tenant'] as const)('of the %s refuses what it does not cover', async (owner) => {
        const clock = manualClock(Date.UTC(2026, 0, 30, 23, 59, 30));
        const { keys, ledger, close } = await open({ clock });
        const budget = { day: 1500n, month: 2500n };
        const { secret } = await keys.create({
          tenant: 't',
          role: 'user',
          name: 'n',
          ...(owner === 'key' && { budget }),
        });
        if (owner === 'tenant') {
          await keys.setTenant({ tenant: 't', limits: { perMinute: 0, perHour: 0 }, budget });
        }
        const account = await keys.authenticate(secret);
        const first = await ledger.reserve(intentOf({ account }));
        await expect(ledger.reserve(intentOf({ account }))).rejects.toMatchObject({
          code: 'BUDGET_SPENT',
          field: `budget.${owner}.day`,
          retryAfterSeconds: 30,
        });
        first.settle([]);
        (await ledger.reserve(intentOf({ account }))).settle([chargeOf({ cost: picoUsd(1000) })]);
        clock.advance(30_000);
        (await ledger.reserve(intentOf({ account }))).settle([chargeOf({ cost: picoUsd(900) })]);
        await expect(ledger.reserve(intentOf({ account }))).rejects.toMatchObject({
          field: `budget.${owner}.day`,
          retryAfterSeconds: 86_400,
        });
        await expect(ledger.reserve(intentOf({ account, most: picoUsd(601) }))).rejects.toMatchObject({
          code: 'BUDGET_SPENT',
        });
        (await ledger.reserve(intentOf({ account, most: picoUsd(600) }))).settle([]);
        clock.advance(DAY_MS);
        await ledger.reserve(intentOf({ account }));
        await close();
      });

      it('counts what other processes and earlier ones have spent', async () => {
        const clock = manualClock();
        const here = await open({ clock });
        const there = await open({ clock });
        const { secret } = await here.keys.create({
          tenant: 't',
          role: 'user',
          name: 'n',
          budget: { day: 2500n },
        });
        const account = await here.keys.authenticate(secret);
        await here.ledger.reserve(intentOf({ account }));
        const elsewhere = await there.ledger.reserve(intentOf({ account }));
        elsewhere.settle([chargeOf({ cost: picoUsd(1000) })]);
        await there.close();
        // What was read is looked at anew when it is older than twice ledger.fold_ms.
        clock.advance(501);
        await expect(here.ledger.reserve(intentOf({ account }))).rejects.toMatchObject({
          code: 'BUDGET_SPENT',
        });
        await here.ledger.reserve(intentOf({ account, most: picoUsd(500) }));
        await here.close();
      });
    });

    it('is opened by several at once, and not where a newer version was', async () => {
      const opened = await Promise.all([open(), open(), open()]);
      for (const { close } of opened) await close();
      const steps = Array.from({ length: 99 }, () => () => 'SELECT 1');
      await expect(sql.migrate('accounts', steps.slice(0, 1))).rejects.toMatchObject({
        code: 'STORAGE_NEWER_SCHEMA',
      });
    });
  });
}
