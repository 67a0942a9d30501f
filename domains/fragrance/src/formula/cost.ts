import type { Material } from '../materials/material.ts';
import type { StockEntry } from '../materials/stock.ts';
import type { Composition } from './composition.ts';

export interface Cost {
  /** US dollars for a kilogram of concentrate, of what has a price. */
  readonly usdPerKg: number;
  /** What no price was entered for. As long as there is any, the cost is only a lower bound. */
  readonly unpriced: readonly Material[];
}

const GRAMS_PER_KG = 1000;
const PICO_PER_USD = 1e12;

/** The cost by the prices that were entered; of several suppliers, the cheapest. */
export function costOf({ shares }: Composition, stock: readonly StockEntry[]): Cost {
  const prices = new Map<string, number>();
  for (const { material, pricePerGram } of stock) {
    if (pricePerGram !== undefined)
      prices.set(material, Math.min(prices.get(material) ?? Infinity, pricePerGram));
  }
  let pico = 0;
  const unpriced: Material[] = [];
  for (const { material, fraction } of shares) {
    const price = prices.get(material.name);
    if (price === undefined) unpriced.push(material);
    else pico += price * fraction;
  }
  return { usdPerKg: (pico * GRAMS_PER_KG) / PICO_PER_USD, unpriced };
}

/** US dollars for the concentrate in one bottle. Density in g/ml of the finished product, concentrate in %. */
export const costOfBottle = (
  { usdPerKg }: Cost,
  bottle: { readonly millilitres: number; readonly density: number; readonly concentrate: number },
): number => (usdPerKg * bottle.millilitres * bottle.density * bottle.concentrate) / 100 / GRAMS_PER_KG;
