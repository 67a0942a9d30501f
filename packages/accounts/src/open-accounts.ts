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

export interface AccountsOptions extends Omit<LedgerOptions, 'table' | 'knobs'> {
  /** It stays the opener's to close. */
  readonly sql: SqlDatabase;
  readonly knobs: {
    readonly keys: KnobValues<typeof keyKnobs>;
    readonly ledger: KnobValues<typeof ledgerKnobs>;
  };
  readonly clock: Clock;
}

/** Keys, and the ledger that the first use opens. */
export interface Accounts {
  readonly keys: Keys;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

/**
 * Opens the accounts on a database.
 *
 * @throws LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export async function openAccounts({ sql, knobs, ...options }: AccountsOptions): Promise<Accounts> {
  await sql.migrate('accounts', [...KEY_STEPS, ...LEDGER_STEPS]);
  const ledger = await openLedger({ ...options, table: ledgerTable(sql), knobs: knobs.ledger });
  return {
    keys: createKeys({ table: keyTable(sql), knobs: knobs.keys, clock: options.clock }),
    ledger,
    close: async () => ledger.close(),
  };
}
