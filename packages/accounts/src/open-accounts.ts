import type { Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { SqlDatabase } from '@accord/storage';
import { type AuditReport, auditLedger } from './audit.ts';
import { createKeys } from './create-keys.ts';
import { type LedgerOptions, openLedger } from './create-ledger.ts';
import { type ExportQuestion, exportEntries, type LedgerEntry } from './export.ts';
import { KEY_STEPS, keyTable } from './key-table.ts';
import type { Keys } from './keys.ts';
import type { keyKnobs, ledgerKnobs } from './knobs.ts';
import { LEDGER_STEPS, ledgerTable } from './ledger-table.ts';
import type { Ledger } from './ledger.ts';
import { createReports, type Reports } from './reports.ts';

export interface AccountsOptions extends Omit<LedgerOptions, 'table' | 'knobs'> {
  /** It stays the opener's to close. */
  readonly sql: SqlDatabase;
  readonly knobs: {
    readonly keys: KnobValues<typeof keyKnobs>;
    readonly ledger: KnobValues<typeof ledgerKnobs>;
  };
  readonly clock: Clock;
}

/** The books as they were written, for those who check them. */
export interface Books {
  /** What is booked, entry by entry. */
  entries(question: ExportQuestion): AsyncIterable<LedgerEntry>;
  /** @throws STORAGE_UNAVAILABLE */
  audit(): Promise<AuditReport>;
}

/** Who may ask, and what it cost. */
export interface Accounts {
  readonly keys: Keys;
  readonly ledger: Ledger;
  readonly reports: Reports;
  readonly books: Books;
  close(): Promise<void>;
}

/**
 * Opens the accounts on a database.
 *
 * @throws LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export async function openAccounts({ sql, knobs, ...options }: AccountsOptions): Promise<Accounts> {
  await sql.migrate('accounts', [...KEY_STEPS, ...LEDGER_STEPS]);
  const table = ledgerTable(sql);
  const ledger = await openLedger({ ...options, table, knobs: knobs.ledger });
  return {
    keys: createKeys({ table: keyTable(sql), knobs: knobs.keys, clock: options.clock }),
    ledger,
    reports: createReports(sql),
    books: {
      entries: (question) => exportEntries(table, question),
      audit: async () => auditLedger({ ...options, table, pageBytes: knobs.ledger.page_bytes }),
    },
    close: async () => ledger.close(),
  };
}
