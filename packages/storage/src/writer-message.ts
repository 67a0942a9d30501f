import type { SqliteOptions } from './sqlite.ts';
import type { SharedTexts } from './text-batch.ts';

/** What a column can hold. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/**
 * One statement, run once for each row of parameters, or for each key and text of a batch. The statement is a constant
 * of the program: the writer keeps what it prepared.
 */
export type SqlWrite =
  | { readonly sql: string; readonly rows: readonly (readonly SqlValue[])[] }
  | { readonly sql: string; readonly texts: SharedTexts };

/** What the thread is started with. */
export type WriterData = Pick<SqliteOptions, 'path' | 'knobs'>;

/** To the thread: writes to make in one transaction, or the order to end. */
export type WriterOrder =
  | { readonly kind: 'write'; readonly writes: readonly SqlWrite[] }
  | { readonly kind: 'end' };

/** From the thread, one for each order to write, in the order they came. */
export type WriterReceipt =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly reason: string };
