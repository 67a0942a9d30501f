import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from './errors.ts';

/** A key of the operator. It seals the secrets of tenants and nothing else. */
export interface MasterKey {
  /** Names the key in what it has sealed, and tells nothing of it. */
  readonly id: string;
  readonly key: KeyObject;
}

export interface Keyring {
  /** What is sealed from now on. */
  readonly current: MasterKey;
  /** One that something may still be sealed with. */
  find(id: string): MasterKey | undefined;
}

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[\w+/-]{43}=?$/;
const ID_CHARACTERS = 16;

/**
 * @param key 32 bytes in hex or base64
 * @param previous the keys before it, which are only read with
 * @throws MEMORY_KEY_MISSING, MEMORY_KEY_INVALID
 */
export function keyringOf(key: string, previous: readonly string[]): Keyring {
  if (key === '') throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, { field: 'memory.key' });
  const current = masterKeyOf(key, 'memory.key');
  const byId = new Map(
    [current, ...previous.map((each) => masterKeyOf(each, 'memory.previous_key'))].map((one) => [
      one.id,
      one,
    ]),
  );
  return { current, find: (id) => byId.get(id) };
}

function masterKeyOf(text: string, field: string): MasterKey {
  const bytes = bytesOf(text);
  if (bytes?.length !== KEY_BYTES) {
    throw new AccordError(memoryErrors.MEMORY_KEY_INVALID, {
      detail: `${field} is not ${KEY_BYTES} bytes in hex or base64`,
      field,
    });
  }
  const id = createHash('sha256').update('accord memory key').update(bytes).digest('hex');
  return { id: id.slice(0, ID_CHARACTERS), key: createSecretKey(bytes) };
}

function bytesOf(text: string): Buffer | undefined {
  if (HEX.test(text)) return Buffer.from(text, 'hex');
  return BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
}
