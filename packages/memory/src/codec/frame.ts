import { crc32 } from 'node:zlib';
import { AccordError } from '@accord/kernel';
import { codecErrors } from './errors.ts';
import type { Dictionary, Zstd } from './zstd.ts';

/**
 * A record as bytes, and back: docs/reference/nbmf.md describes each of them.
 *
 * ```
 * 0     0xb1        mark and version of the format
 * 1     codec       0 raw, 1 zstd, 2 zstd with a dictionary
 * 2-5   check       CRC-32 of all that follows, begun from the two bytes before it, little-endian
 * 6-    length      of the content in bytes, LEB128
 *       dictionary  its number, LEB128; only with codec 2
 *       payload     the content, or a zstd frame without its magic number
 * ```
 */
export interface FrameOptions {
  readonly zstd: Zstd;
  /** 1 to 22. */
  readonly level: number;
  readonly dictionary?: Dictionary | undefined;
}

export interface FrameReading {
  readonly zstd: Zstd;
  /** @returns undefined when there is none of that number */
  readonly dictionaryOf: (number: number) => Dictionary | undefined;
  /** A frame that says it holds more is damaged. */
  readonly maxBytes: number;
}

const MARK = 0xb1;
const CHECK_AT = 2;
const LENGTH_AT = 6;
const RAW = 0;
const ZSTD = 1;
const ZSTD_WITH_DICTIONARY = 2;
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Of 35 bits; longer numbers than that are in no frame. */
const MOST_NUMBER_BYTES = 5;

/** What a frame is longer than its content, at most. */
export const MOST_FRAME_OVERHEAD = LENGTH_AT + 2 * MOST_NUMBER_BYTES;

/** Compresses where that makes it shorter. */
export function encodeFrame(content: Uint8Array, { zstd, level, dictionary }: FrameOptions): Buffer {
  const packed = zstd.compress(content, level, dictionary).subarray(ZSTD_MAGIC.length);
  const codec = dictionary === undefined ? ZSTD : ZSTD_WITH_DICTIONARY;
  const numbers = dictionary === undefined ? [content.length] : [content.length, dictionary.number];
  const compressed = framed(codec, numbers, packed);
  const raw = framed(RAW, [content.length], content);
  return compressed.length < raw.length ? compressed : raw;
}

function framed(codec: number, numbers: readonly number[], payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(LENGTH_AT + numbers.length * MOST_NUMBER_BYTES + payload.length);
  frame[0] = MARK;
  frame[1] = codec;
  let at = LENGTH_AT;
  for (const number of numbers) at = writeNumber(frame, at, number);
  frame.set(payload, at);
  const whole = frame.subarray(0, at + payload.length);
  whole.writeUInt32LE(checkOf(whole), CHECK_AT);
  return whole;
}

const checkOf = (frame: Buffer): number =>
  crc32(frame.subarray(LENGTH_AT), crc32(frame.subarray(0, CHECK_AT)));

/**
 * The dictionary that a frame is to be read with; undefined for one that needs none.
 *
 * @throws MEMORY_FRAME_DAMAGED
 */
export function dictionaryNumberOf(bytes: Uint8Array): number | undefined {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (frame[1] !== ZSTD_WITH_DICTIONARY) return undefined;
  return readNumber(frame, readNumber(frame, LENGTH_AT).end).value;
}

/** @throws MEMORY_FRAME_DAMAGED, MEMORY_DICTIONARY_MISSING */
export function decodeFrame(bytes: Uint8Array, { zstd, dictionaryOf, maxBytes }: FrameReading): Buffer {
  const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (frame.length < LENGTH_AT || frame[0] !== MARK) throw damaged('it does not begin like one');
  if (frame.readUInt32LE(CHECK_AT) !== checkOf(frame)) throw damaged('its check does not hold');
  const codec = frame[1];
  const length = readNumber(frame, LENGTH_AT);
  if (length.value > maxBytes) throw damaged(`it says that it holds ${length.value} bytes`);
  switch (codec) {
    case RAW:
      return exactly(frame.subarray(length.end), length.value);
    case ZSTD:
      return unpacked(zstd, frame.subarray(length.end), length.value, undefined);
    case ZSTD_WITH_DICTIONARY: {
      const number = readNumber(frame, length.end);
      const dictionary = dictionaryOf(number.value);
      if (dictionary === undefined) {
        throw new AccordError(codecErrors.MEMORY_DICTIONARY_MISSING, {
          detail: `There is no dictionary ${number.value}`,
        });
      }
      return unpacked(zstd, frame.subarray(number.end), length.value, dictionary);
    }
    default:
      throw damaged(`there is no codec ${codec}`);
  }
}

function unpacked(zstd: Zstd, payload: Buffer, length: number, dictionary: Dictionary | undefined): Buffer {
  let content: Buffer;
  try {
    content = zstd.decompress(Buffer.concat([ZSTD_MAGIC, payload]), length, dictionary);
  } catch (cause) {
    if (cause instanceof TypeError) throw cause;
    throw damaged(cause instanceof Error ? cause.message : String(cause), cause);
  }
  return exactly(content, length);
}

function exactly(content: Buffer, length: number): Buffer {
  if (content.length === length) return content;
  throw damaged(`it holds ${content.length} bytes and says ${length}`);
}

function writeNumber(frame: Buffer, start: number, value: number): number {
  let at = start;
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      frame[at] = rest;
      return at + 1;
    }
    frame[at] = (rest % 128) + 128;
    at += 1;
  }
}

function readNumber(frame: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  for (let index = 0; index < MOST_NUMBER_BYTES; index++) {
    const byte = frame[start + index];
    if (byte === undefined) throw damaged('it ends within its head');
    value += (byte % 128) * 128 ** index;
    if (byte < 128) return { value, end: start + index + 1 };
  }
  throw damaged('a number in its head has no end');
}

const damaged = (detail: string, cause?: unknown): AccordError =>
  new AccordError(codecErrors.MEMORY_FRAME_DAMAGED, { detail: `The frame is damaged: ${detail}`, cause });
