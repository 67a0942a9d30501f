import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';
import { keyHash } from './key-hash.ts';
import { identityOf } from './stored-text.ts';

/**
 * An entry as bytes, and back. A frame belongs to its key: under another, cut short, changed in any place, or
 * sealed with another cipher key it reads as `corrupt`, never as a value.
 *
 * ```
 * head      magic 0xac, version, flags, 0
 * then      check (4)                  CRC-32 of key, head and body
 *      or   nonce (12), tag (16)       when sealed: AES-256-GCM of the body, bound to head and key
 * body      stored at, fresh until, stale until, took, cost (8 each), length of text, length of tags (4 each),
 *           tags as JSON, text
 * ```
 *
 * The text is Latin-1 when all of it is, else UTF-16: both are read by copying, where UTF-8 takes twice the time of
 * decompressing, and both keep every JavaScript string. Numbers are little-endian.
 */
export interface FrameCodec {
  encode(key: CacheKey, entry: CacheEntry): Buffer;
  decode(key: CacheKey, frame: Buffer): CacheEntry | 'corrupt';
}

const MAGIC = 0xac;
const VERSION = 1;
const COMPRESSED = 1;
const WIDE = 2;
const SEALED = 4;
const KNOWN_FLAGS = COMPRESSED | WIDE | SEALED;

const HEAD_BYTES = 4;
const CHECK_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;
/** Five times or amounts of 8 bytes, two lengths of 4. */
const FIXED_BYTES = 48;

/** Shorter texts gain little and are read at once. */
const COMPRESS_ABOVE_BYTES = 1024;
/** Deflate at its quickest: beside zstd it gives the same ratio on answers, needs no package, and reads as quickly. */
const COMPRESSION_LEVEL = 1;
/** What deflate can make of one byte, so that a forged length cannot claim the memory of the process. */
const DEFLATE_MOST = 1032;
/** Room beyond the text, so that zlib need not ask for a second buffer. */
const INFLATE_MARGIN = 64;

const NOT_LATIN1 = /[^\0-\xff]/;

/** @param cipherKey seals every frame, and then none that is not sealed is read */
export function frameCodec(cipherKey: KeyObject | undefined): FrameCodec {
  return {
    encode(key, entry) {
      const { body, flags } = bodyOf(entry);
      return cipherKey === undefined
        ? checked(key, headOf(flags), body)
        : sealed(key, headOf(flags | SEALED), body, cipherKey);
    },
    decode(key, frame) {
      const flags = flagsOf(frame);
      if (flags === undefined || ((flags & SEALED) !== 0) !== (cipherKey !== undefined)) return 'corrupt';
      const body = cipherKey === undefined ? checkedBody(key, frame) : unsealed(key, frame, cipherKey);
      return body === undefined ? 'corrupt' : (entryOf(body, flags) ?? 'corrupt');
    },
  };
}

const headOf = (flags: number): Buffer => Buffer.from([MAGIC, VERSION, flags, 0]);

function flagsOf(frame: Buffer): number | undefined {
  const flags = frame[2];
  if (flags === undefined || frame[0] !== MAGIC || frame[1] !== VERSION || frame[3] !== 0) return undefined;
  return (flags & ~KNOWN_FLAGS) === 0 ? flags : undefined;
}

function bodyOf(entry: CacheEntry): { readonly body: Buffer; readonly flags: number } {
  const wide = NOT_LATIN1.test(entry.text);
  const plain = Buffer.from(entry.text, wide ? 'utf16le' : 'latin1');
  const packed = packedText(plain);
  const tags = entry.tags.length === 0 ? '' : JSON.stringify(entry.tags);
  const tagBytes = Buffer.byteLength(tags);
  const body = Buffer.allocUnsafe(FIXED_BYTES + tagBytes + packed.length);
  body.writeDoubleLE(entry.storedAt, 0);
  body.writeDoubleLE(entry.freshUntil, 8);
  body.writeDoubleLE(entry.staleUntil, 16);
  body.writeDoubleLE(entry.tookMs, 24);
  body.writeDoubleLE(entry.costNanoUsd, 32);
  body.writeUInt32LE(plain.length, 40);
  body.writeUInt32LE(tagBytes, 44);
  body.write(tags, FIXED_BYTES);
  packed.copy(body, FIXED_BYTES + tagBytes);
  return { body, flags: (wide ? WIDE : 0) | (packed === plain ? 0 : COMPRESSED) };
}

