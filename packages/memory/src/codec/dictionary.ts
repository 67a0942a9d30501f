import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import { CDict, DDict } from 'zstd-napi/binding.js';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { codecErrors } from './errors.ts';
import { MAX_DICTIONARY_BYTES, MAX_DICTIONARY_ID } from './limits.ts';
import { isPlainPrefix, readZstdFrame, zstdFrame } from './zstd.ts';

/** What records of a class have in common, prepared for writing and reading them. */
export interface Dictionary {
  /** What frames know it by, 1 … 2^32 − 1; given by the store, and never to other bytes. */
  readonly id: number;
  readonly content: Uint8Array;
  /** Prepared for a level of zstd, once. */
  writerAt(level: number): CDict;
  reader(): DDict;
}

const VERSION = 1;
const LEVEL = 19;

/** The bytes that a dictionary is kept as. */
export function encodeDictionary(content: Uint8Array): Uint8Array {
  if (content.length > MAX_DICTIONARY_BYTES) throw new TypeError('the dictionary is too large');
  if (!isPlainPrefix(content)) throw new TypeError('the content begins as a dictionary of zstd does');
  const writer = createByteWriter(content.length);
  writer.byte(VERSION);
  writer.varint(content.length);
  writer.uint32(crc32(content));
  writer.put(zstdFrame(content, LEVEL, undefined));
  return writer.finish();
}

/**
 * @param bytes what `trainDictionary` made
 * @throws AccordError MEMORY_DICTIONARY_DAMAGED
 */
export function openDictionary(id: number, bytes: Uint8Array): Dictionary {
  if (!Number.isInteger(id) || id < 1 || id > MAX_DICTIONARY_ID)
    throw new TypeError(`no dictionary has the id ${id}`);
  const content = contentOf(bytes);
  const writers = new Map<number, CDict>();
  let reader: DDict | undefined;
  return {
    id,
    content,
    writerAt(level) {
      const kept = writers.get(level);
      if (kept !== undefined) return kept;
      const made = new CDict(content, level);
      writers.set(level, made);
      return made;
    },
    reader() {
      reader ??= new DDict(content);
      return reader;
    },
  };
}

function contentOf(bytes: Uint8Array): Uint8Array {
  const damaged = (why: string): AccordError =>
    new AccordError(codecErrors.MEMORY_DICTIONARY_DAMAGED, {
      detail: `The bytes of a dictionary are damaged: ${why}.`,
    });
  const reader = createByteReader(bytes, damaged);
  if (reader.byte() !== VERSION) throw damaged('its version is unknown');
  const length = reader.varint(MAX_DICTIONARY_BYTES);
  const checksum = reader.uint32();
  let content: Uint8Array;
  try {
    content = readZstdFrame(reader.take(reader.left), length, undefined);
  } catch (cause) {
    throw new AccordError(codecErrors.MEMORY_DICTIONARY_DAMAGED, { cause });
  }
  if (crc32(content) !== checksum || !isPlainPrefix(content)) throw damaged('its checksum is another');
  return content;
}
