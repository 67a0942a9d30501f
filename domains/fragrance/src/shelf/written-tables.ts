import type { ShelfRequest, ShelfTable, ShelfTableName } from '@accord/contract';
import type { Catalogue } from '../materials/catalogue.ts';
import { csvRows, csvText, parseCsv, separatorIn } from '../materials/csv.ts';
import { parseStock, STOCK_COLUMNS, stockCsv } from '../materials/stock.ts';
import {
  parseUserMaterials,
  USER_MATERIAL_COLUMNS,
  USER_MATERIAL_KEYS,
  userMaterialsCsv,
} from '../materials/user-materials.ts';
import type { StoredShelf } from './shelf-table.ts';

/** Both tables of a shelf as CSV, empty where nothing was put in. */
export type WrittenTables = Pick<StoredShelf, ShelfTableName>;

export const EMPTY_TABLES: WrittenTables = { materials: '', stock: '' };

const COLUMNS: Readonly<Record<ShelfTableName, readonly string[]>> = {
  materials: USER_MATERIAL_COLUMNS,
  stock: STOCK_COLUMNS,
};

export interface Rewritten extends WrittenTables {
  /** Columns of what was given that the table has no place for. */
  readonly ignored: readonly string[];
}

/**
 * The tables with another one in the place of one of them, written as they are kept. Both must be readable then: materials
 * of one's own that are in stock cannot be taken away before their stock.
 *
 * @param shipped the materials that ship with the product
 * @throws AccordError MATERIALS_INVALID with every row that cannot be read, and `field` the table that it is in
 */
export function rewritten(
  tables: WrittenTables,
  table: ShelfTableName,
  request: ShelfRequest,
  shipped: Catalogue,
): Rewritten {
  const csv = request.csv ?? csvOfRows(table, request.rows ?? []);
  const next = { ...tables, [table]: csv };
  const own = next.materials === '' ? [] : parseUserMaterials(next.materials, shipped);
  const stock = next.stock === '' ? [] : parseStock(next.stock, shipped.with(own), 'stock');
  return { materials: userMaterialsCsv(own), stock: stockCsv(stock), ignored: ignoredIn(table, csv) };
}

/** A field that no row has is an empty column, as long as the table knows it. */
function csvOfRows(table: ShelfTableName, rows: NonNullable<ShelfRequest['rows']>): string {
  const columns = [...new Set([...COLUMNS[table], ...rows.flatMap(Object.keys)])];
  return csvText([columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]);
}

const KEYS: Readonly<Record<ShelfTableName, readonly string[]>> = {
  materials: USER_MATERIAL_KEYS,
  stock: STOCK_COLUMNS,
};

function ignoredIn(table: ShelfTableName, csv: string): string[] {
  const [header = []] = parseCsv(csv, separatorIn(csv, KEYS[table]));
  return header.filter((column) => column !== '' && !COLUMNS[table].includes(column));
}

/** A kept table for a spreadsheet; before anything was put in, its header alone. */
export const tableCsv = (table: ShelfTableName, csv: string): string =>
  csv === '' ? csvText([COLUMNS[table]]) : csv;

export function tableRows(table: ShelfTableName, csv: string): Pick<ShelfTable, 'columns' | 'rows'> {
  const columns = COLUMNS[table];
  return { columns: [...columns], rows: csvRows(table, tableCsv(table, csv), columns) };
}
