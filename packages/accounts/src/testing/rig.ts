import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createIdSource, createRng, picoUsd, systemClock } from '@accord/kernel';
import { type KnobLayer, resolveKnobs } from '@accord/knobs';
import type { SqlDatabase } from '@accord/storage';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { localAccount } from '../account.ts';
import type { Charge, Intent } from '../ledger.ts';
import { keyKnobs, ledgerKnobs } from '../knobs.ts';
import { type Accounts, openAccounts } from '../open-accounts.ts';

/** A place for accounts that outlives what is opened on it. */
export interface Place {
  /** Of the journals. */
  readonly folder: string;
  openSql(): Promise<SqlDatabase>;
  remove(): Promise<void>;
}

export function sqlitePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'accord-accounts-'));
  return {
    folder: join(folder, 'ledger'),
    openSql: async () => sqliteAt(join(folder, 'accord.db')),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface RigOptions {
  readonly folder: string;
  readonly sql: SqlDatabase;
  readonly clock?: Clock;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly onFailure?: (error: unknown) => void;
  readonly onRecovered?: (recovered: { readonly journal: string; readonly reservations: number }) => void;
}

/** Tests start processes of their own, whose journals need other names. */
let seed = process.pid;

export async function openRig({
  folder,
  sql,
  clock = systemClock,
  set = {},
  ...told
}: RigOptions): Promise<Accounts> {
  const layer: KnobLayer = { origin: 'test', values: new Map(Object.entries(set)) };
  const knobs = resolveKnobs([keyKnobs, ledgerKnobs], [layer]);
  return openAccounts({
    sql,
    folder,
    clock,
    host: 'here',
    nextId: createIdSource(systemClock, createRng(seed++)),
    overheads: { compute_usd_per_hour: 0.526, network_usd_per_gb: 0.09, storage_usd_per_gb_month: 0.08 },
    knobs: { keys: knobs.of(keyKnobs), ledger: knobs.of(ledgerKnobs) },
    onFailure: told.onFailure ?? (() => undefined),
    onRecovered: told.onRecovered ?? (() => undefined),
  });
}

export const intentOf = (intent: Partial<Intent> = {}): Intent => ({
  request: 'request',
  account: localAccount,
  endpoint: 'chat',
  model: 'model',
  most: picoUsd(1000),
  ...intent,
});

export const chargeOf = (charge: Partial<Charge> = {}): Charge => ({
  engine: 'upstream',
  model: 'model',
  tokens: { input: 10, cachedInput: 4, output: 5 },
  cost: picoUsd(600),
  basis: 'reported',
  outcome: 'completed',
  ...charge,
});
