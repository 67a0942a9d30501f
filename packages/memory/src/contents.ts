import { createSecretKey, randomBytes } from 'node:crypto';
import { AccordError } from '@accord/kernel';
import type { SqlRow } from '@accord/storage';
import { codecErrors } from './codec/errors.ts';
import { decodeFrame, dictionaryNumberOf, encodeFrame } from './codec/frame.ts';
import type { Dictionary, Zstd } from './codec/zstd.ts';
import type { Dictionaries } from './dictionaries.ts';
import { SEAL_BYTES, seal, unseal } from './seal.ts';
import { bytesIn, numberIn, textIn } from './tables.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** What a content is: text, or JSON as text. */
export type ContentKind = 'text' | 'json';

/** Where a content stands. */
export interface Place {
  readonly tenant: string;
  readonly memoryClass: string;
  readonly address: string;
}

export interface StoredContent extends Place {
  readonly kind: ContentKind;
  readonly keyVersion: number;
  readonly wrappedKey: Uint8Array;
  /** Sealed. */
  readonly frame: Uint8Array;
  readonly contentBytes: number;
  readonly level: number;
}

const KEY_BYTES = 32;
export const WRAPPED_KEY_BYTES = KEY_BYTES + SEAL_BYTES;

const boundOf = ({ tenant, memoryClass, address }: Place): string =>
  JSON.stringify(['content', tenant, memoryClass, address]);

/** Compresses a content and seals it with a key of its own, which is wrapped by the tenant's. */
export function sealedContent(
  place: Place,
  kind: ContentKind,
  content: Uint8Array,
  { zstd, level, dictionary, keys }: SealOptions,
): StoredContent {
  const bound = boundOf(place);
  const key = randomBytes(KEY_BYTES);
  const { version, wrapped } = keys.wrap(key, bound);
  const frame = encodeFrame(content, { zstd, level, dictionary });
  return {
    ...place,
    kind,
    keyVersion: version,
    wrappedKey: wrapped,
    frame: seal(createSecretKey(key), frame, bound),
    contentBytes: content.length,
    level,
  };
}

export interface SealOptions {
  readonly zstd: Zstd;
  readonly level: number;
  readonly dictionary: Dictionary | undefined;
  readonly keys: TenantKeys;
}

export interface OpenOptions {
  readonly zstd: Zstd;
  readonly dictionaries: Dictionaries;
  readonly keys: TenantKeys;
  readonly maxBytes: number;
}

/** @throws MEMORY_SEAL_BROKEN, MEMORY_FRAME_DAMAGED, MEMORY_DICTIONARY_MISSING, STORAGE_UNAVAILABLE */
export async function openedContent(
  stored: StoredContent,
  { zstd, dictionaries, keys, maxBytes }: OpenOptions,
): Promise<Buffer> {
  const { tenant, memoryClass, keyVersion, wrappedKey } = stored;
  const bound = boundOf(stored);
  const key = createSecretKey(keys.unwrap({ version: keyVersion, wrapped: wrappedKey }, bound));
  const frame = unseal(key, stored.frame, bound);
  const number = dictionaryNumberOf(frame);
  const dictionary =
    number === undefined ? undefined : await dictionaries.find(tenant, memoryClass, number, keys);
  const content = decodeFrame(frame, { zstd, dictionaryOf: () => dictionary, maxBytes });
  if (keys.addressOf(memoryClass, stored.kind, content) === stored.address) return content;
  throw new AccordError(codecErrors.MEMORY_FRAME_DAMAGED, {
    detail: 'The content is not the one of its address',
  });
}

/** The same content under the same key, wrapped by the newest key of the tenant. */
export function rewrapped(stored: StoredContent, keys: TenantKeys): StoredContent {
  const bound = boundOf(stored);
  const key = keys.unwrap({ version: stored.keyVersion, wrapped: stored.wrappedKey }, bound);
  const { version, wrapped } = keys.wrap(key, bound);
  return { ...stored, keyVersion: version, wrappedKey: wrapped };
}

export const CONTENT_COLUMNS =
  'tenant, class, address, kind, key_version, wrapped_key, frame, content_bytes, level';

export const contentOf = (row: SqlRow): StoredContent => ({
  tenant: textIn(row, 'tenant'),
  memoryClass: textIn(row, 'class'),
  address: textIn(row, 'address'),
  kind: textIn(row, 'kind') === 'json' ? 'json' : 'text',
  keyVersion: numberIn(row, 'key_version'),
  wrappedKey: bytesIn(row, 'wrapped_key'),
  frame: bytesIn(row, 'frame'),
  contentBytes: numberIn(row, 'content_bytes'),
  level: numberIn(row, 'level'),
});

export const ADD_CONTENT = `INSERT INTO memory_contents (tenant, class, address, kind, key_version, wrapped_key, frame,
  content_bytes, frame_bytes, level, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (tenant, class, address) DO NOTHING`;

export const contentRow = (content: StoredContent, at: number) => [
  content.tenant,
  content.memoryClass,
  content.address,
  content.kind,
  BigInt(content.keyVersion),
  content.wrappedKey,
  content.frame,
  BigInt(content.contentBytes),
  BigInt(content.frame.length + content.wrappedKey.length),
  BigInt(content.level),
  BigInt(at),
];
