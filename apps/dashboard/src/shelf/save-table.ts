import type { ShelfTableName } from '@accord/contract';
import { readShelfCsv } from '../api.ts';

/** Hands a table to the person as a file. A link alone would not bring the key. */
export async function saveTable(table: ShelfTableName): Promise<void> {
  const address = URL.createObjectURL(await readShelfCsv(table));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${table}.csv`;
  link.click();
  URL.revokeObjectURL(address);
}
