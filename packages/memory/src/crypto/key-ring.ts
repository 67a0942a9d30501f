import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { SqlDatabase, SqlRow } from '@accord/storage';
import { memoryErrors } from '../errors.ts';
import { bytesIn, numberIn, textIn } from '../tables/cells.ts';
import type { MasterKeys } from './master-keys.ts';
import { aboutOf, KEY_BYTES, seal, sealSalted, secretBytes, unseal, unsealSalted } from './seal.ts';

/** The keys of one tenant, open. */
export interface TenantKeys {
  readonly tenant: string;
  /** By which data keys are wrapped from now on. */
  readonly generation: number;
  /** Of the prints that tell which contents are nearly alike. */
  readonly printKey: Uint8Array;
  /** Where a content is: a keyed SHA-256 of its class and its bytes, which says nothing to who has not the key. */
  addressOf(className: string, content: Uint8Array): Buffer;
  /** What a key of a record is found by. */
  nameOf(className: string, key: string): Buffer;
  /** @param salt drawn for what the key is of, and kept with it; a nonce is drawn without it */
  wrap(dataKey: Uint8Array, about: Uint8Array, salt?: Uint8Array): Buffer;
  /** @throws MEMORY_SEAL_BROKEN, MEMORY_KEY_MISSING when another process rotated the key since */
  unwrap(wrapped: Uint8Array, generation: number, about: Uint8Array, salt?: Uint8Array): Buffer;
}

/** Signs the heads of the ledgers: Ed25519 (RFC 8032). */
export interface SigningKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface KeyRing {
  readonly signing: SigningKeys;
  /** Made with the first use. Those of a tenant are asked of the database once, and again after `refresh`. */
  tenant(tenant: string): Promise<TenantKeys>;
  refresh(tenant: string): Promise<TenantKeys>;
  /** Gives the tenant a key of the next generation. */
  advance(tenant: string): Promise<TenantKeys>;
  /** Seals by the current master key what another one sealed. Returns how many keys that were. */
  reseal(): Promise<number>;
}

const SIGNING = 'signing';
const NAME_BYTES = 16;
const FIND = 'SELECT * FROM memory_keys WHERE name = ? ORDER BY generation';
const LIST = 'SELECT * FROM memory_keys ORDER BY name, generation';
const ADD = `INSERT INTO memory_keys (name, generation, master, sealed) VALUES (?, ?, ?, ?)
  ON CONFLICT (name, generation) DO NOTHING`;
const RESEAL = 'UPDATE memory_keys SET master = ?, sealed = ? WHERE name = ? AND generation = ?';

interface OpenKey {
  readonly name: string;
  readonly generation: number;
  readonly master: string;
  readonly bytes: Uint8Array;
}

/** @throws MEMORY_KEY_MISSING, MEMORY_SEAL_BROKEN when a key of the store does not open by those that were given */
export async function openKeyRing(sql: SqlDatabase, masters: MasterKeys): Promise<KeyRing> {
  const open = (row: SqlRow): OpenKey => {
    const [name, generation, master] = [
      textIn(row, 'name'),
      numberIn(row, 'generation'),
      textIn(row, 'master'),
    ];
    const about = aboutOf('master', name, String(generation), Buffer.alloc(0));
    return {
      name,
      generation,
      master,
      bytes: unseal(masters.of(master).bytes, bytesIn(row, 'sealed'), about),
    };
  };
  const sealedRow = (name: string, generation: number, bytes: Uint8Array) => {
    const about = aboutOf('master', name, String(generation), Buffer.alloc(0));
    return [name, BigInt(generation), masters.current.id, seal(masters.current.bytes, bytes, about)] as const;
  };
  /** Whoever is first makes it; all read what that was. */
  const findOrMake = async (name: string): Promise<readonly OpenKey[]> => {
    const found = await sql.all(FIND, [name]);
    if (found.length > 0) return found.map(open);
    await sql.write([{ sql: ADD, rows: [sealedRow(name, 1, secretBytes(KEY_BYTES))] }]);
    return (await sql.all(FIND, [name])).map(open);
  };

  // All are opened, so that a key that is missing is found out now and not with the first recall.
  const all = (await sql.all(LIST, [])).map(open);
  const [seed = (await findOrMake(SIGNING))[0]] = all.filter(({ name }) => name === SIGNING);
  if (seed === undefined) throw new TypeError('the signing key was not kept');
  const signing = signingKeysOf(seed.bytes);
  const tenants = new Map<string, TenantKeys>();
  const load = async (tenant: string): Promise<TenantKeys> => {
    const [address] = await findOrMake(`address:${tenant}`);
    const wrapping = await findOrMake(`tenant:${tenant}`);
    if (address === undefined) throw new TypeError('the key of addresses was not kept');
    const keys = tenantKeys(tenant, address.bytes, wrapping);
    tenants.set(tenant, keys);
    return keys;
  };

  return {
    signing,
    tenant: async (tenant) => tenants.get(tenant) ?? load(tenant),
    refresh: load,
    async advance(tenant) {
      const { generation } = await load(tenant);
      const row = sealedRow(`tenant:${tenant}`, generation + 1, secretBytes(KEY_BYTES));
      await sql.write([{ sql: ADD, rows: [row] }]);
      return load(tenant);
    },
    async reseal() {
      const old = (await sql.all(LIST, [])).map(open).filter(({ master }) => master !== masters.current.id);
      const rows = old.map(({ name, generation, bytes }) => {
        const [, number, master, sealed] = sealedRow(name, generation, bytes);
        return [master, sealed, name, number];
      });
      if (rows.length > 0) await sql.write([{ sql: RESEAL, rows }]);
      return rows.length;
    },
  };
}

/** Lets go of what wrapped the keys before. Part of the write that says that nothing is wrapped by it any more. */
export const DROP_GENERATIONS = 'DELETE FROM memory_keys WHERE name = ? AND generation < ?';
export const tenantKeyName = (tenant: string): string => `tenant:${tenant}`;

function tenantKeys(tenant: string, addressKey: Uint8Array, wrapping: readonly OpenKey[]): TenantKeys {
  const byGeneration = new Map(wrapping.map(({ generation, bytes }) => [generation, bytes]));
  const generation = Math.max(...byGeneration.keys());
  const keyOf = (of: number): Uint8Array => {
    const key = byGeneration.get(of);
    if (key !== undefined) return key;
    throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, {
      detail: `The tenant has no key of generation ${of}`,
    });
  };
  return {
    tenant,
    generation,
    printKey: createHmac('sha256', addressKey).update('print').digest(),
    addressOf: (className, content) =>
      createHmac('sha256', addressKey).update(`content\n${className}\n`).update(content).digest(),
    nameOf: (className, key) =>
      createHmac('sha256', addressKey).update(`name\n${className}\n${key}`).digest().subarray(0, NAME_BYTES),
    wrap: (dataKey, about, salt) =>
      salt === undefined
        ? seal(keyOf(generation), dataKey, about)
        : sealSalted(salt, keyOf(generation), dataKey, about),
    unwrap: (wrapped, of, about, salt) =>
      salt === undefined ? unseal(keyOf(of), wrapped, about) : unsealSalted(salt, keyOf(of), wrapped, about),
  };
}

/** DER of a private key of Ed25519 is this and its 32 bytes (RFC 8410). */
const PKCS8_BEFORE = Buffer.from('302e020100300506032b657004220420', 'hex');

function signingKeysOf(seed: Uint8Array): SigningKeys {
  const key = Buffer.concat([PKCS8_BEFORE, seed]);
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
