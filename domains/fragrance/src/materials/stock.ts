import type { PicoUsd } from '@accord/kernel';
import { picoUsdOf, picoUsdText } from '@accord/kernel';
import { positiveOf } from './cells.ts';
import type { Catalogue } from './catalogue.ts';
import { csvRows, csvText } from './csv.ts';
import { named, refusing } from './user-materials.ts';

/** What a person has of a material and pays for it. */
export interface StockEntry {
  /** The name in the catalogue. */
  readonly material: string;
  readonly supplier: string;
  /** Of one gram. Undefined when no price was entered. */
  readonly pricePerGram: PicoUsd | undefined;
  readonly grams: number | undefined;
}

const COLUMNS = ['material', 'supplier', 'usd_per_kg', 'grams'] as const;
const GRAMS_PER_KG = 1000;

/**
 * Stock with the columns `material,supplier,usd_per_kg,grams`. An empty price or amount is unknown.
 *
 * @throws AccordError MATERIALS_INVALID for a material that the catalogue lacks, or a number that cannot be read
 */
export function parseStock(csv: string, catalogue: Catalogue): StockEntry[] {
  return refusing('prices', () =>
    csvRows('stock', csv, COLUMNS).map((row) =>
      named(row.material, () => {
        const material = catalogue.find(row.material);
        if (material === undefined) throw new TypeError('there is no such material');
        const price = positiveOf(row.usd_per_kg);
        return {
          material: material.name,
          supplier: row.supplier,
          pricePerGram: price === undefined ? undefined : picoUsdOf(price / GRAMS_PER_KG),
          grams: positiveOf(row.grams),
        };
      }),
    ),
  );
}

/** The same table again. */
export function stockCsv(entries: readonly StockEntry[]): string {
  const rows = entries.map(({ material, supplier, pricePerGram, grams }) => [
    material,
    supplier,
    pricePerGram === undefined ? '' : picoUsdText(BigInt(pricePerGram) * BigInt(GRAMS_PER_KG)),
    String(grams ?? ''),
  ]);
  return csvText([[...COLUMNS], ...rows]);
}
