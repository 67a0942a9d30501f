import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';

/** AES-256-GCM (NIST SP 800-38D). A seal is the nonce of 12 bytes unless that is known, what is sealed, and the tag of 16. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** Drawn in advance, because asking the system for 12 bytes costs as much as encrypting a record. */
const POOL_BYTES = 8192;
const pool = Buffer.alloc(POOL_BYTES);
let drawn = POOL_BYTES;

/** Bytes that nobody can guess; each is given out once. */
export function secretBytes(count: number): Buffer {
  if (drawn + count > POOL_BYTES) {
    randomFillSync(pool);
    drawn = 0;
  }
  const bytes = Buffer.from(pool.subarray(drawn, drawn + count));
  pool.fill(0, drawn, drawn + count);
  drawn += count;
  return bytes;
}

/** @param about what the seal belongs to: it opens for nothing else */
export function seal(key: Uint8Array, content: Uint8Array, about: Uint8Array): Buffer {
  const nonce = secretBytes(NONCE_BYTES);
  return Buffer.concat([nonce, ...sealedBy(nonce, key, content, about)]);
}

/** @throws MEMORY_SEAL_BROKEN */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: Uint8Array): Buffer {
  if (sealed.length < NONCE_BYTES) throw broken('it is too short');
  return openedBy(sealed.subarray(0, NONCE_BYTES), key, sealed.subarray(NONCE_BYTES), about);
}

/** What a key of its own seals: each is sealed once by one key, so that its number is a nonce that is never used again. */
const USES = { content: 0, body: 0, fp16: 1, int8: 2 } as const;
export type KeyUse = keyof typeof USES;
const NONCES = [0, 1, 2].map((use) => Buffer.from([...new Uint8Array(NONCE_BYTES - 1), use]));
const nonceOf = (use: KeyUse): Uint8Array => NONCES[USES[use]] ?? new Uint8Array(NONCE_BYTES);

/**
 * Seals by a key that was drawn for this: no nonce has to be kept.
 *
 * @param key never used for the same use before
 */
export const sealOnce = (key: Uint8Array, use: KeyUse, content: Uint8Array, about: Uint8Array): Buffer =>
  Buffer.concat([...sealedBy(nonceOf(use), key, content, about)]);

/** @throws MEMORY_SEAL_BROKEN */
export const unsealOnce = (key: Uint8Array, use: KeyUse, sealed: Uint8Array, about: Uint8Array): Buffer =>
  openedBy(nonceOf(use), key, sealed, about);

/** Seals by a key of many uses, with a nonce that is kept elsewhere: the first bytes of a salt that was drawn for it. */
export const sealSalted = (
  salt: Uint8Array,
  key: Uint8Array,
  content: Uint8Array,
  about: Uint8Array,
): Buffer => Buffer.concat([...sealedBy(salt.subarray(0, NONCE_BYTES), key, content, about)]);

/** @throws MEMORY_SEAL_BROKEN */
export const unsealSalted = (
  salt: Uint8Array,
  key: Uint8Array,
  sealed: Uint8Array,
  about: Uint8Array,
): Buffer => openedBy(salt.subarray(0, NONCE_BYTES), key, sealed, about);

function sealedBy(nonce: Uint8Array, key: Uint8Array, content: Uint8Array, about: Uint8Array) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(about);
  const body = cipher.update(content);
  cipher.final();
  return [body, cipher.getAuthTag()] as const;
}

function openedBy(nonce: Uint8Array, key: Uint8Array, sealed: Uint8Array, about: Uint8Array): Buffer {
  const end = sealed.length - TAG_BYTES;
  if (end < 0 || nonce.length < NONCE_BYTES) throw broken('it is too short');
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(about);
  decipher.setAuthTag(sealed.subarray(end));
  const content = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
  } catch {
    throw broken('its tag is another');
  }
  return content;
}

const broken = (why: string): AccordError =>
  new AccordError(memoryErrors.MEMORY_SEAL_BROKEN, { detail: `A seal of the memory does not open: ${why}` });

/** What a seal belongs to, as bytes. No part can run into the next. */
export function aboutOf(kind: string, tenant: string, className: string, name: Uint8Array): Buffer {
  const text = Buffer.from(`${kind}\n${tenant.length}:${tenant}\n${className}\n`);
  return Buffer.concat([text, name]);
}
