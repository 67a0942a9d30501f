import { createSecretKey, type KeyObject } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { encryptionKnobs } from './driver-knobs.ts';
import { cacheErrors } from './errors.ts';

const KEY_BYTES = 32;
const HEX = /^[0-9a-f]{64}$/i;
const BASE64 = /^[\w+/-]{43}=?$/;

/**
 * The key that frames are sealed with, or none when encryption is off. A key that is missing, malformed, or set
 * while encryption is off is refused, so that nobody believes values sealed that are not.
 *
 * @throws CACHE_ENCRYPTION_KEY_INVALID
 */
export function cipherKeyOf({ mode, key }: KnobValues<typeof encryptionKnobs>): KeyObject | undefined {
  if (mode === 'off') {
    if (key !== '') throw invalid('cache.encryption.key is set, but cache.encryption.mode is off');
    return undefined;
  }
  if (key === '') throw invalid(`cache.encryption.mode is ${mode}, but cache.encryption.key is empty`);
  const bytes = bytesOf(key);
  if (bytes?.length !== KEY_BYTES)
    throw invalid(`cache.encryption.key is not ${KEY_BYTES} bytes in base64 or hex`);
  return createSecretKey(bytes);
}

function bytesOf(key: string): Buffer | undefined {
  if (HEX.test(key)) return Buffer.from(key, 'hex');
  // Buffer reads the alphabets of base64 and base64url alike.
  return BASE64.test(key) ? Buffer.from(key, 'base64') : undefined;
}

const invalid = (detail: string): AccordError =>
  new AccordError(cacheErrors.CACHE_ENCRYPTION_KEY_INVALID, { detail });
