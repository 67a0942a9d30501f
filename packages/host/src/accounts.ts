import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Accounts,
  keyKnobs,
  ledgerKnobs,
  NO_PRICES,
  openAccounts,
  type PriceBook,
  priceKnobs,
  readPriceBook,
} from '@accord/accounts';
import { type Clock, createIdSource, type Rng } from '@accord/kernel';
import { costKnobs } from '@accord/runtime';
import { parseFile } from './config-file.ts';
import type { Configuration } from './configuration.ts';
import { HOME } from './home.ts';
import { openSql, type SqlSurroundings } from './sql.ts';

export interface AccountsSurroundings extends SqlSurroundings {
  readonly clock: Clock;
  readonly rng: Rng;
}

/**
 * Opens keys and ledger.
 *
 * @throws STORAGE_URL_INVALID, LEDGER_UNAVAILABLE, STORAGE_UNAVAILABLE, STORAGE_NEWER_SCHEMA, STORAGE_MIGRATION_FAILED
 */
export async function openHouseAccounts(surroundings: AccountsSurroundings): Promise<Accounts> {
  const { configuration, clock, rng, logger } = surroundings;
  const { knobs, dataFolder } = configuration;
  const sql = await openSql(surroundings);
  try {
    const accounts = await openAccounts({
      sql,
      folder: join(dataFolder, 'ledger'),
      knobs: { keys: knobs.of(keyKnobs), ledger: knobs.of(ledgerKnobs) },
      overheads: knobs.of(costKnobs),
      clock,
      nextId: createIdSource(clock, rng),
      host: hostname(),
      onFailure: (error) => logger.error({ err: error }, 'the ledger was not booked'),
      onRecovered: (recovered) => logger.warn(recovered, 'the journal of a process that died was recovered'),
    });
    return {
      ...accounts,
      async close() {
        await accounts.close();
        await sql.close();
      },
    };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

/** @throws PRICES_INVALID, CONFIG_FILE_INVALID */
export function pricesOf({ knobs }: Configuration): PriceBook {
  const { file } = knobs.of(priceKnobs);
  return file === '' ? NO_PRICES : readPriceBook(parseFile(resolve(HOME, file), file), file);
}
