import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import type { Dictionary } from './dictionary.ts';
import { codecErrors } from './errors.ts';
import { MAX_DICTIONARY_ID, MAX_RECORD_BYTES } from './limits.ts';
import { blockOf, frameOfBlock, isPlainPrefix, readZstdFrame, zstdFrame } from './zstd.ts';

/** How the content lies in a frame. The place in the list is the number in the frame. */
const CODECS = ['raw', 'zstd-block', 'zstd-frame'] as const;
export type FrameCodec = (typeof CODECS)[number];

export interface FrameOptions {
  /** Of zstd, 1 … 22. */
  readonly level: number;
  readonly dictionary?: Dictionary | undefined;
  /** Content of another record that this one may be written as a difference from. */
  readonly base?: Uint8Array | undefined;
}

export interface FrameSources {
  readonly dictionaryOf?: (id: number) => Dictionary | undefined;
  /** Called only for a frame that needs its base. */
  readonly base?: () => Uint8Array | undefined;
}

/** What a frame says of itself. */
export interface FrameHeader {
  readonly codec: FrameCodec;
  /** Undefined without one. */
  readonly dictionary: number | undefined;
  /** Whether it is a difference from a base, which whoever keeps the frame must know. */
  readonly delta: boolean;
  readonly contentBytes: number;
}

const VERSION = 1;
const DELTA = 8;

/**
 * The smallest frame of a record: with its dictionary, as a difference from its base, or as it is. Never more than
 * 48 bytes over the content. See docs/reference/nbmf.md.
 *
 * @throws AccordError MEMORY_RECORD_TOO_LARGE beyond 16 MB
 */
export function encodeFrame(content: Uint8Array, options: FrameOptions): Uint8Array {
  if (content.length > MAX_RECORD_BYTES) throw new AccordError(codecErrors.MEMORY_RECORD_TOO_LARGE);
  const plain = plainFrame(content, options);
  if (options.base === undefined || !isPlainPrefix(options.base)) return plain;
  const body = zstdFrame(content, options.level, options.base);
  const delta = compressedFrame(content, body, undefined, DELTA);
  return delta.length < plain.length ? delta : plain;
}

/**
 * @throws AccordError MEMORY_FRAME_DAMAGED, MEMORY_FRAME_VERSION_UNKNOWN, MEMORY_DICTIONARY_MISSING,
 * MEMORY_BASE_MISSING
 */
export function decodeFrame(frame: Uint8Array, sources: FrameSources = {}): Uint8Array {
  const { header, checksum, body } = parse(frame);
  const content = contentOf(header, body, sources);
  if (crc32(content) !== checksum) throw damaged('its checksum is another');
  return content;
}

/** @throws AccordError MEMORY_FRAME_DAMAGED, MEMORY_FRAME_VERSION_UNKNOWN */
export const readFrameHeader = (frame: Uint8Array): FrameHeader => parse(frame).header;

function plainFrame(content: Uint8Array, { level, dictionary }: FrameOptions): Uint8Array {
  const body = zstdFrame(content, level, dictionary?.writerAt(level));
  const frame = compressedFrame(content, body, dictionary?.id, 0);
  const raw = frameOf('raw', content, content, undefined, 0);
  return frame.length < raw.length ? frame : raw;
}

function compressedFrame(
  content: Uint8Array,
  zstd: Uint8Array,
  dictionary: number | undefined,
  flags: number,
): Uint8Array {
  const block = blockOf(zstd, content.length);
  return block === undefined
    ? frameOf('zstd-frame', content, zstd, dictionary, flags)
    : frameOf('zstd-block', content, block, dictionary, flags);
}

function frameOf(
  codec: FrameCodec,
  content: Uint8Array,
  body: Uint8Array,
  dictionary: number | undefined,
  flags: number,
): Uint8Array {
  const writer = createByteWriter(body.length + 16);
  writer.byte((VERSION << 4) | flags | CODECS.indexOf(codec));
  writer.varint(content.length);
  if (codec !== 'raw') writer.varint(dictionary ?? 0);
  writer.uint32(crc32(content));
  writer.put(body);
  return writer.finish();
}

const damaged = (why: string): AccordError =>
  new AccordError(codecErrors.MEMORY_FRAME_DAMAGED, {
    detail: `The bytes of a kept record are damaged: ${why}.`,
  });

function parse(frame: Uint8Array): { header: FrameHeader; checksum: number; body: Uint8Array } {
  const reader = createByteReader(frame, damaged);
  const first = reader.byte();
  if (first >> 4 !== VERSION) throw new AccordError(codecErrors.MEMORY_FRAME_VERSION_UNKNOWN);
  const codec = CODECS[first & 7];
  if (codec === undefined) throw damaged('its codec is unknown');
  const contentBytes = reader.varint(MAX_RECORD_BYTES);
  const dictionary = codec === 'raw' ? 0 : reader.varint(MAX_DICTIONARY_ID);
  const checksum = reader.uint32();
  const header = {
    codec,
    dictionary: dictionary === 0 ? undefined : dictionary,
    delta: (first & DELTA) !== 0,
    contentBytes,
  };
  return { header, checksum, body: reader.take(reader.left) };
}

function contentOf(header: FrameHeader, body: Uint8Array, sources: FrameSources): Uint8Array {
  if (header.codec === 'raw') {
    if (body.length !== header.contentBytes) throw damaged('its length is another');
    return body.slice();
  }
  const frame = header.codec === 'zstd-block' ? frameOfBlock(body, header.contentBytes) : body;
  return readZstdFrame(frame, header.contentBytes, prefixOf(header, sources));
}

function prefixOf(header: FrameHeader, { dictionaryOf, base }: FrameSources) {
  if (header.delta) {
    const content = base?.();
    if (content === undefined) throw new AccordError(codecErrors.MEMORY_BASE_MISSING);
    if (!isPlainPrefix(content)) throw damaged('its base is another');
    return content;
  }
  if (header.dictionary === undefined) return undefined;
  const dictionary = dictionaryOf?.(header.dictionary);
  if (dictionary === undefined) {
    throw new AccordError(codecErrors.MEMORY_DICTIONARY_MISSING, {
      detail: `The dictionary ${header.dictionary} is missing.`,
    });
  }
  return dictionary.reader();
}
