import { AccordError } from '@accord/kernel';
import zstd, { type CDict, type DDict } from 'zstd-napi/binding.js';
import { codecErrors } from './errors.ts';

/** A dictionary of zstd, or bytes that are used as one once. */
export type ZstdPrefix<Prepared> = Prepared | Uint8Array | undefined;

// Contexts hold megabytes of tables; one of each serves the thread, since no call is interrupted.
const writer = new zstd.CCtx();
const reader = new zstd.DCtx();

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Bytes that begin so would be taken for a dictionary with tables of its own. */
const DICTIONARY_MAGIC = [0x37, 0xa4, 0x30, 0xec];
const BLOCK_HEADER_BYTES = 3;
const MAX_BLOCK_BYTES = 128 * 1024;
const COMPRESSED_LAST_BLOCK = 0b101;

let output = Buffer.allocUnsafeSlow(64 * 1024);
let input = Buffer.allocUnsafeSlow(64 * 1024);

/** Whether zstd would use these bytes as content, and not look for tables in them. */
export const isPlainPrefix = (bytes: Uint8Array): boolean =>
  !DICTIONARY_MAGIC.every((byte, at) => bytes[at] === byte);

/** A frame of zstd. It lies in memory that the next call uses again. */
export function zstdFrame(content: Uint8Array, level: number, prefix: ZstdPrefix<CDict>): Uint8Array {
  const bound = zstd.compressBound(content.length);
  if (output.length < bound) output = Buffer.allocUnsafeSlow(bound);
  const written =
    prefix === undefined
      ? writer.compress(output, content, level)
      : prefix instanceof Uint8Array
        ? writer.compressUsingDict(output, content, prefix, level)
        : writer.compressUsingCDict(output, content, prefix);
  return output.subarray(0, written);
}

/** @throws AccordError MEMORY_FRAME_DAMAGED when the frame does not give exactly `bytes` bytes */
export function readZstdFrame(frame: Uint8Array, bytes: number, prefix: ZstdPrefix<DDict>): Uint8Array {
  const content = Buffer.allocUnsafeSlow(bytes);
  let read: number;
  try {
    read =
      prefix === undefined
        ? reader.decompress(content, frame)
        : prefix instanceof Uint8Array
          ? reader.decompressUsingDict(content, frame, prefix)
          : reader.decompressUsingDDict(content, frame, prefix);
  } catch (cause) {
    throw new AccordError(codecErrors.MEMORY_FRAME_DAMAGED, { cause });
  }
  if (read !== bytes) throw new AccordError(codecErrors.MEMORY_FRAME_DAMAGED);
  return content;
}

/**
 * What is left of a frame when everything that its reader can work out is left away: magic, frame header and the header
 * of its one block. Undefined when the frame has more than that one compressed block.
 */
export function blockOf(frame: Uint8Array, contentBytes: number): Uint8Array | undefined {
  const header = headerOf(contentBytes);
  const start = header.length + BLOCK_HEADER_BYTES;
  if (contentBytes > MAX_BLOCK_BYTES || frame.length < start) return undefined;
  const block = frame.subarray(start);
  const expected = [...header, ...blockHeaderOf(block.length)];
  return expected.every((byte, at) => frame[at] === byte) ? block : undefined;
}

/** The frame of a block. It lies in memory that the next call uses again. */
export function frameOfBlock(block: Uint8Array, contentBytes: number): Uint8Array {
  const header = [...headerOf(contentBytes), ...blockHeaderOf(block.length)];
  const bytes = header.length + block.length;
  if (input.length < bytes) input = Buffer.allocUnsafeSlow(bytes);
  input.set(header);
  input.set(block, header.length);
  return input.subarray(0, bytes);
}

/** Magic and header of a frame in one segment that states its content's size (RFC 8878, 3.1.1.1). */
function headerOf(contentBytes: number): readonly number[] {
  if (contentBytes < 256) return [...MAGIC, 0x20, contentBytes];
  if (contentBytes < 256 + 65_536)
    return [...MAGIC, 0x60, (contentBytes - 256) & 255, (contentBytes - 256) >> 8];
  return [...MAGIC, 0xa0, ...[0, 8, 16, 24].map((shift) => (contentBytes >>> shift) & 255)];
}

function blockHeaderOf(bytes: number): readonly number[] {
  const header = bytes * 8 + COMPRESSED_LAST_BLOCK;
  return [header & 255, (header >> 8) & 255, (header >> 16) & 255];
}
