import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { SqlDatabase, SqlRow } from '@accord/storage';
import { memoryErrors } from './errors.ts';
import type { Keyring, MasterKey } from './keyring.ts';
import { seal, unseal } from './seal.ts';
import { bytesIn, numberIn, textIn } from './tables.ts';

/** A key of a content, wrapped by one of the keys of its tenant. */
export interface WrappedKey {
  readonly version: number;
  readonly wrapped: Uint8Array;
}

/**
 * The keys of one tenant. The root is made once and never changes: addresses and names depend on it. The keys that wrap are
 * replaced when keys are rotated.
 */
export interface TenantKeys {
  /** The newest of the keys that wrap. */
  readonly version: number;
  /** Under what a content stands: the same for the same content, and tells nothing of it without the key. */
  addressOf(memoryClass: string, kind: string, content: Uint8Array): string;
  /** Under what the records of a key stand. */
  nameOf(key: string): string;
  /** Seals what is beside a content, such as its metadata, or a dictionary. */
  readonly card: KeyObject;
  wrap(key: Uint8Array, bound: string): WrappedKey;
  /** @throws MEMORY_SEAL_BROKEN */
  unwrap({ version, wrapped }: WrappedKey, bound: string): Buffer;
}

const SECRET_BYTES = 32;
const ROOT = 0;
const FIRST = 1;

const SELECT = 'SELECT version, master, sealed FROM memory_secrets WHERE tenant = ? ORDER BY version';
const INSERT = `INSERT INTO memory_secrets (tenant, version, master, sealed) VALUES (?, ?, ?, ?)
  ON CONFLICT (tenant, version) DO NOTHING`;
const RESEAL = 'UPDATE memory_secrets SET master = ?, sealed = ? WHERE tenant = ? AND version = ?';
const DROP = 'DELETE FROM memory_secrets WHERE tenant = ? AND version = ?';

interface Secret {
  readonly version: number;
  readonly master: string;
  readonly bytes: Buffer;
}

export interface Secrets {
  /** Makes those of a tenant that has none yet. @throws MEMORY_KEY_WRONG, STORAGE_UNAVAILABLE */
  of(tenant: string): Promise<TenantKeys>;
  /** The same, as another process may have changed them. */
  reload(tenant: string): Promise<TenantKeys>;
  /** Adds a key that wraps from now on. @throws as `of` */
  renew(tenant: string): Promise<TenantKeys>;
  /** Drops keys that wrap nothing any more, and seals those that are left with the current master key. */
  settle(tenant: string, unused: readonly number[]): Promise<void>;
  /** A secret of the store itself, made by `make` the first time. */
  own(name: string, make: () => Buffer): Promise<Buffer>;
}

const newSecret = (): Buffer => randomBytes(SECRET_BYTES);

const boundOf = (tenant: string, version: number): string => JSON.stringify(['secret', tenant, version]);

export function createSecrets(sql: SqlDatabase, keyring: Keyring): Secrets {
  const known = new Map<string, TenantKeys>();

  const opened = (tenant: string, row: SqlRow): Secret => {
    const version = numberIn(row, 'version');
    const master = textIn(row, 'master');
    const { key } = masterOf(keyring, master);
    return { version, master, bytes: unseal(key, bytesIn(row, 'sealed'), boundOf(tenant, version)) };
  };
  const read = async (tenant: string): Promise<readonly Secret[]> =>
    (await sql.all(SELECT, [tenant])).map((row) => opened(tenant, row));
  const rowOf = (tenant: string, version: number, bytes: Buffer) => {
    const { id, key } = keyring.current;
    return [tenant, BigInt(version), id, seal(key, bytes, boundOf(tenant, version))];
  };
  /** Whoever else makes them at the same time, one of both makes them, and both read the same. */
  const made = async (tenant: string, versions: readonly number[], make = newSecret) => {
    await sql.write([{ sql: INSERT, rows: versions.map((version) => rowOf(tenant, version, make())) }]);
    return read(tenant);
  };
  const load = async (tenant: string): Promise<TenantKeys> => {
    let secrets = await read(tenant);
    if (secrets.length === 0) secrets = await made(tenant, [ROOT, FIRST]);
    const keys = keysOf(secrets);
    known.set(tenant, keys);
    return keys;
  };

  return {
    of: async (tenant) => known.get(tenant) ?? load(tenant),
    reload: load,
    async renew(tenant) {
      const { version } = await load(tenant);
      await made(tenant, [version + 1]);
      return load(tenant);
    },
    async settle(tenant, unused) {
      await sql.write([{ sql: DROP, rows: unused.map((version) => [tenant, BigInt(version)]) }]);
      const stale = (await read(tenant)).filter(({ master }) => master !== keyring.current.id);
      const resealed = stale.map(({ version, bytes }) => {
        const { id, key } = keyring.current;
        return [id, seal(key, bytes, boundOf(tenant, version)), tenant, BigInt(version)];
      });
      await sql.write([{ sql: RESEAL, rows: resealed }]);
      known.delete(tenant);
    },
    async own(name, make) {
      // No tenant is called so: names of tenants hold no line break.
      const tenant = `\n${name}`;
      const [secret] = await read(tenant);
      if (secret !== undefined) return secret.bytes;
      const [first] = await made(tenant, [ROOT], make);
      if (first === undefined) throw new TypeError('a secret that was made is there');
      return first.bytes;
    },
  };
}

function masterOf(keyring: Keyring, id: string): MasterKey {
  const master = keyring.find(id);
  if (master !== undefined) return master;
  throw new AccordError(memoryErrors.MEMORY_KEY_WRONG, {
    detail: `The memory was written with the key ${id}, and ${keyring.current.id} is set`,
  });
}

function keysOf(secrets: readonly Secret[]): TenantKeys {
  const root = secrets.find(({ version }) => version === ROOT);
  const wrapping = new Map(
    secrets.flatMap(({ version, bytes }) =>
      version === ROOT ? [] : [[version, createSecretKey(bytes)] as const],
    ),
  );
  const newest = Math.max(...wrapping.keys());
  if (root === undefined || wrapping.size === 0)
    throw new TypeError('a tenant has a root and a key that wraps');
  const derived = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root.bytes, '', purpose, SECRET_BYTES));
  const address = createSecretKey(derived('address'));
  const name = createSecretKey(derived('name'));
  const keyOf = (version: number): KeyObject => {
    const key = wrapping.get(version);
    if (key !== undefined) return key;
    throw new AccordError(memoryErrors.MEMORY_SEAL_BROKEN, {
      detail: `There is no key ${version} of the tenant`,
    });
  };
  return {
    version: newest,
    card: createSecretKey(derived('card')),
    addressOf: (memoryClass, kind, content) =>
      createHmac('sha256', address)
        .update(JSON.stringify([memoryClass, kind]))
        .update(content)
        .digest('base64url'),
    nameOf: (key) => createHmac('sha256', name).update(key).digest('base64url'),
    wrap: (key, bound) => ({ version: newest, wrapped: seal(keyOf(newest), key, bound) }),
    unwrap: ({ version, wrapped }, bound) => unseal(keyOf(version), wrapped, bound),
  };
}
