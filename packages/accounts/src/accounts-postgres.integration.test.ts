import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PostgresServer, startPostgres } from '@accord/storage/testing/postgres-server';
import { postgresAt } from '@accord/storage/testing/sql-at';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAccountsStore } from './testing.ts';
import { chargeOf, intentOf, openRig, type Place } from './testing/rig.ts';

let server: PostgresServer;
let count = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => server?.stop());

async function postgresPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'accord-accounts-'));
  const url = await server.url(`accounts_${++count}`);
  return {
    folder: join(folder, 'ledger'),
    openSql: async () => postgresAt(url),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

describeAccountsStore('PostgreSQL', postgresPlace);

describe('a PostgreSQL that is gone', () => {
  it('stops no one who is known, and is told everything when it is back', async () => {
    const place = await postgresPlace();
    const sql = await place.openSql();
    const { keys, ledger, reports, close } = await openRig({
      folder: place.folder,
      sql,
      set: { 'ledger.retry_ms': 50, 'keys.fresh_ms': 0 },
    });
    const { secret } = await keys.create({ tenant: 't', role: 'user', name: 'n' });
    await keys.authenticate(secret);
    await server.kill();
    const unknown = `accord_0123456789abcdef_${'a'.repeat(43)}`;
    await expect(async () => keys.authenticate(unknown)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    const account = await keys.authenticate(secret);
    (await ledger.reserve(intentOf({ account }))).settle([chargeOf()]);
    await expect.poll(() => ledger.health().status, { timeout: 10_000 }).toBe('DEGRADED');
    await server.restart();
    await expect.poll(() => ledger.health().status, { timeout: 10_000 }).toBe('HEALTHY');
    await close();
    const rows = await reports.spend({ from: '2000-01-01', to: '2999-01-01', by: ['tenant'], limit: 9 });
    expect(rows).toMatchObject([{ of: { tenant: 't' }, cost: 600n }]);
    await sql.close();
    await place.remove();
  });

  it.each(['postgres://accord:hidden@127.0.0.1:1/x', 'nonsense:hidden', 'http://hidden@x'])(
    'is spoken of without the password: %s',
    async (url) => {
      const failure: unknown = await (async () => postgresAt(url).migrate('r', []))().catch(
        (error: unknown) => error,
      );
      expect(failure).toMatchObject({ code: expect.stringMatching(/^STORAGE_(UNAVAILABLE|URL_INVALID)$/) });
      const { message, cause } = failure as Error;
      expect(`${message} ${JSON.stringify(cause ?? '')}`).not.toContain('hidden');
    },
  );
});
