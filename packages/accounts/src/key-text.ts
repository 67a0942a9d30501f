import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { KeyId } from './account.ts';

/** 256 bits, more than anyone can try. That is why a plain hash of it is enough, without salt and without delay. */
const SECRET_BYTES = 32;
const ID_BYTES = 8;
const KEY = /^accord_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

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

/** Undefined for what has not the form of a key. */
export function parseKey(presented: string): PresentedKey | undefined {
  const [, id, secret] = KEY.exec(presented) ?? [];
  return id === undefined || secret === undefined ? undefined : { id: id as KeyId, secret };
}

const digestOf = (secret: string): Uint8Array => hash('sha256', secret, 'buffer');

/** Takes as long whatever the two have in common. */
export const matches = (secret: string, digest: Uint8Array): boolean =>
  timingSafeEqual(digestOf(secret), digest);
