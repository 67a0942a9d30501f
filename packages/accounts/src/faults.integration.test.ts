import { rmSync } from 'node:fs';
import { AccordError, picoUsd } from '@accord/kernel';
import { type SqlDatabase, storageErrors } from '@accord/storage';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chargeOf, intentOf, openRig, type Place, sqlitePlace } from './testing/rig.ts';

const ALL_DAYS = { from: '2000-01-01', to: '2999-01-01', limit: 10 } as const;

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

describe('a database that takes nothing', () => {
  it('fills the journal up to its limit; then nothing is reserved, and nothing is lost', async () => {
    let refusing = true;
    const failures: unknown[] = [];
    const stubborn: SqlDatabase = {
      ...sql,
      write: async (writes) => {
        if (refusing) throw new AccordError(storageErrors.STORAGE_UNAVAILABLE);
        await sql.write(writes);
      },
    };
    const { ledger, reports, books, close } = await openRig({
      folder: place.folder,
      sql: stubborn,
      set: {
        'ledger.sync': 'never',
        'ledger.fold_ms': 1,
        'ledger.retry_ms': 10,
        'ledger.segment_bytes': 4096,
        'ledger.journal_max_bytes': 20_000,
      },
      onFailure: (error) => failures.push(error),
    });
    let taken = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        const reservation = await ledger.reserve(intentOf());
        taken += 1;
        reservation.settle([chargeOf()]);
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'LEDGER_FULL' });
    expect(() => ledger.post(intentOf(), [])).toThrow(expect.objectContaining({ code: 'LEDGER_FULL' }));
    expect(taken).toBeGreaterThan(20);
    await expect.poll(() => failures.length).toBeGreaterThan(0);
    expect(ledger.health().status).toBe('DEGRADED');
    refusing = false;
    await expect.poll(() => ledger.health().status).toBe('HEALTHY');
    (await ledger.reserve(intentOf())).settle([chargeOf()]);
    await close();
    expect(await reports.spend({ ...ALL_DAYS, by: [] })).toMatchObject([{ calls: taken + 1 }]);
    expect((await books.audit()).findings).toEqual([]);
  });
});

describe('a journal that cannot be written', () => {
  it('refuses before an upstream is asked, and gives the budget back', async () => {
    const { keys, ledger, close } = await openRig({
      folder: place.folder,
      sql,
      set: { 'ledger.retry_ms': 10 },
    });
    const { secret } = await keys.create({ tenant: 't', role: 'user', name: 'n', budget: { day: 1000n } });
    const account = await keys.authenticate(secret);
    rmSync(place.folder, { recursive: true });
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(ledger.reserve(intentOf({ account, most: picoUsd(1000) }))).rejects.toMatchObject({
        code: 'LEDGER_UNAVAILABLE',
      });
    }
    expect(ledger.health().status).toBe('UNHEALTHY');
    expect(() => ledger.post(intentOf(), [])).toThrow(
      expect.objectContaining({ code: 'LEDGER_UNAVAILABLE' }),
    );
    await close();
  });
});

describe('a process that ends in order', () => {
  it('leaves nothing behind that nobody wrote to', async () => {
    for (let start = 0; start < 3; start++) {
      const { close } = await openRig({ folder: place.folder, sql });
      await close();
    }
    expect(await sql.all('SELECT * FROM ledger_journals', [])).toEqual([]);
  });

  it('takes no further reservation', async () => {
    const { ledger, close } = await openRig({ folder: place.folder, sql });
    await close();
    await expect(ledger.reserve(intentOf())).rejects.toThrow(TypeError);
  });
});
