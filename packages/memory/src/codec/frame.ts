import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import { createByteReader } from './byte-reader.ts';
import type { Dictionary } from './dictionary.ts';
import { codecErrors } from './errors.ts';
import { MAX_DICTIONARY_ID, MAX_RECORD_BYTES } from './limits.ts';
import type { ModelSearch } from './model.ts';
import { blockOf, frameOfBlock, isPlainPrefix, readZstdFrame, zstdFrame } from './zstd.ts';

/** How the content lies in a frame. The place in the list is the number in the frame. */
const CODECS = ['raw', 'zstd-block', 'zstd-frame', 'model'] as const;
export type FrameCodec = (typeof CODECS)[number];

export interface FrameOptions {
  /** 1 … 22, as of zstd; from 16 on the dictionary's model is used in its place. */
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
const MAX_LEVEL = 22;
/** From this level on, the model of a dictionary is used. */
const MODEL_LEVEL = 16;
/** How hard a model searches, from level 16 on. */
const SEARCHES: readonly ModelSearch[] = [
  { depth: 12, enough: 32 },
  { depth: 48, enough: 96 },
  { depth: 64, enough: 96 },
  { depth: 64, enough: 128 },
  { depth: 96, enough: 160 },
  { depth: 128, enough: 200 },
  { depth: 256, enough: 270 },
];

/**
 * The smallest frame of a record: with its dictionary, as a difference from its base, or as it is. Never more than
 * 48 bytes over the content. See docs/reference/nbmf.md.
 *
 * @throws AccordError MEMORY_RECORD_TOO_LARGE beyond 16 MB
 */
export const encodeFrame = (content: Uint8Array, options: FrameOptions): Uint8Array =>
  writeFrame(content, options).frame;

/** The frame, and what is in its header. */
export interface WrittenFrame extends Omit<FrameHeader, 'contentBytes'> {
  readonly frame: Uint8Array;
}

/** @throws AccordError MEMORY_RECORD_TOO_LARGE beyond 16 MB */
export function writeFrame(content: Uint8Array, options: FrameOptions): WrittenFrame {
  const { level, dictionary, base } = options;
  if (!Number.isInteger(level) || level < 1 || level > MAX_LEVEL) throw new TypeError(`${level} is no level`);
  if (content.length > MAX_RECORD_BYTES) throw new AccordError(codecErrors.MEMORY_RECORD_TOO_LARGE);
  const checksum = crc32(content);
  let least = candidate(content, 'raw', undefined, false, content);
  const compressed = compressedBody(content, checksum, level, dictionary, undefined);
  if (compressed.bytes < least.bytes) least = compressed;
  if (base !== undefined && isPlainPrefix(base)) {
    // The memory that a body lies in is used again; `slice` of a Buffer would not copy it.
    if (least === compressed) least = { ...least, body: Uint8Array.from(least.body) };
    const difference = compressedBody(content, checksum, level, dictionary, base);
    if (difference.bytes < least.bytes) least = difference;
  }
  const { codec, delta } = least;
  return { codec, delta, dictionary: least.dictionary, frame: frameOf(least, content.length, checksum) };
}

/**
 * @throws AccordError MEMORY_FRAME_DAMAGED, MEMORY_FRAME_VERSION_UNKNOWN, MEMORY_DICTIONARY_MISSING,
 * MEMORY_BASE_MISSING
 */
export function decodeFrame(frame: Uint8Array, sources: FrameSources = {}): Uint8Array {
  return contentOf(parse(frame), sources);
}

/** @throws AccordError MEMORY_FRAME_DAMAGED, MEMORY_FRAME_VERSION_UNKNOWN */
export const readFrameHeader = (frame: Uint8Array): FrameHeader => parse(frame).header;

/** What a frame may be made of. */
interface Candidate {
  readonly codec: FrameCodec;
  readonly dictionary: number | undefined;
  readonly delta: boolean;
  readonly body: Uint8Array;
  /** Of the whole frame. */
  readonly bytes: number;
}

function candidate(
  content: Uint8Array,
  codec: FrameCodec,
  dictionary: number | undefined,
  delta: boolean,
  body: Uint8Array,
): Candidate {
  const bytes = 1 + varintBytes(content.length) + varintBytes(codec === 'raw' ? -1 : (dictionary ?? 0));
  return { codec, dictionary, delta, body, bytes: bytes + checksumBytes(codec) + body.length };
}

const checksumBytes = (codec: FrameCodec): number => (codec === 'model' ? 2 : 4);
/** None of what is not written. */
const varintBytes = (value: number): number =>
  value < 0 ? 0 : value < 128 ? 1 : 1 + varintBytes(Math.floor(value / 128));

function compressedBody(
  content: Uint8Array,
  checksum: number,
  level: number,
  dictionary: Dictionary | undefined,
  base: Uint8Array | undefined,
): Candidate {
  const search = SEARCHES[level - MODEL_LEVEL];
  if (dictionary !== undefined && search !== undefined) {
    const body = dictionary.model().encode(content, checksum >>> 16, search, base);
    if (body !== undefined) return candidate(content, 'model', dictionary.id, base !== undefined, body);
  }
  const zstd = zstdFrame(content, level, base ?? dictionary?.writerAt(level));
  const block = blockOf(zstd, content.length);
  // zstd takes one prefix: a difference is without the dictionary.
  const used = base === undefined ? dictionary?.id : undefined;
  const codec = block === undefined ? 'zstd-frame' : 'zstd-block';
  return candidate(content, codec, used, base !== undefined, block ?? zstd);
}

function frameOf(
  { codec, dictionary, delta, body, bytes }: Candidate,
  contentBytes: number,
  checksum: number,
): Uint8Array {
  const frame = Buffer.allocUnsafe(bytes);
  frame[0] = (VERSION << 4) | (delta ? DELTA : 0) | CODECS.indexOf(codec);
  let at = putVarint(frame, 1, contentBytes);
  if (codec !== 'raw') at = putVarint(frame, at, dictionary ?? 0);
  at = codec === 'model' ? frame.writeUInt16LE(checksum & 0xffff, at) : frame.writeUInt32LE(checksum, at);
  frame.set(body, at);
  return frame;
}

/** Returns where it ends. */
function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes[at++] = (left % 128) + 128;
  bytes[at++] = left;
  return at;
}

