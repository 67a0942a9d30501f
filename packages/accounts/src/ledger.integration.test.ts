import { readdirSync } from 'node:fs';
import { picoUsd } from '@accord/kernel';
import type { SqlDatabase } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerTable } from './ledger-table.ts';
import { chargeOf, intentOf, openRig, type Place, sqlitePlace } from './testing/rig.ts';

let place: Place;
let sql: SqlDatabase;
beforeEach(async () => {
  place = sqlitePlace();
  sql = await place.openSql();
});
afterEach(async () => {
  await sql.close();
  await place.remove();
});

const balances = async () =>
  (await ledgerTable(sql).accountsAfter(undefined, 100)).map(({ account, balance }) => [
    account.kind,
    account.tenant,
    account.engine,
    account.model,
    balance.amount,
    balance.calls,
  ]);

describe('the ledger', () => {
  it('books what was reserved and settled, and leaves no file', async () => {
    const { ledger, close } = await openRig({ folder: place.folder, sql });
    const reservation = await ledger.reserve(intentOf());
    reservation.settle([chargeOf(), chargeOf({ cost: picoUsd(50), outcome: 'failed', basis: 'estimated' })]);
    ledger.post(intentOf(), [chargeOf({ cost: picoUsd(0), basis: 'cache' })]);
    await close();
    expect(await balances()).toEqual([
      ['budget', 'local', '', '', 0n, 0n],
      ['reserved', 'local', '', '', 0n, 0n],
      ['spent', 'local', 'upstream', 'model', 650n, 3n],
      ['upstream', '', 'upstream', 'model', -650n, 0n],
    ]);
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('settles a reservation that nobody ended at what was set aside, as lost', async () => {
    const first = await openRig({ folder: place.folder, sql });
    await first.ledger.reserve(intentOf());
    await first.close();
    expect(readdirSync(place.folder)).toHaveLength(2);
    const recovered: number[] = [];
    const second = await openRig({
      folder: place.folder,
      sql,
      onRecovered: ({ reservations }) => recovered.push(reservations),
    });
    expect(recovered).toEqual([1]);
    expect(await balances()).toContainEqual(['spent', 'local', 'unknown', 'model', 1000n, 1n]);
    expect(await balances()).toContainEqual(['reserved', 'local', '', '', 0n, 0n]);
    await second.close();
    expect(readdirSync(place.folder)).toEqual([]);
  });

  it('refuses what the budget does not cover, and opens again', async () => {
    const { keys, ledger, close } = await openRig({ folder: place.folder, sql });
    const { secret } = await keys.create({ tenant: 't', role: 'user', name: 'n', budget: { day: 1500n } });
    const account = await keys.authenticate(secret);
    const reservation = await ledger.reserve(intentOf({ account }));
    await expect(ledger.reserve(intentOf({ account }))).rejects.toMatchObject({ code: 'BUDGET_SPENT' });
    reservation.settle([]);
    await ledger.reserve(intentOf({ account }));
    await close();
  });
});
