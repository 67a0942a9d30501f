import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import { memoryErrors } from './errors.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a seal is longer than what it seals. */
/** What a seal is longer than what it seals. */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * Seals with AES-256-GCM: nonce, tag, then what was sealed.
 *
 * @param bound what the seal belongs to; it opens nowhere else
 */
export function seal(key: KeyObject, plain: Uint8Array, bound: string): Buffer {
  const sealed = Buffer.allocUnsafe(SEAL_BYTES + plain.length);
  randomFillSync(sealed, 0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES)).setAAD(
    Buffer.from(bound),
  );
  cipher.update(plain).copy(sealed, SEAL_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(sealed, NONCE_BYTES);
  return sealed;
}

/** @throws MEMORY_SEAL_BROKEN when it was changed, belongs elsewhere, or was sealed with another key */
export function unseal(key: KeyObject, sealed: Uint8Array, bound: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < SEAL_BYTES) throw broken(bound);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(NONCE_BYTES, SEAL_BYTES));
  const plain = decipher.update(bytes.subarray(SEAL_BYTES));
  try {
    decipher.final();
    return plain;
  } catch (cause) {
    throw broken(bound, cause);
  }
}

const broken = (bound: string, cause?: unknown): AccordError =>
  new AccordError(memoryErrors.MEMORY_SEAL_BROKEN, { detail: `The seal of ${bound} does not open`, cause });
