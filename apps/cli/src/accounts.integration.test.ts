import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openAccord } from '@accord/host';
import { picoUsd } from '@accord/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The command as it is installed; it runs what `npm run build` made. */
const BIN = fileURLToPath(new URL('../bin/accord.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function accord(line: string) {
  const child = spawn(process.execPath, [BIN, ...line.split(' ')], { env: { ACCORD_DATA_DIR: folder } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [status, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { status, out, err };
}

const json = async <Value>(line: string): Promise<Value> => JSON.parse((await accord(line)).out) as Value;

interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly budget_day_usd: string | null;
  readonly revoked_at: string | null;
}

describe('accord keys', () => {
  it('makes, lists, rotates and revokes keys, and shows each secret once', async () => {
    const made = await json<{ id: string; secret: string }>(
      'keys create --tenant acme --budget-day 0.50 --json',
    );
    const [prefix, id, secret = ''] = /^(accord)_([0-9a-f]{16})_(.{43})$/.exec(made.secret)?.slice(1) ?? [];
    expect([prefix, id]).toEqual(['accord', made.id]);
    const next = await json<{ id: string }>(`keys rotate ${made.id} --grace 60 --json`);
    expect((await accord(`keys revoke ${next.id}`)).status).toBe(0);
    const list = await accord('keys list --json');
    expect(list.out).not.toContain(secret);
    const { keys } = JSON.parse(list.out) as { keys: KeyRow[] };
    expect(keys.map(({ tenant, budget_day_usd: usd }) => [tenant, usd])).toEqual([
      ['acme', '0.5'],
      ['acme', '0.5'],
    ]);
    expect(keys.find((key) => key.id === next.id)?.revoked_at).toMatch(/^\d{4}-/);
    const tenants = await json<{ tenants: unknown[] }>('keys tenant acme --per-minute 5 --json');
    expect(tenants.tenants).toMatchObject([{ tenant: 'acme', per_minute: 5, budget_day_usd: null }]);
  });

  it.each([
    ['keys', 2, /create, list, revoke/],
    ['keys create', 2, /--tenant/],
    ['keys create --tenant a --role root', 2, /user or admin/],
    ['keys create --tenant a --budget-day -1', 2, /--budget-day/],
    ['keys create --tenant a --budget-day 1e3', 2, /US dollars such as/],
    ['keys create --tenant a --per-minute many', 2, /--per-minute/],
    ['keys create --tenant ../a', 1, /KEY_FIELD_INVALID/],
    ['keys revoke nobody', 1, /KEY_NOT_FOUND/],
    ['ledger', 2, /balance, export or audit/],
    ['ledger balance --by colour', 2, /--by takes/],
    ['ledger export --format xml', 2, /csv or json/],
    ['ledger export --from yesterday', 2, /--from takes a day/],
  ])('%s ends with status %i', async (line, expected, message) => {
    const { status, err } = await accord(line);
    expect(err).toMatch(message);
    expect(status).toBe(expected);
  });
});

describe('accord ledger', () => {
  beforeEach(async () => {
    const house = await openAccord({ env: { ACCORD_DATA_DIR: folder, ACCORD_LOG_LEVEL: 'error' } });
    const { keys, ledger } = house.accounts;
    const { secret } = await keys.create({ tenant: 'acme', role: 'user', name: '' });
    const account = await keys.authenticate(secret);
    const intent = {
      request: 'r1',
      account,
      endpoint: 'chat',
      model: 'odd, "name"',
      most: picoUsd(900),
    } as const;
    const charge = {
      engine: 'vendor',
      model: 'm',
      tokens: { input: 10, cachedInput: 5, output: 2 },
      cost: picoUsd(600),
      basis: 'reported',
      outcome: 'completed',
    } as const;
    (await ledger.reserve(intent)).settle([charge, { ...charge, outcome: 'failed', basis: 'estimated' }]);
    (await ledger.reserve({ ...intent, request: 'r2' })).settle([]);
    await house.close();
  });

  it('shows what was spent, exports it and proves it', async () => {
    const { accounts } = await json<{ accounts: { kind: string; usd: string }[] }>('ledger balance --json');
    expect(accounts.find(({ kind }) => kind === 'upstream')?.usd).toBe('-0.0000000012');
    const { spend } = await json<{ spend: unknown[] }>('ledger balance --by tenant,model --json');
    expect(spend).toEqual([
      {
        tenant: 'acme',
        model: 'm',
        usd: '0.0000000012',
        calls: 2,
        estimated: 1,
        from_cache: 0,
        input_tokens: 20,
        cached_tokens: 10,
        output_tokens: 4,
      },
    ]);

    const csv = (await accord('ledger export')).out.trimEnd().split('\n');
    expect(csv).toHaveLength(4);
    expect(csv[0]).toMatch(/^at,request,tenant,key,endpoint,asked,/);
    expect(csv[1]).toMatch(
      /,r1,acme,[0-9a-f]{16},chat,"odd, ""name""",vendor,m,completed,reported,false,10,5,2,0.0000000006,/,
    );
    expect(csv[3]).toMatch(/,r2,acme,.*,released,,false,0,0,0,0,/);
    const lines = (await accord('ledger export --format json --tenant acme')).out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { outcome: string }).outcome)).toEqual([
      'completed',
      'failed',
      'released',
    ]);
    expect((await accord('ledger export --format json --tenant other')).out).toBe('');

    const audit = await accord('ledger audit');
    expect(audit.status).toBe(0);
    expect(audit.out).toContain('The books are right.');
    expect(audit.out).toContain('2 reservations settled');
  });
});
