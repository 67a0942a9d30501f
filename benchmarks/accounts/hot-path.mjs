import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyKnobs, ledgerKnobs, NO_PRICES, openAccounts } from '@accord/accounts';
import { createIdSource, createRng, picoUsd, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite, openSqliteWriter, sqliteSql, storageKnobs } from '@accord/storage';
import { figure, median, rounded } from '../report/figures.mjs';

const IN_FLIGHT = 50;
const REQUESTS = 5000;
const WARM_ROUNDS = 10;
const ROUNDS = 40;
/** Longer than all rounds: what is booked behind the requests is measured by itself. */
const NEVER_MS = 60_000;

/** What a request costs for its key to be checked, its money to be set aside and its charge to be settled. */
export async function hotPath() {
  const alone = await roundsOf({ 'ledger.fold_ms': NEVER_MS });
  const booked = await roundsOf({});
  const bare = rounded(median(alone.map(({ loop }) => loop)));
  const how =
    `Processor time of all threads for a request whose key is authenticated, whose reservation is written to the journal and ` +
    `whose charge is settled, ${IN_FLIGHT} at a time, less that of the same turns of the event loop without it; median of ` +
    `${ROUNDS} rounds of ${REQUESTS} requests of each in turn`;
  return [
    figure({
      id: 'ledger_hot_path',
      value: rounded(median(alone.map(({ loop, ledger }) => ledger - loop))),
      unit: 'µs',
      target: '< 8',
      baseline: { name: 'the turns alone', value: bare, unit: 'µs' },
      how: `${how}.`,
    }),
    figure({
      id: 'ledger_booked',
      value: rounded(median(booked.map(({ loop, ledger }) => ledger - loop))),
      unit: 'µs',
      target: '< 20',
      baseline: { name: 'the turns alone', value: bare, unit: 'µs' },
      how: `${how}; booking into SQLite behind the requests is included.`,
    }),
  ];
}

async function roundsOf(set) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-bench-'));
  const knobs = resolveKnobs(
    [storageKnobs, keyKnobs, ledgerKnobs],
    [{ origin: 'benchmark', values: new Map(Object.entries(set)) }],
  );
  const file = { path: join(folder, 'accord.db'), knobs: knobs.of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  const accounts = await openAccounts({
    sql: sqliteSql({ database, writer }),
    folder: join(folder, 'ledger'),
    knobs: { keys: knobs.of(keyKnobs), ledger: knobs.of(ledgerKnobs) },
    prices: NO_PRICES,
    overheads: { compute_usd_per_hour: 0, network_usd_per_gb: 0, storage_usd_per_gb_month: 0 },
    clock: systemClock,
    nextId: createIdSource(systemClock, createRng(1)),
    host: 'benchmark',
    onFailure: (error) => {
      throw error;
    },
    onRecovered: () => undefined,
  });
  const { secret } = await accounts.keys.create({ tenant: 'bench', role: 'user', name: '' });
  const request = () => oneRequest(accounts, secret);
  const rounds = [];
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    const pair = { loop: await microsecondsOf(twoTurns), ledger: await microsecondsOf(request) };
    if (round >= WARM_ROUNDS) rounds.push(pair);
  }
  await accounts.close();
  await writer.close();
  database.close();
  rmSync(folder, { recursive: true });
  return rounds;
}

const CHARGE = {
  engine: 'openai',
  model: 'gpt-4o-mini',
  tokens: { input: 1200, cachedInput: 1024, output: 300 },
  cost: picoUsd(283_200_000),
  basis: 'reported',
  outcome: 'completed',
};
let made = 0;

async function oneRequest({ keys, ledger }, secret) {
  const account = keys.authenticate(secret);
  const reservation = await ledger.reserve({
    request: `01935f6e-7c1a-7000-8000-${String(made++).padStart(12, '0')}`,
    account,
    endpoint: 'chat',
    model: 'gpt-4o-mini',
    most: picoUsd(1_000_000_000),
  });
  // Stands for the upstream.
  await nextTurn();
  reservation.settle([CHARGE]);
}

/** As many turns as a request takes: one until the journal is written, one for the upstream. */
async function twoTurns() {
  await nextTurn();
  await nextTurn();
}

async function microsecondsOf(work) {
  const before = process.cpuUsage();
  let left = REQUESTS;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / REQUESTS;
}
