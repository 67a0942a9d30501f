import { closeSync, fstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { frameEnd, HEADER_BYTES, seedOf } from './frame.ts';

/** A place in a journal: so many bytes into one of its files. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

const NAME = /^([0-9a-f-]{36})\.(\d{8})\.log$/;
const DIGITS = 8;

export const segmentPath = (folder: string, journal: string, segment: number): string =>
  join(folder, `${journal}.${String(segment).padStart(DIGITS, '0')}.log`);

export const lockPath = (folder: string, journal: string): string => join(folder, `${journal}.lock`);

/** The files of each journal of the folder, in order. */
export function segmentsIn(folder: string): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const name of readdirSync(folder).sort()) {
    const [, journal, segment] = NAME.exec(name) ?? [];
    if (journal === undefined) continue;
    const segments = found.get(journal) ?? [];
    segments.push(Number(segment));
    found.set(journal, segments);
  }
  return found;
}

export const removeSegment = (folder: string, journal: string, segment: number): void =>
  rmSync(segmentPath(folder, journal, segment), { force: true });

/** Whole frames that follow one another in a file. */
export interface Stretch {
  readonly lines: readonly Buffer[];
  /** After the last of them. */
  readonly offset: number;
}

export interface StretchOptions {
  readonly folder: string;
  readonly journal: string;
  readonly from: Position;
  /** About how much is read; a single longer frame is read whole. */
  readonly bytes: number;
}

/** Reads on from a position. No lines: there is no further whole frame in the file, as yet or at all. */
export function readStretch({ folder, journal, from, bytes }: StretchOptions): Stretch {
  const file = openSync(segmentPath(folder, journal, from.segment), 'r');
  try {
    const rest = fstatSync(file).size - from.offset;
    let buffer = readAt(file, from.offset, Math.min(rest, Math.max(bytes, HEADER_BYTES)));
    if (buffer.length >= HEADER_BYTES) {
      const first = HEADER_BYTES + buffer.readUInt32LE(0);
      if (first > buffer.length && first <= rest) buffer = readAt(file, from.offset, first);
    }
    return framesOf(buffer, from, seedOf(journal, from.segment));
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  let read = 0;
  while (read < buffer.length) {
    const count = readSync(file, buffer, read, buffer.length - read, offset + read);
    if (count === 0) break;
    read += count;
  }
  return buffer.subarray(0, read);
}

function framesOf(buffer: Buffer, from: Position, seed: number): Stretch {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = frameEnd(buffer, 0, seed); end !== undefined; end = frameEnd(buffer, start, seed)) {
    lines.push(buffer.subarray(start + HEADER_BYTES, end));
    start = end;
  }
  return { lines, offset: from.offset + start };
}
