import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createRng } from '@accord/kernel';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from './export.ts';
import { chargeOf, intentOf, openRig } from './testing/rig.ts';

/** Built, because a process of its own does not run from the sources. */
const SPENDING = fileURLToPath(new URL('../dist/testing/spending-process.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'accord-ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Said {
  readonly sent: ReadonlyMap<string, number>;
  readonly counted: ReadonlyMap<string, number>;
}

/** Lets a process spend, and kills it in the middle of it: once it has said so many lines, or after what is done meanwhile. */
async function spendAndKill(seed: number, until: number | (() => Promise<void>)): Promise<Said> {
  const child = spawn(process.execPath, [SPENDING, folder, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let said = '';
  child.stdout.on('data', (some: Buffer) => {
    said += some.toString();
    if (typeof until === 'number' && said.split('\n').length > until) child.kill('SIGKILL');
  });
  // Not before it spends: a process that has only begun leaves nothing to recover.
  while (!said.includes('\nsent ')) await once(child.stdout, 'data');
  if (typeof until !== 'number') await until().finally(() => child.kill('SIGKILL'));
  await ended;
  const sent = new Map<string, number>();
  const counted = new Map<string, number>();
  for (const line of said.split('\n').slice(0, -1)) {
    const [what, name = '', amount] = line.split(' ');
    if (what === 'sent') sent.set(name, Number(amount));
    if (what === 'counted') counted.set(name, Number(amount));
  }
  return { sent, counted };
}

async function booksAfterRecovery() {
  const sql = sqliteAt(join(folder, 'accord.db'));
  const recovered: number[] = [];
  const { books, reports, close } = await openRig({
    folder: join(folder, 'ledger'),
    sql,
    set: { 'ledger.sync': 'never' },
    onRecovered: ({ reservations }) => recovered.push(reservations),
  });
  const entries: LedgerEntry[] = [];
  for await (const entry of books.entries({})) entries.push(entry);
  const report = await books.audit();
  const balance = await reports.balance();
  await close();
  await sql.close();
  return { entries, report, balance, recovered };
}

/** What the upstream counted is in the books to the last trillionth, or is marked and covers it. */
function expectNoDrift(entries: readonly LedgerEntry[], { sent, counted }: Said): number {
  const byRequest = new Map(entries.map((entry) => [entry.request, entry]));
  expect(byRequest.size).toBe(entries.length);
  let lost = 0;
  const drifted: unknown[] = [];
  for (const [request, most] of sent) {
    const entry = byRequest.get(request);
    const isLost = entry?.outcome === 'lost';
    if (isLost) lost += 1;
    const cost = isLost ? most : counted.get(request);
    const basis = isLost ? 'estimated' : 'reported';
    const isRight = entry?.cost === cost && entry?.basis === basis && entry?.recovered === isLost;
    if (!isRight) drifted.push({ request, most, cost, entry });
  }
  expect(drifted).toEqual([]);
  return lost;
}

describe('a process that is killed while it spends', () => {
  it('leaves books that are right, 8 times over', { timeout: 120_000 }, async () => {
    const rng = createRng(5);
    let seen = 0;
    let lost = 0;
    const known: Said = { sent: new Map(), counted: new Map() };
    for (let round = 1; round <= 8; round++) {
      const said = await spendAndKill(round, rng.below(400));
      for (const [name, most] of said.sent) (known.sent as Map<string, number>).set(name, most);
      for (const [name, cost] of said.counted) (known.counted as Map<string, number>).set(name, cost);
      const { entries, report, balance, recovered } = await booksAfterRecovery();
      expect(recovered.length).toBeLessThanOrEqual(1);
      expect(recovered[0] ?? 0).toBeLessThanOrEqual(20);
      expect(report).toMatchObject({ findings: [], open: 0 });
      lost = expectNoDrift(entries, known);
      expect(balance.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n);
      const spent = balance.find(({ kind }) => kind === 'spent')?.amount ?? 0n;
      expect(spent).toBe(entries.reduce((sum, { cost }) => sum + BigInt(cost), 0n));
      expect(readdirSync(join(folder, 'ledger'))).toEqual([]);
      seen = known.sent.size;
    }
    expect(seen).toBeGreaterThan(100);
    expect(lost).toBeGreaterThan(0);
  });

  it('is left alone while it lives, by others on the same folder', { timeout: 60_000 }, async () => {
    const said = await spendAndKill(77, async () => {
      for (let round = 0; round < 2; round++) {
        const during = await booksAfterRecovery();
        expect(during.recovered).toEqual([]);
        expect(during.report.findings).toEqual([]);
      }
    });
    const after = await booksAfterRecovery();
    expect(after.recovered).toHaveLength(1);
    expect(after.report.findings).toEqual([]);
    expectNoDrift(after.entries, said);
  });

  it('is recovered by a process that runs already', async () => {
    const sql = sqliteAt(join(folder, 'accord.db'));
    const recovered: number[] = [];
    const { books, close } = await openRig({
      folder: join(folder, 'ledger'),
      sql,
      set: { 'ledger.recover_s': 1 },
      onRecovered: ({ reservations }) => recovered.push(reservations),
    });
    const said = await spendAndKill(78, 300);
    await expect.poll(() => recovered.length, { timeout: 10_000 }).toBe(1);
    const entries: LedgerEntry[] = [];
    for await (const entry of books.entries({})) entries.push(entry);
    expectNoDrift(entries, said);
    await close();
    await sql.close();
  });
});

describe('the last frame of a journal', () => {
  const openLeft = async (): Promise<string> => {
    const sql = sqliteAt(join(folder, 'accord.db'));
    const { ledger, close } = await openRig({
      folder: join(folder, 'ledger'),
      sql,
      set: { 'ledger.fold_ms': 60_000 },
    });
    (await ledger.reserve(intentOf({ request: 'whole' }))).settle([chargeOf()]);
    // The settlement goes out with a turn of its own.
    await nextTurn();
    await nextTurn();
    await ledger.reserve(intentOf({ request: 'last' }));
    await close();
    await sql.close();
    const [segment = ''] = readdirSync(join(folder, 'ledger')).filter((name) => name.endsWith('.log'));
    // Nothing of it is booked, as if the process had been killed before.
    rmSync(join(folder, 'accord.db'));
    return join(folder, 'ledger', segment);
  };

  it.each([1, 5, 40])('may be cut short by %d bytes: the rest is recovered', async (bytes) => {
    const file = await openLeft();
    truncateSync(file, statSync(file).size - bytes);
    const { entries, report } = await booksAfterRecovery();
    expect(entries.map(({ request, outcome }) => [request, outcome])).toEqual([['whole', 'completed']]);
    expect(report).toMatchObject({ findings: [], open: 0 });
  });

  it('may be followed by what was never finished', async () => {
    const file = await openLeft();
    appendFileSync(file, Buffer.from([99, 0, 0, 0, 1, 2, 3]));
    const { entries, report } = await booksAfterRecovery();
    expect(entries.map(({ request, outcome }) => [request, outcome])).toEqual([
      ['whole', 'completed'],
      ['last', 'lost'],
    ]);
    expect(report).toMatchObject({ findings: [], recovered: 1 });
  });
});
