import { readFileSync } from 'node:fs';
import { positiveOf, wordOf } from '../materials/cells.ts';
import { csvRows } from '../materials/csv.ts';
import { PRICE_CLASSES } from '../materials/material.ts';
import type { ClassPrices } from './cost.ts';

const TABLE = 'class_prices.csv';

/** @throws TypeError for a row that cannot be read or has no source, and for a class without a price */
export function parseClassPrices(csv: string): ClassPrices {
  const found = new Map(
    csvRows(TABLE, csv, ['class', 'usd_per_kg', 'source']).map((row) => {
      const usdPerKg = positiveOf(row.usd_per_kg);
      const priceClass = wordOf(PRICE_CLASSES, row.class);
      if (usdPerKg === undefined || row.source === '')
        throw new TypeError(`${TABLE}: ${row.class} has no price or no source`);
      return [priceClass, usdPerKg] as const;
    }),
  );
  const priceOf = (priceClass: (typeof PRICE_CLASSES)[number]): number => {
    const usdPerKg = found.get(priceClass);
    if (usdPerKg === undefined) throw new TypeError(`${TABLE}: there is no price of ${priceClass}`);
    return usdPerKg;
  };
  return {
    entry: priceOf('entry'),
    mid: priceOf('mid'),
    premium: priceOf('premium'),
    luxury: priceOf('luxury'),
  };
}

let read: ClassPrices | undefined;

/** What is taken where nobody knows better: orders of magnitude with their sources, for estimates that say they are such. */
export function assumedPrices(): ClassPrices {
  read ??= parseClassPrices(readFileSync(new URL(`../../data/materials/${TABLE}`, import.meta.url), 'utf8'));
  return read;
}
