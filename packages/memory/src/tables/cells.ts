import type { SqlRow } from '@accord/storage';

/** Reads cells of the rows of memory: a cell of another type than its column has is a fault of the program. */
export function numberIn(row: SqlRow, column: string): number {
  const cell = row[column];
  if (typeof cell === 'bigint') return Number(cell);
  throw new TypeError(`${column} is no whole number`);
}

export function textIn(row: SqlRow, column: string): string {
  const cell = row[column];
  if (typeof cell === 'string') return cell;
  throw new TypeError(`${column} is no text`);
}

export function bytesIn(row: SqlRow, column: string): Uint8Array {
  const cell = row[column];
  if (cell instanceof Uint8Array) return cell;
  throw new TypeError(`${column} has no bytes`);
}

export function bytesOrNone(row: SqlRow, column: string): Uint8Array | undefined {
  return row[column] === null ? undefined : bytesIn(row, column);
}

export const hexOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export const NO_BYTES = new Uint8Array();

/** The name of a pack, 12 hexadecimal digits, as the number that columns have. */
export const packCell = (name: string): bigint => BigInt(`0x${name}`);

export function packIn(row: SqlRow, column: string): string {
  return numberIn(row, column).toString(16).padStart(12, '0');
}
