import type { PicoUsd } from '@accord/kernel';
import { picoUsdOf, picoUsdText } from '@accord/kernel';
import { numberOf, positiveOf } from './cells.ts';
import type { Catalogue } from './catalogue.ts';
import { type CsvRow, csvRows, csvText } from './csv.ts';
import { readRows, refusing, type Table } from './table-faults.ts';

/** What a person has of a material and pays for it. */
export interface StockEntry {
  /** The name in the catalogue. */
  readonly material: string;
  readonly supplier: string;
  /** Of one gram. Undefined when no price was entered. */
  readonly pricePerGram: PicoUsd | undefined;
  readonly grams: number | undefined;
}

export const STOCK_COLUMNS = ['material', 'supplier', 'usd_per_kg', 'grams'] as const;
const GRAMS_PER_KG = 1000;
const MAX_ENTRIES = 20_000;
const MAX_SUPPLIER = 120;

/**
 * Stock with the columns `material,supplier,usd_per_kg,grams`. An empty price or amount is unknown; 0 g is none left.
 *
 * @throws AccordError MATERIALS_INVALID with every row whose material the catalogue lacks or whose numbers cannot be read
 */
export function parseStock(
  csv: string,
  catalogue: Catalogue,
  field: Extract<Table, 'prices' | 'stock'> = 'prices',
): StockEntry[] {
  return refusing(field, () => {
    const rows = csvRows('stock', csv, STOCK_COLUMNS);
    if (rows.length > MAX_ENTRIES) throw new RangeError(`there are more than ${MAX_ENTRIES} entries`);
    return readRows(
      field,
      rows,
      ({ material }) => material,
      (row) => entryOf(row, catalogue),
    );
  });
}

function entryOf(row: CsvRow<(typeof STOCK_COLUMNS)[number]>, catalogue: Catalogue): StockEntry {
  const material = catalogue.find(row.material);
  if (material === undefined) throw new TypeError('there is no such material');
  if (row.supplier.length > MAX_SUPPLIER)
    throw new TypeError(`a supplier has up to ${MAX_SUPPLIER} characters`);
  const price = positiveOf(row.usd_per_kg);
  const grams = numberOf(row.grams);
  if (grams !== undefined && grams < 0) throw new TypeError(`${row.grams} g is less than nothing`);
  return {
    material: material.name,
    supplier: row.supplier,
    pricePerGram: price === undefined ? undefined : picoUsdOf(price / GRAMS_PER_KG),
    grams,
  };
}

/** The same table again. */
export function stockCsv(entries: readonly StockEntry[]): string {
  const rows = entries.map(({ material, supplier, pricePerGram, grams }) => [
    material,
    supplier,
    pricePerGram === undefined ? '' : picoUsdText(BigInt(pricePerGram) * BigInt(GRAMS_PER_KG)),
    String(grams ?? ''),
  ]);
  return csvText([[...STOCK_COLUMNS], ...rows]);
}
