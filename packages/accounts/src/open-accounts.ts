import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { SqlDatabase } from '@accord/storage';
import { createKeys } from './create-keys.ts';
import { type LedgerOptions, openLedger } from './create-ledger.ts';
import { KEY_STEPS, keyTable } from './key-table.ts';
import type { Keys } from './keys.ts';
import type { keyKnobs, ledgerKnobs } from './knobs.ts';
import { LEDGER_STEPS, ledgerTable } from './ledger-table.ts';
import type { Ledger } from './ledger.ts';
import type { PriceBook } from './price-book.ts';
import { createReports, type Reports } from './reports.ts';

export interface AccountsOptions extends Omit<LedgerOptions, 'table' | 'knobs'> {
  /** It stays the opener's to close. */
  readonly sql: SqlDatabase;
  readonly knobs: {
    readonly keys: KnobValues<typeof keyKnobs>;
    readonly ledger: KnobValues<typeof ledgerKnobs>;
  };
  readonly prices: PriceBook;
  readonly clock: Clock;
}

/** Who may ask, and what it cost. */
export interface Accounts {
  readonly keys: Keys;
  readonly prices: PriceBook;
  readonly ledger: Ledger;
  readonly reports: Reports;
  close(): Promise<void>;
}

/**
 * Opens the accounts on a database.
 *
 * @throws LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export async function openAccounts({ sql, knobs, prices, ...options }: AccountsOptions): Promise<Accounts> {
  await sql.migrate('accounts', [...KEY_STEPS, ...LEDGER_STEPS]);
  const ledger = await openLedger({ ...options, table: ledgerTable(sql), knobs: knobs.ledger });
  return {
    keys: createKeys({ table: keyTable(sql), knobs: knobs.keys, clock: options.clock }),
    prices,
    ledger,
    reports: createReports(sql),
    close: async () => ledger.close(),
  };
}
