import type { ShelfTable, ShelfTableName } from '@accord/contract';
import { clearShelf, keepShelf, readShelfCsv } from '../api.ts';

/** What is done to a table of the shelf. Undone is what made the revision that is shown. */
export type ShelfChange =
  | { readonly kind: 'upload'; readonly file: Blob }
  | { readonly kind: 'clear' }
  | { readonly kind: 'undo' };

/**
 * Changes a table as of the revision that the person saw, and no other.
 *
 * @throws ProblemError, and what a request throws
 */
export async function change(
  table: ShelfTableName,
  revision: number,
  what: ShelfChange,
): Promise<ShelfTable> {
  switch (what.kind) {
    case 'upload':
      return keepShelf(table, what.file, revision);
    case 'clear':
      return clearShelf(table, revision);
    case 'undo':
      return keepShelf(table, await readShelfCsv(table, revision - 1), revision);
  }
}
