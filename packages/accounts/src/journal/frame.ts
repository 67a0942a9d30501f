import { crc32 } from 'node:zlib';

/**
 * What one turn of the event loop wrote: its length, a check over its lines, the lines. The check starts from the name of
 * the file, so that a frame of another file is no frame of this one.
 */
export const HEADER_BYTES = 8;

export const seedOf = (journal: string, segment: number): number => crc32(`${journal}.${segment}`);

/** Writes the frame to the beginning of the buffer, which has room, and returns its length. */
export function writeFrame(buffer: Buffer, lines: string, seed: number): number {
  const length = buffer.write(lines, HEADER_BYTES, 'utf8');
  const end = HEADER_BYTES + length;
  buffer.writeUInt32LE(length, 0);
  buffer.writeUInt32LE(crc32(buffer.subarray(HEADER_BYTES, end), seed), 4);
  return end;
}

/** Where the frame that begins at `start` ends; undefined when it is not whole. */
export function frameEnd(buffer: Buffer, start: number, seed: number): number | undefined {
  const begin = start + HEADER_BYTES;
  if (begin > buffer.length) return undefined;
  const end = begin + buffer.readUInt32LE(start);
  if (end === begin || end > buffer.length) return undefined;
  return crc32(buffer.subarray(begin, end), seed) === buffer.readUInt32LE(start + 4) ? end : undefined;
}
