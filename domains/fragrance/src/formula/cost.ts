import type { Material, PriceClass } from '../materials/material.ts';
import type { StockEntry } from '../materials/stock.ts';
import type { Composition } from './composition.ts';

export interface Price {
  /** US dollars. */
  readonly usdPerKg: number;
  /** Assumed by the class of the material, since nobody entered one. */
  readonly estimated: boolean;
}

/** What a material costs, or undefined where nothing is known. */
export type PriceOf = (material: Material) => Price | undefined;

/** US dollars that a kg of a material of each class is taken to cost. */
export type ClassPrices = Readonly<Record<PriceClass, number>>;

export interface Cost {
  /** US dollars for a kilogram of concentrate, of what has a price. */
  readonly usdPerKg: number;
  /** What of it is an estimate by class. */
  readonly estimatedUsdPerKg: number;
  readonly estimated: readonly Material[];
  /** What has no price at all. As long as there is any, the cost is only a lower bound. */
  readonly unpriced: readonly Material[];
}

const GRAMS_PER_KG = 1000;
const PICO_PER_USD = 1e12;

/** Prices that were entered, of several suppliers the cheapest; then estimates by class, where any are given. */
export function priceBook(stock: readonly StockEntry[], estimates?: ClassPrices): PriceOf {
  const prices = new Map<string, number>();
  for (const { material, pricePerGram } of stock) {
    if (pricePerGram === undefined) continue;
    const usdPerKg = (pricePerGram * GRAMS_PER_KG) / PICO_PER_USD;
    prices.set(material, Math.min(prices.get(material) ?? Infinity, usdPerKg));
  }
  return ({ name, priceClass }) => {
    const entered = prices.get(name);
    if (entered !== undefined) return { usdPerKg: entered, estimated: false };
    if (estimates === undefined || priceClass === undefined) return undefined;
    return { usdPerKg: estimates[priceClass], estimated: true };
  };
}

/** The cost by the prices that were entered and, where any are given, estimates by class. */
export function costOf({ shares }: Composition, stock: readonly StockEntry[], estimates?: ClassPrices): Cost {
  const priceOf = priceBook(stock, estimates);
  let usdPerKg = 0;
  let estimatedUsdPerKg = 0;
  const estimated: Material[] = [];
  const unpriced: Material[] = [];
  for (const { material, fraction } of shares) {
    const price = priceOf(material);
    if (price === undefined) {
      unpriced.push(material);
      continue;
    }
    usdPerKg += price.usdPerKg * fraction;
    if (!price.estimated) continue;
    estimatedUsdPerKg += price.usdPerKg * fraction;
    estimated.push(material);
  }
  return { usdPerKg, estimatedUsdPerKg, estimated, unpriced };
}

/** US dollars for the concentrate in one bottle. Density in g/ml of the finished product, concentrate in %. */
export const costOfBottle = (
  { usdPerKg }: Pick<Cost, 'usdPerKg'>,
  bottle: { readonly millilitres: number; readonly density: number; readonly concentrate: number },
): number => (usdPerKg * bottle.millilitres * bottle.density * bottle.concentrate) / 100 / GRAMS_PER_KG;
