import { AccordError } from '@accord/kernel';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { sharedIn } from './cover.ts';
import type { Dictionary } from './dictionary.ts';
import { codecErrors } from './errors.ts';
import { decodeFrame, encodeFrame, type FrameSources } from './frame.ts';
import { MAX_PACK_BYTES, MAX_PACK_RECORDS, MAX_RECORD_BYTES } from './limits.ts';
import { MAX_MODEL_BYTES, MAX_REFERENCE_BYTES } from './model.ts';
import { isPlainPrefix } from './zstd.ts';

export interface PackOptions {
  /** 1 … 22, as of a frame. */
  readonly level: number;
  readonly dictionary?: Dictionary | undefined;
}

/** Records that were written together, and can be read one by one. */
export interface Pack {
  /** How many records it holds. */
  readonly count: number;
  /**
   * The record that was given at this place.
   *
   * @throws AccordError MEMORY_PACK_DAMAGED, MEMORY_FRAME_DAMAGED, MEMORY_DICTIONARY_MISSING
   */
  read(index: number): Uint8Array;
}

const MAGIC = Uint8Array.of(0x4e, 0x42, 0x50, 1);
/** What is decoded to read one record. */
const BLOCK_BYTES = 16 * 1024;
/** Records of less have nothing kept apart for them. */
const LEAST_SHARING_BYTES = 4 * BLOCK_BYTES;

/**
 * Records in the order in which they are given, which should be the order of likeness: neighbours share a block. What distant ones
 * have in common is kept once, apart, when there is a dictionary whose model can refer to it.
 *
 * @throws AccordError MEMORY_RECORD_TOO_LARGE
 */
export function encodePack(records: readonly Uint8Array[], options: PackOptions): Uint8Array {
  if (records.length > MAX_PACK_RECORDS) throw new TypeError('too many records for a pack');
  const index = createByteWriter();
  const frames = createByteWriter(64 * 1024);
  const put = (frame: Uint8Array): void => {
    index.varint(frame.length);
    frames.put(frame);
  };
  const shared = sharedOf(records, options);
  index.varint(records.length);
  index.varint(shared.length);
  for (const part of partsOf(shared)) put(encodeFrame(part.content, { ...options, base: part.base }));
  for (const block of blocksOf(records)) {
    index.varint(block.length);
    for (const record of block) index.varint(record.length);
    put(encodeFrame(Buffer.concat(block), { ...options, base: shared.length > 0 ? shared : undefined }));
  }
  return assembled(encodeFrame(index.finish(), { level: options.level }), frames.finish());
}

function assembled(index: Uint8Array, frames: Uint8Array): Uint8Array {
  const pack = createByteWriter(frames.length + index.length + 16);
  pack.put(MAGIC);
  pack.varint(index.length);
  pack.put(index);
  pack.put(frames);
  return pack.finish();
}

function sharedOf(records: readonly Uint8Array[], { dictionary }: PackOptions): Uint8Array {
  if (dictionary === undefined) return new Uint8Array();
  const text = Buffer.concat(records);
  if (text.length < LEAST_SHARING_BYTES) return new Uint8Array();
  const shared = sharedIn(text, dictionary.content, Math.min(MAX_REFERENCE_BYTES, text.length / 2));
  return isPlainPrefix(shared) ? shared : new Uint8Array();
}

/** Parts that a model takes, each a difference from those before it. */
function* partsOf(shared: Uint8Array): Generator<{ content: Uint8Array; base: Uint8Array | undefined }> {
  for (let at = 0; at < shared.length; at += MAX_MODEL_BYTES) {
    const base = at === 0 ? undefined : shared.subarray(0, at);
    yield { content: shared.subarray(at, at + MAX_MODEL_BYTES), base };
  }
}

/**
 * Decodes the index and what its records share; reading a record then decodes its block alone.
 *
 * @throws AccordError MEMORY_PACK_DAMAGED, MEMORY_FRAME_DAMAGED, MEMORY_DICTIONARY_MISSING
 */
export function openPack(bytes: Uint8Array, sources: Pick<FrameSources, 'dictionaryOf'> = {}): Pack {
  const reader = createByteReader(bytes, damaged);
  if (!MAGIC.every((byte) => byte === reader.byte())) throw damaged('it does not begin as a pack does');
  const index = createByteReader(decodeFrame(reader.take(reader.varint(MAX_PACK_BYTES))), damaged);
  const count = index.varint(MAX_PACK_RECORDS);
  const shared = readShared(index, reader, sources);
  const entries = readIndex(count, index, reader);
  return {
    count,
    read(place) {
      const entry = entries[place];
      if (entry === undefined) throw new TypeError(`the pack has no record ${place}`);
      const block = decodeFrame(entry.frame, { ...sources, base: () => shared });
      if (entry.end > block.length) throw damaged('a block is too short');
      // A copy: a view would keep the whole block in memory.
      return Uint8Array.from(block.subarray(entry.start, entry.end));
    },
  };
}

function readShared(
  index: ByteReader,
  frames: ByteReader,
  sources: Pick<FrameSources, 'dictionaryOf'>,
): Uint8Array {
  const shared = new Uint8Array(index.varint(MAX_REFERENCE_BYTES));
  for (let at = 0; at < shared.length; ) {
    const before = shared.subarray(0, at);
    const part = decodeFrame(frames.take(index.varint(MAX_PACK_BYTES)), { ...sources, base: () => before });
    if (part.length === 0 || part.length > shared.length - at)
      throw damaged('what its records share has another length');
    shared.set(part, at);
    at += part.length;
  }
  return shared;
}

interface IndexEntry {
  readonly frame: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function readIndex(count: number, index: ByteReader, frames: ByteReader): readonly IndexEntry[] {
  const entries: IndexEntry[] = [];
  while (entries.length < count) {
    const records = index.varint(count - entries.length);
    if (records === 0) throw damaged('a block is empty');
    const ends: number[] = [];
    let end = 0;
    for (let record = 0; record < records; record++) ends.push((end += index.varint(MAX_RECORD_BYTES)));
    const frame = frames.take(index.varint(MAX_PACK_BYTES));
    for (const [record, stop] of ends.entries())
      entries.push({ frame, start: ends[record - 1] ?? 0, end: stop });
  }
  if (index.left > 0 || frames.left > 0) throw damaged('it is longer than its index says');
  return entries;
}

/** Neighbours up to the size of a block; a record that is larger has one of its own. */
function* blocksOf(records: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let block: Uint8Array[] = [];
  let bytes = 0;
  for (const record of records) {
    if (block.length > 0 && bytes + record.length > BLOCK_BYTES) {
      yield block;
      block = [];
      bytes = 0;
    }
    block.push(record);
    bytes += record.length;
  }
  if (block.length > 0) yield block;
}

const damaged = (why: string): AccordError =>
  new AccordError(codecErrors.MEMORY_PACK_DAMAGED, { detail: `A pack of records is damaged: ${why}.` });
