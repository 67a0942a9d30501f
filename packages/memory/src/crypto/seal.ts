import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';

/** AES-256-GCM (NIST SP 800-38D). A seal is the nonce of 12 bytes, what is sealed, and the tag of 16. */
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
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(about);
  const body = cipher.update(content);
  cipher.final();
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** @throws MEMORY_SEAL_BROKEN */
export function unseal(key: Uint8Array, sealed: Uint8Array, about: Uint8Array): Buffer {
  const end = sealed.length - TAG_BYTES;
  if (end < NONCE_BYTES) throw broken('it is too short');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(about);
  decipher.setAuthTag(sealed.subarray(end));
  const content = decipher.update(sealed.subarray(NONCE_BYTES, end));
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
