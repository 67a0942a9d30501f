import { type ClassPrices, priceBook } from '../formula/cost.ts';
import { type Material, PRICE_CLASSES } from '../materials/material.ts';
import type { StockEntry } from '../materials/stock.ts';
import { levelOf } from './aim.ts';

/** How dear a material is, on the scale of the classes: 0 is `entry`, 3 is `luxury`. */
export interface Dearness {
  /** What has neither a price nor a class is as dear as can be, so that a formula never looks cheap for what nobody knows. */
  of(material: Material): number;
  /** Whether a price was entered or a class is known. */
  isKnown(material: Material): boolean;
}

/** The level of the dearest class. */
export const LUXURY = PRICE_CLASSES.length - 1;

/** By the price that was entered, of several suppliers the cheapest, between what the classes are assumed to cost; else by the class. */
export function dearnessBy(stock: readonly StockEntry[], assumed: ClassPrices): Dearness {
  const enteredOf = priceBook(stock);
  const steps = PRICE_CLASSES.map((priceClass) => Math.log(assumed[priceClass]));
  return {
    of(material) {
      const entered = enteredOf(material);
      return entered === undefined
        ? (levelOf(material.priceClass) ?? LUXURY)
        : placeAmong(steps, Math.log(entered.usdPerKg));
    },
    isKnown: (material) => material.priceClass !== undefined || enteredOf(material) !== undefined,
  };
}

/** Where a number lies among ascending steps, in steps: between two of them in proportion, beyond the ends at the end. */
function placeAmong(steps: readonly number[], value: number): number {
  const above = steps.findIndex((step) => step >= value);
  if (above <= 0) return above === 0 ? 0 : steps.length - 1;
  const [low, high] = [steps[above - 1] as number, steps[above] as number];
  return above - 1 + (value - low) / (high - low);
}
