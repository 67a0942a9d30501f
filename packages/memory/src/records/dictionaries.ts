import type { RowWrite, SqlDatabase, SqlRow } from '@accord/storage';
import { type Dictionary, openDictionary } from '../codec/dictionary.ts';
import { aboutOf, KEY_BYTES, sealOnce, secretBytes, unsealOnce } from '../crypto/seal.ts';
import type { TenantKeys } from '../crypto/key-ring.ts';
import { type MaybePromise, whenReady } from '../maybe-promise.ts';
import { bytesIn, numberIn, textIn } from '../tables/cells.ts';

/** The dictionaries of one tenant. None is ever shared with another. */
export interface Dictionaries {
  /** Of new frames of the class. */
  current(className: string): MaybePromise<Dictionary | undefined>;
  /** What is written with a dictionary names it; 0 is none. */
  byId(id: number): MaybePromise<Dictionary | undefined>;
  /** Asks the database again, with the next use, which is the current one. */
  refresh(): void;
  /** The write that keeps a new one. */
  adding(made: NewDictionary): RowWrite;
}

export interface NewDictionary {
  /** Number of the event that tells of it. */
  readonly id: number;
  readonly class: string;
  /** What training made. */
  readonly bytes: Uint8Array;
  readonly samples: number;
  readonly trainedAt: number;
}

const CURRENT = 'SELECT * FROM memory_dictionaries WHERE tenant = ? AND class = ? ORDER BY id DESC LIMIT 1';
const BY_ID = 'SELECT * FROM memory_dictionaries WHERE tenant = ? AND id = ?';
const ADD = `INSERT INTO memory_dictionaries (tenant, id, class, generation, wrapped, sealed, samples, trained_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

export interface DictionariesOptions {
  readonly sql: SqlDatabase;
  readonly tenant: string;
  readonly tenantId: bigint;
  readonly keys: () => TenantKeys;
}

export function dictionariesOf({ sql, tenant, tenantId, keys }: DictionariesOptions): Dictionaries {
  const open = new Map<number, Dictionary>();
  const current = new Map<string, Dictionary | undefined>();
  const opened = (row: SqlRow): Dictionary => {
    const id = numberIn(row, 'id');
    const known = open.get(id);
    if (known !== undefined) return known;
    const className = textIn(row, 'class');
    const key = keys().unwrap(
      bytesIn(row, 'wrapped'),
      numberIn(row, 'generation'),
      aboutDictionary(tenant, className, id),
    );
    const bytes = unsealOnce(key, 'content', bytesIn(row, 'sealed'), aboutDictionary(tenant, className, id));
    const dictionary = openDictionary(id, bytes);
    open.set(id, dictionary);
    return dictionary;
  };
  return {
    current(className) {
      if (current.has(className)) return current.get(className);
      return whenReady(sql.all(CURRENT, [tenantId, className]), ([row]) => {
        const found = row === undefined ? undefined : opened(row);
        current.set(className, found);
        return found;
      });
    },
    byId(id) {
      if (id === 0) return undefined;
      const known = open.get(id);
      if (known !== undefined) return known;
      return whenReady(sql.all(BY_ID, [tenantId, BigInt(id)]), ([row]) =>
        row === undefined ? undefined : opened(row),
      );
    },
    refresh: () => current.clear(),
    adding({ id, class: className, bytes, samples, trainedAt }) {
      const key = secretBytes(KEY_BYTES);
      const about = aboutDictionary(tenant, className, id);
      const { generation } = keys();
      const cells = [generation, keys().wrap(key, about), sealOnce(key, 'content', bytes, about)] as const;
      const [number, wrapped, sealed] = cells;
      const counts = [BigInt(samples), BigInt(trainedAt)];
      return {
        sql: ADD,
        rows: [[tenantId, BigInt(id), className, BigInt(number), wrapped, sealed, ...counts]],
      };
    },
  };
}

export const aboutDictionary = (tenant: string, className: string, id: number): Buffer =>
  aboutOf('dictionary', tenant, className, Buffer.from(String(id)));
