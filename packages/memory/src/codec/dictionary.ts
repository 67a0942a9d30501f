import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import zstd, { type CDict, type DDict } from 'zstd-napi/binding.js';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { codecErrors } from './errors.ts';
import { MAX_DICTIONARY_BYTES, MAX_DICTIONARY_ID } from './limits.ts';
import { decodeTables, encodeTables, MAX_TABLES_BYTES } from './model-bytes.ts';
import type { ModelTables } from './model-layout.ts';
import { createModel, type Model } from './model.ts';
import { isPlainPrefix, readZstdFrame, zstdFrame } from './zstd.ts';

/** What records of a class have in common, prepared for writing and reading them. */
export interface Dictionary {
  /** What frames know it by, 1 … 2^32 − 1; given by the store, and never to other bytes. */
  readonly id: number;
  /** As it is kept. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Prepared for a level of zstd, once. */
  writerAt(level: number): CDict;
  reader(): DDict;
  model(): Model;
}

const VERSION = 1;
const LEVEL = 19;

/** The bytes that a dictionary is kept as. */
export function encodeDictionary(content: Uint8Array, tables: ModelTables): Uint8Array {
  if (content.length > MAX_DICTIONARY_BYTES) throw new TypeError('the dictionary is too large');
  if (!isPlainPrefix(content)) throw new TypeError('the content begins as a dictionary of zstd does');
  const writer = createByteWriter(content.length);
  writer.byte(VERSION);
  for (const part of [content, encodeTables(tables)]) {
    const packed = zstdFrame(part, LEVEL, undefined);
    writer.varint(part.length);
    writer.uint32(crc32(part));
    writer.varint(packed.length);
    writer.put(packed);
  }
  return writer.finish();
}

/**
 * @param bytes what `trainDictionary` made
 * @throws AccordError MEMORY_DICTIONARY_DAMAGED
 */
export function openDictionary(id: number, bytes: Uint8Array): Dictionary {
  if (!Number.isInteger(id) || id < 1 || id > MAX_DICTIONARY_ID)
    throw new TypeError(`no dictionary has the id ${id}`);
  const { content, tables } = partsOf(bytes);
  const writers = new Map<number, CDict>();
  let reader: DDict | undefined;
  let model: Model | undefined;
  return {
    id,
    bytes,
    content,
    writerAt(level) {
      const kept = writers.get(level);
      if (kept !== undefined) return kept;
      const made = new zstd.CDict(content, level);
      writers.set(level, made);
      return made;
    },
    reader() {
      reader ??= new zstd.DDict(content);
      return reader;
    },
    model() {
      model ??= createModel(content, tables);
      return model;
    },
  };
}

const damaged = (why: string): AccordError =>
  new AccordError(codecErrors.MEMORY_DICTIONARY_DAMAGED, {
    detail: `The bytes of a dictionary are damaged: ${why}.`,
  });

function partsOf(bytes: Uint8Array): { content: Uint8Array; tables: ModelTables } {
  const reader = createByteReader(bytes, damaged);
  if (reader.byte() !== VERSION) throw damaged('its version is unknown');
  const part = (most: number): Uint8Array => {
    const length = reader.varint(most);
    const checksum = reader.uint32();
    const packed = reader.take(reader.varint(reader.left));
    try {
      const read = readZstdFrame(packed, length, undefined);
      if (crc32(read) === checksum) return read;
    } catch (cause) {
      throw new AccordError(codecErrors.MEMORY_DICTIONARY_DAMAGED, { cause });
    }
    throw damaged('its checksum is another');
  };
  const content = part(MAX_DICTIONARY_BYTES);
  if (!isPlainPrefix(content)) throw damaged('it begins as a dictionary of zstd does');
  const tables = createByteReader(part(MAX_TABLES_BYTES), damaged);
  const decoded = decodeTables(tables, damaged);
  if (tables.left > 0 || reader.left > 0) throw damaged('it is too long');
  return { content, tables: decoded };
}
