import { type Clock, lazily, type Rng } from '@accord/kernel';
import type { DomainHouse } from '@accord/runtime';
import { openSql, type SqlSurroundings } from './sql.ts';

interface OpenHouse {
  readonly house: DomainHouse;
  /** After the domains were closed. */
  close(): Promise<void>;
}

/**
 * Lends domains a database, which is opened when the first of them asks. A failure to open is tried anew.
 *
 * @param surroundings is asked only then: domains are opened before the storage
 */
export function domainHouse(
  surroundings: () => SqlSurroundings,
  { clock, rng }: { readonly clock: Clock; readonly rng: Rng },
): OpenHouse {
  const database = lazily(async () => openSql(surroundings()));
  return {
    house: {
      clock,
      rng,
      sql: database.get,
      onFailure: (error, doing) =>
        surroundings().logger.warn({ err: error, doing }, 'failed beside a request'),
    },
    async close() {
      await (await database.opened())?.close();
    },
  };
}
