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
  const start = headerBytes(contentBytes) + BLOCK_HEADER_BYTES;
  if (contentBytes > MAX_BLOCK_BYTES || frame.length < start) return undefined;
  putHeaders(expected, contentBytes, frame.length - start);
  for (let at = 0; at < start; at++) if (frame[at] !== expected[at]) return undefined;
  return frame.subarray(start);
}

/** The frame of a block. It lies in memory that the next call uses again. */
export function frameOfBlock(block: Uint8Array, contentBytes: number): Uint8Array {
  const start = headerBytes(contentBytes) + BLOCK_HEADER_BYTES;
  const bytes = start + block.length;
  if (input.length < bytes) input = Buffer.allocUnsafeSlow(bytes);
  putHeaders(input, contentBytes, block.length);
  input.set(block, start);
  return input.subarray(0, bytes);
}

const MOST_HEADER_BYTES = 16;
const expected = Buffer.alloc(MOST_HEADER_BYTES);
const ONE_BYTE = 256;
const TWO_BYTES = ONE_BYTE + 65_536;

const headerBytes = (contentBytes: number): number =>
  MAGIC.length + 1 + (contentBytes < ONE_BYTE ? 1 : contentBytes < TWO_BYTES ? 2 : 4);

/** Magic and header of a frame in one segment that states its content's size (RFC 8878, 3.1.1.1), and the header of its last block. */
function putHeaders(bytes: Buffer, contentBytes: number, blockBytes: number): void {
  bytes.set(MAGIC);
  let at = MAGIC.length + 1;
  if (contentBytes < ONE_BYTE) {
    bytes[at - 1] = 0x20;
    at = bytes.writeUInt8(contentBytes, at);
  } else if (contentBytes < TWO_BYTES) {
    bytes[at - 1] = 0x60;
    at = bytes.writeUInt16LE(contentBytes - ONE_BYTE, at);
  } else {
    bytes[at - 1] = 0xa0;
    at = bytes.writeUInt32LE(contentBytes, at);
  }
  bytes.writeUIntLE((blockBytes * 8 + COMPRESSED_LAST_BLOCK) % 2 ** 24, at, BLOCK_HEADER_BYTES);
}
