import type { Clock, Rng } from '@accord/kernel';
import type { DomainHouse } from '@accord/runtime';
import type { SqlDatabase } from '@accord/storage';
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
  let opening: Promise<SqlDatabase> | undefined;
  return {
    house: {
      clock,
      rng,
      async sql() {
        opening ??= openSql(surroundings());
        try {
          return await opening;
        } catch (error) {
          opening = undefined;
          throw error;
        }
      },
      onFailure: (error, doing) =>
        surroundings().logger.warn({ err: error, doing }, 'failed beside a request'),
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}
