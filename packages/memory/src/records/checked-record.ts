import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';
import { codecErrors } from '../codec/errors.ts';
import {
  CONTENT_FORMATS,
  type ContentFormat,
  type Metadata,
  type NewRecord,
  type RecordRef,
} from '../store.ts';

/** A record of which everything is known and within its bounds. */
export interface CheckedRecord {
  readonly class: string;
  readonly key: string | undefined;
  readonly content: Uint8Array;
  readonly format: ContentFormat;
  readonly metadata: Metadata;
  readonly embedding: Float32Array | undefined;
  readonly validFrom: number;
}

const MOST_KEY = 512;
const MOST_METADATA_BYTES = 65_536;
const MOST_DIMENSIONS = 8192;
/** A time that a Date can hold. */
const LAST_TIME = 8.64e15;

/** @throws MEMORY_REQUEST_INVALID, MEMORY_RECORD_TOO_LARGE */
export function checkedRecord(record: NewRecord, now: number, mostBytes: number): CheckedRecord {
  const { content, metadata = {}, embedding, key } = record;
  const format = record.format ?? (typeof content === 'string' ? 'text' : 'bytes');
  if (!CONTENT_FORMATS.includes(format))
    throw invalid('format', `it is one of ${CONTENT_FORMATS.join(', ')}`);
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (bytes.length > mostBytes) {
    throw new AccordError(codecErrors.MEMORY_RECORD_TOO_LARGE, {
      detail: `The record has ${bytes.length} bytes; at most ${mostBytes} are taken`,
      field: 'content',
    });
  }
  if (key !== undefined) checkKey(key);
  checkMetadata(metadata);
  if (embedding !== undefined) checkEmbedding(embedding);
  const validFrom = record.validFrom ?? now;
  checkTime(validFrom, 'validFrom');
  return { class: record.class, key, content: bytes, format, metadata, embedding, validFrom };
}

/** @throws MEMORY_REQUEST_INVALID */
export function checkRef(which: RecordRef): void {
  if ('id' in which) {
    if (!/^[1-9]\d{0,15}$/.test(which.id))
      throw invalid('id', 'an id is a whole number, as store returned it');
    return;
  }
  checkKey(which.key);
  if (which.validAt !== undefined) checkTime(which.validAt, 'validAt');
  if (which.recordedBy !== undefined) checkTime(which.recordedBy, 'recordedBy');
}

export function checkTime(time: number, field: string): void {
  if (!Number.isInteger(time) || Math.abs(time) > LAST_TIME) {
    throw invalid(field, 'a time is in whole milliseconds since the Unix epoch');
  }
}

function checkKey(key: string): void {
  if (key.length === 0 || key.length > MOST_KEY) throw invalid('key', `a key has 1 … ${MOST_KEY} characters`);
}

export function checkEmbedding(embedding: Float32Array): void {
  if (embedding.length === 0 || embedding.length > MOST_DIMENSIONS) {
    throw invalid('embedding', `an embedding has 1 … ${MOST_DIMENSIONS} numbers`);
  }
  let squares = 0;
  for (const value of embedding) squares += value * value;
  if (!(squares > 0 && squares < Infinity))
    throw invalid('embedding', 'its length is a finite number above 0');
}

function checkMetadata(metadata: Metadata): void {
  for (const [name, value] of Object.entries(metadata)) {
    const isFlat = value === null || typeof value === 'string' || typeof value === 'boolean';
    if (!isFlat && !Number.isFinite(value)) {
      throw invalid(`metadata.${name}`, 'a value is a text, a finite number, a truth value or null');
    }
  }
  if (JSON.stringify(metadata).length > MOST_METADATA_BYTES) {
    throw invalid('metadata', `it has at most ${MOST_METADATA_BYTES} characters as JSON`);
  }
}

export function invalid(field: string, why: string): AccordError {
  return new AccordError(memoryErrors.MEMORY_REQUEST_INVALID, {
    detail: `${field} cannot be taken: ${why}`,
    field,
  });
}