const damaged = (why: string): AccordError =>
  new AccordError(codecErrors.MEMORY_FRAME_DAMAGED, {
    detail: `The bytes of a kept record are damaged: ${why}.`,
  });

interface ParsedFrame {
  readonly header: FrameHeader;
  /** Of a model its lower half. */
  readonly checksum: number;
  readonly body: Uint8Array;
}

function parse(frame: Uint8Array): ParsedFrame {
  const reader = createByteReader(frame, damaged);
  const first = reader.byte();
  if (first >> 4 !== VERSION) throw new AccordError(codecErrors.MEMORY_FRAME_VERSION_UNKNOWN);
  const codec = CODECS[first & 7];
  const delta = (first & DELTA) !== 0;
  if (codec === undefined || (codec === 'raw' && delta)) throw damaged('its codec is unknown');
  const contentBytes = reader.varint(MAX_RECORD_BYTES);
  const dictionary = codec === 'raw' ? 0 : reader.varint(MAX_DICTIONARY_ID);
  const checksum = codec === 'model' ? reader.uint16() : reader.uint32();
  const header = { codec, dictionary: dictionary === 0 ? undefined : dictionary, delta, contentBytes };
  return { header, checksum, body: reader.take(reader.left) };
}

function contentOf({ header, checksum, body }: ParsedFrame, sources: FrameSources): Uint8Array {
  if (header.codec === 'raw') return checked(Buffer.from(body), header.contentBytes, checksum);
  const base = header.delta ? baseOf(sources) : undefined;
  const dictionary = dictionaryOf(header, sources);
  if (header.codec === 'model') {
    const read = dictionary?.model().decode(body, header.contentBytes, base);
    if (read === undefined) throw damaged('its symbols make no content');
    return checked(read.content, header.contentBytes, checksum + read.under * 65_536);
  }
  const frame = header.codec === 'zstd-block' ? frameOfBlock(body, header.contentBytes) : body;
  return checked(
    readZstdFrame(frame, header.contentBytes, base ?? dictionary?.reader()),
    header.contentBytes,
    checksum,
  );
}

function checked(content: Uint8Array, bytes: number, checksum: number): Uint8Array {
  if (content.length !== bytes) throw damaged('its length is another');
  if (crc32(content) !== checksum) throw damaged('its checksum is another');
  return content;
}

function baseOf({ base }: FrameSources): Uint8Array {
  const content = base?.();
  if (content === undefined) throw new AccordError(codecErrors.MEMORY_BASE_MISSING);
  if (!isPlainPrefix(content)) throw damaged('its base is another');
  return content;
}

function dictionaryOf(header: FrameHeader, sources: FrameSources): Dictionary | undefined {
  if (header.dictionary === undefined) return undefined;
  const dictionary = sources.dictionaryOf?.(header.dictionary);
  if (dictionary !== undefined) return dictionary;
  throw new AccordError(codecErrors.MEMORY_DICTIONARY_MISSING, {
    detail: `The dictionary ${header.dictionary} is missing.`,
  });
}