function packedText(plain: Buffer): Buffer {
  if (plain.length <= COMPRESS_ABOVE_BYTES) return plain;
  const packed = deflateRawSync(plain, { level: COMPRESSION_LEVEL });
  return packed.length < plain.length ? packed : plain;
}

function entryOf(body: Buffer, flags: number): CacheEntry | undefined {
  if (body.length < FIXED_BYTES) return undefined;
  const textAt = FIXED_BYTES + body.readUInt32LE(44);
  const tags = tagsOf(body, textAt);
  const text = textOf(body, textAt, flags);
  if (tags === undefined || text === undefined) return undefined;
  return {
    text,
    storedAt: body.readDoubleLE(0),
    freshUntil: body.readDoubleLE(8),
    staleUntil: body.readDoubleLE(16),
    tags,
    tookMs: body.readDoubleLE(24),
    costNanoUsd: body.readDoubleLE(32),
  };
}

const NO_TAGS: readonly string[] = Object.freeze([]);

function tagsOf(body: Buffer, end: number): readonly string[] | undefined {
  if (end === FIXED_BYTES) return NO_TAGS;
  if (end > body.length) return undefined;
  try {
    return JSON.parse(body.toString('utf8', FIXED_BYTES, end)) as string[];
  } catch {
    return undefined;
  }
}

function textOf(body: Buffer, textAt: number, flags: number): string | undefined {
  const encoding = (flags & WIDE) === 0 ? 'latin1' : 'utf16le';
  const length = body.readUInt32LE(40);
  if ((flags & COMPRESSED) !== 0) return inflated(body.subarray(textAt), length)?.toString(encoding);
  return body.length - textAt === length ? body.toString(encoding, textAt) : undefined;
}

function inflated(packed: Buffer, length: number): Buffer | undefined {
  if (length > packed.length * DEFLATE_MOST) return undefined;
  try {
    const plain = inflateRawSync(packed, {
      chunkSize: length + INFLATE_MARGIN,
      maxOutputLength: length + INFLATE_MARGIN,
    });
    return plain.length === length ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** Key and head are mixed into where the sum over the body begins: any change of them changes the end. */
function checkOf(key: CacheKey, head: number, body: Buffer): number {
  return crc32(body, (keyHash(key) ^ head) >>> 0);
}

function checked(key: CacheKey, head: Buffer, body: Buffer): Buffer {
  const check = Buffer.allocUnsafe(CHECK_BYTES);
  check.writeUInt32LE(checkOf(key, head.readUInt32LE(0), body));
  return Buffer.concat([head, check, body]);
}

function checkedBody(key: CacheKey, frame: Buffer): Buffer | undefined {
  const bodyAt = HEAD_BYTES + CHECK_BYTES;
  if (frame.length < bodyAt) return undefined;
  const body = frame.subarray(bodyAt);
  const check = checkOf(key, frame.readUInt32LE(0), body);
  return frame.readUInt32LE(HEAD_BYTES) === check ? body : undefined;
}

const boundTo = ({ tenant, name }: CacheKey, head: Buffer): Buffer =>
  Buffer.concat([head, Buffer.from(identityOf(tenant, name))]);

function sealed(key: CacheKey, head: Buffer, body: Buffer, cipherKey: KeyObject): Buffer {
  const nonce = randomFillSync(Buffer.allocUnsafe(NONCE_BYTES));
  const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce).setAAD(boundTo(key, head));
  const secret = Buffer.concat([cipher.update(body), cipher.final()]);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), secret]);
}

function unsealed(key: CacheKey, frame: Buffer, cipherKey: KeyObject): Buffer | undefined {
  const bodyAt = HEAD_BYTES + SEAL_BYTES;
  if (frame.length < bodyAt) return undefined;
  const nonce = frame.subarray(HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', cipherKey, nonce, { authTagLength: TAG_BYTES })
    .setAAD(boundTo(key, frame.subarray(0, HEAD_BYTES)))
    .setAuthTag(frame.subarray(HEAD_BYTES + NONCE_BYTES, bodyAt));
  try {
    return Buffer.concat([decipher.update(frame.subarray(bodyAt)), decipher.final()]);
  } catch {
    return undefined;
  }
}
