import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyId } from './account.ts';

/** 256 bits, more than anyone can try. That is why a plain hash of it is enough, without salt and without delay. */
const SECRET_BYTES = 32;
const ID_BYTES = 8;
const PREFIX = 'accord_';
const ID_END = PREFIX.length + 2 * ID_BYTES;
const ID = /^[0-9a-f]{16}$/;
/** `accord_`, 16 hexadecimal digits, `_`, 43 characters of base64url. */
const KEY_LENGTH = ID_END + 1 + Math.ceil((SECRET_BYTES * 4) / 3);

export interface PresentedKey {
  readonly id: KeyId;
  readonly secret: string;
}

export interface FreshKey {
  readonly id: KeyId;
  /** As its owner presents it. */
  readonly text: string;
  readonly digest: Uint8Array;
}

export function freshKey(): FreshKey {
  const id = randomBytes(ID_BYTES).toString('hex') as KeyId;
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, text: `accord_${id}_${secret}`, digest: digestOf(secret) };
}

/** Undefined for what has not the form of a key. Which characters the secret has is left to its hash. */
export function parseKey(presented: string): PresentedKey | undefined {
  if (presented.length !== KEY_LENGTH || !presented.startsWith(PREFIX) || presented[ID_END] !== '_')
    return undefined;
  const id = presented.slice(PREFIX.length, ID_END);
  return ID.test(id) ? { id: id as KeyId, secret: presented.slice(ID_END + 1) } : undefined;
}

const digestOf = (secret: string): Uint8Array => hash('sha256', secret, 'buffer');

/** Takes as long whatever the two have in common. */
export const matches = (secret: string, digest: Uint8Array): boolean =>
  timingSafeEqual(digestOf(secret), digest);
