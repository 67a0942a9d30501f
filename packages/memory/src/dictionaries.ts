import type { SqlDatabase } from '@accord/storage';
import type { Dictionary } from './codec/zstd.ts';
import { seal, unseal } from './seal.ts';
import { bytesIn, numberIn } from './tables.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** The dictionaries of each tenant's classes; none is shared. */
export interface Dictionaries {
  /** The newest of a class; undefined where none was trained. @throws STORAGE_UNAVAILABLE, MEMORY_SEAL_BROKEN */
  newest(tenant: string, memoryClass: string, keys: TenantKeys): Promise<Dictionary | undefined>;
  find(
    tenant: string,
    memoryClass: string,
    number: number,
    keys: TenantKeys,
  ): Promise<Dictionary | undefined>;
  /** What it takes to write one down, with the next number. */
  added(trained: Trained, keys: TenantKeys): Promise<Added>;
  /** Has them read anew, since one was added. */
  forget(tenant: string, memoryClass: string): void;
}

export interface Trained {
  readonly tenant: string;
  readonly memoryClass: string;
  readonly bytes: Uint8Array;
  readonly samples: number;
  readonly at: number;
}

export interface Added {
  readonly number: number;
  readonly write: {
    readonly sql: string;
    readonly rows: readonly [readonly (string | bigint | Uint8Array)[]];
  };
}

const NEWEST = `SELECT number, sealed FROM memory_dictionaries WHERE tenant = ? AND class = ?
  ORDER BY number DESC LIMIT 1`;
const FIND = 'SELECT number, sealed FROM memory_dictionaries WHERE tenant = ? AND class = ? AND number = ?';
const ADD = `INSERT INTO memory_dictionaries (tenant, class, number, sealed, samples, trained_at)
  VALUES (?, ?, ?, ?, ?, ?)`;
/** How long it is not looked again whether another process has trained one. */
const LOOK_EVERY_MS = 1000;

const boundOf = (tenant: string, memoryClass: string, number: number): string =>
  JSON.stringify(['dictionary', tenant, memoryClass, number]);
const idOf = (tenant: string, memoryClass: string, number: number): string =>
  JSON.stringify([tenant, memoryClass, number]);

export function createDictionaries(sql: SqlDatabase, monotonic: () => number): Dictionaries {
  const byId = new Map<string, Dictionary>();
  const newestOf = new Map<string, { readonly at: number; readonly dictionary: Dictionary | undefined }>();

  const opened = (
    tenant: string,
    memoryClass: string,
    number: number,
    sealed: Uint8Array,
    keys: TenantKeys,
  ): Dictionary => {
    const id = idOf(tenant, memoryClass, number);
    const known = byId.get(id);
    if (known !== undefined) return known;
    const bytes = unseal(keys.card, sealed, boundOf(tenant, memoryClass, number));
    const dictionary = { number, id, bytes };
    byId.set(id, dictionary);
    return dictionary;
  };

  const newest: Dictionaries['newest'] = async (tenant, memoryClass, keys) => {
    const scope = JSON.stringify([tenant, memoryClass]);
    const known = newestOf.get(scope);
    if (known !== undefined && monotonic() - known.at < LOOK_EVERY_MS) return known.dictionary;
    const [row] = await sql.all(NEWEST, [tenant, memoryClass]);
    const dictionary =
      row && opened(tenant, memoryClass, numberIn(row, 'number'), bytesIn(row, 'sealed'), keys);
    newestOf.set(scope, { at: monotonic(), dictionary });
    return dictionary;
  };

  return {
    newest,
    async find(tenant, memoryClass, number, keys) {
      const known = byId.get(idOf(tenant, memoryClass, number));
      if (known !== undefined) return known;
      const [row] = await sql.all(FIND, [tenant, memoryClass, BigInt(number)]);
      return row && opened(tenant, memoryClass, number, bytesIn(row, 'sealed'), keys);
    },
    async added({ tenant, memoryClass, bytes, samples, at }, keys) {
      const number = ((await newest(tenant, memoryClass, keys))?.number ?? 0) + 1;
      const sealed = seal(keys.card, bytes, boundOf(tenant, memoryClass, number));
      return {
        number,
        write: {
          sql: ADD,
          rows: [[tenant, memoryClass, BigInt(number), sealed, BigInt(samples), BigInt(at)]],
        },
      };
    },
    forget(tenant, memoryClass) {
      newestOf.delete(JSON.stringify([tenant, memoryClass]));
    },
  };
}
