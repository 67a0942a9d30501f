import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Accounts, keyKnobs, ledgerKnobs, openAccounts } from '@accord/accounts';
import { type Clock, createIdSource, type Rng } from '@accord/kernel';
import { costKnobs } from '@accord/runtime';
import { type SqliteDatabase, type SqliteWriter, sqliteSql } from '@accord/storage';
import type { Logger } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';

export interface AccountsSurroundings {
  readonly configuration: Configuration;
  /** Of the data folder; they stay the opener's to close. */
  readonly database: SqliteDatabase;
  readonly writer: SqliteWriter;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly logger: Logger;
}

/**
 * Opens keys and ledger.
 *
 * @throws LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export async function openHouseAccounts(surroundings: AccountsSurroundings): Promise<Accounts> {
  const { configuration, clock, rng, logger, ...file } = surroundings;
  const { knobs, dataFolder } = configuration;
  return openAccounts({
    sql: sqliteSql(file),
    folder: join(dataFolder, 'ledger'),
    knobs: { keys: knobs.of(keyKnobs), ledger: knobs.of(ledgerKnobs) },
    overheads: knobs.of(costKnobs),
    clock,
    nextId: createIdSource(clock, rng),
    host: hostname(),
    onFailure: (error) => logger.error({ err: error }, 'the ledger was not booked'),
    onRecovered: (recovered) => logger.warn(recovered, 'the journal of a process that died was recovered'),
  });
}
