import { AccordError } from '@accord/kernel';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import type { Dictionary } from './dictionary.ts';
import { codecErrors } from './errors.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import { MAX_PACK_BYTES, MAX_PACK_RECORDS, MAX_RECORD_BYTES } from './limits.ts';

export interface PackOptions {
  /** Of zstd, 1 … 22. */
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

/**
 * Records in the order in which they are given, which should be the order of likeness: neighbours share a block.
 *
 * @throws AccordError MEMORY_RECORD_TOO_LARGE
 */
export function encodePack(records: readonly Uint8Array[], options: PackOptions): Uint8Array {
  if (records.length > MAX_PACK_RECORDS) throw new TypeError('too many records for a pack');
  const index = createByteWriter();
  const blocks = createByteWriter(64 * 1024);
  index.varint(records.length);
  for (const block of blocksOf(records)) {
    const frame = encodeFrame(Buffer.concat(block), options);
    index.varint(block.length);
    index.varint(frame.length);
    for (const record of block) index.varint(record.length);
    blocks.put(frame);
  }
  const packedIndex = encodeFrame(index.finish(), { level: options.level });
  const pack = createByteWriter(blocks.length + packedIndex.length + 16);
  pack.put(MAGIC);
  pack.varint(packedIndex.length);
  pack.put(packedIndex);
  pack.put(blocks.finish());
  return pack.finish();
}

/** @throws AccordError MEMORY_PACK_DAMAGED when the index is damaged */
export function openPack(
  bytes: Uint8Array,
  sources: { readonly dictionaryOf?: (id: number) => Dictionary | undefined } = {},
): Pack {
  const reader = createByteReader(bytes, damaged);
  if (!MAGIC.every((byte) => byte === reader.byte())) throw damaged('it does not begin as a pack does');
  const index = indexOf(decodeFrame(reader.take(reader.varint(MAX_PACK_BYTES))), reader.take(reader.left));
  return {
    count: index.length,
    read(place) {
      const entry = index[place];
      if (entry === undefined) throw new TypeError(`the pack has no record ${place}`);
      const block = decodeFrame(entry.block, sources);
      if (entry.end > block.length) throw damaged('a block is too short');
      return block.slice(entry.start, entry.end);
    },
  };
}

interface IndexEntry {
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function indexOf(index: Uint8Array, blocks: Uint8Array): readonly IndexEntry[] {
  const reader = createByteReader(index, damaged);
  const contents = createByteReader(blocks, damaged);
  const count = reader.varint(MAX_PACK_RECORDS);
  const entries: IndexEntry[] = [];
  while (entries.length < count) {
    const records = reader.varint(count - entries.length);
    if (records === 0) throw damaged('a block is empty');
    const block = contents.take(reader.varint(MAX_PACK_BYTES));
    let start = 0;
    for (let record = 0; record < records; record++) {
      const end = start + reader.varint(MAX_RECORD_BYTES);
      entries.push({ block, start, end });
      start = end;
    }
  }
  if (reader.left > 0 || contents.left > 0) throw damaged('it is longer than its index says');
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
