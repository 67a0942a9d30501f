import { type VectorFormat, vectorCodecs } from '@accord/vectors';
import type { ClassPolicy } from '../classes.ts';
import type { TenantKeys } from '../crypto/key-ring.ts';
import { aboutOf, KEY_BYTES, sealOnce, secretBytes, unsealOnce } from '../crypto/seal.ts';
import type { Metadata, RecordVersion } from '../store.ts';
import { NO_BYTES } from '../tables/cells.ts';
import type { CheckedRecord } from './checked-record.ts';
import type { RecordRow } from './record-row.ts';

/** The part of a row that the key of the record opens. */
export type SealedPart = Pick<
  RecordRow,
  'salt' | 'generation' | 'wrapped' | 'sealed' | 'vectorKept' | 'vector'
>;

interface RecordBody {
  readonly key?: string;
  readonly metadata?: Metadata;
}

const SALT_BYTES = 16;

/** Key, metadata and embedding, sealed by a key of the record. */
export function sealedPart(keys: TenantKeys, policy: ClassPolicy, record: CheckedRecord): SealedPart {
  const salt = secretBytes(SALT_BYTES);
  const { generation } = keys;
  const body = bodyOf(record);
  const vector =
    record.embedding === undefined ? undefined : vectorCodecs.fp16.encode(unitOf(record.embedding));
  const plain: SealedPart = {
    salt,
    generation,
    wrapped: NO_BYTES,
    sealed: body ?? NO_BYTES,
    vectorKept: vector === undefined ? 'none' : 'fp16',
    vector: vector ?? NO_BYTES,
  };
  if (!policy.encrypted || (body === undefined && vector === undefined)) return plain;
  const key = secretBytes(KEY_BYTES);
  const about = aboutRecord(keys.tenant, record.class, salt);
  return {
    ...plain,
    wrapped: keys.wrap(key, about, salt),
    sealed: body === undefined ? NO_BYTES : sealOnce(key, 'body', body, about),
    vector:
      vector === undefined
        ? NO_BYTES
        : sealOnce(key, 'fp16', vector, aboutVector(keys.tenant, record.class, salt)),
  };
}

/** @throws MEMORY_SEAL_BROKEN */
export function versionOf(keys: TenantKeys, row: RecordRow): RecordVersion {
  const { seq, class: className, format, validFrom, recordedAt } = row;
  const { key, metadata = {} } = openBody(keys, row);
  return { id: String(seq), class: className, key, format, metadata, validFrom, recordedAt };
}

/** @throws MEMORY_SEAL_BROKEN */
export function vectorOf(keys: TenantKeys, row: RecordRow): Float32Array | undefined {
  if (row.vectorKept === 'none') return undefined;
  const { wrapped, vector } = row;
  const about = aboutVector(keys.tenant, row.class, row.salt);
  const bytes =
    wrapped.length === 0 ? vector : unsealOnce(recordKey(keys, row), row.vectorKept, vector, about);
  return vectorCodecs[row.vectorKept].decode(bytes);
}

/** The vector of a row, kept in fewer bits. */
export function coarserVector(
  keys: TenantKeys,
  row: RecordRow,
  kept: Extract<VectorFormat, 'int8'>,
): RecordRow {
  const vector = vectorOf(keys, row);
  if (vector === undefined || row.vectorKept === kept) return row;
  const bytes = vectorCodecs[kept].encode(vector);
  const about = aboutVector(keys.tenant, row.class, row.salt);
  const isSealed = row.wrapped.length > 0;
  return {
    ...row,
    vectorKept: kept,
    vector: isSealed ? sealOnce(recordKey(keys, row), kept, bytes, about) : bytes,
  };
}

function openBody(keys: TenantKeys, row: RecordRow): RecordBody {
  if (row.sealed.length === 0) return {};
  const about = aboutRecord(keys.tenant, row.class, row.salt);
  const bytes =
    row.wrapped.length === 0 ? row.sealed : unsealOnce(recordKey(keys, row), 'body', row.sealed, about);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as RecordBody;
}

const recordKey = (keys: TenantKeys, row: RecordRow): Uint8Array =>
  keys.unwrap(row.wrapped, row.generation, aboutRecord(keys.tenant, row.class, row.salt), row.salt);

export const aboutRecord = (tenant: string, className: string, salt: Uint8Array): Buffer =>
  aboutOf('record', tenant, className, salt);
const aboutVector = (tenant: string, className: string, salt: Uint8Array): Buffer =>
  aboutOf('vector', tenant, className, salt);

function bodyOf({ key, metadata }: CheckedRecord): Buffer | undefined {
  const hasMetadata = Object.keys(metadata).length > 0;
  if (key === undefined && !hasMetadata) return undefined;
  return Buffer.from(JSON.stringify({ key, ...(hasMetadata ? { metadata } : {}) }));
}

/** Only the direction counts, and the codecs are made for vectors of length 1. */
function unitOf(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
