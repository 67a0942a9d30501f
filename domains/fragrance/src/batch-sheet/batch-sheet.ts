import { batchOf, type BatchSize } from '../formula/batch.ts';
import { type Composition, compositionOf } from '../formula/composition.ts';
import { type ClassPrices, costOf, costOfBottle } from '../formula/cost.ts';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Formula, FormulaLine } from '../formula/formula.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { StockEntry } from '../materials/stock.ts';

/** What is to be made, and what of. */
export interface BatchOrder {
  /** Of one batch. */
  readonly size: BatchSize;
  /** 1 or more, each weighed by itself. */
  readonly batches: number;
  /** To show volumes by, g/ml of the concentrate; weights alone when left out. */
  readonly density?: number;
  /** To show drops by. */
  readonly milligramsPerDrop?: number;
  /** To show what one bottle costs: ml, and g/ml of the finished product. */
  readonly bottle?: { readonly millilitres: number; readonly density: number };
  readonly stock: readonly StockEntry[];
  /** To estimate what no price was entered for. */
  readonly estimates?: ClassPrices;
}

/** As it is weighed in, for one batch. */
export interface SheetLine {
  readonly item: string;
  /** % of the concentrate. */
  readonly percent: number;
  readonly milligrams: number;
  readonly millilitres: number | null;
  readonly drops: number | null;
  /** US dollars of what has a price; null where nothing of it has. */
  readonly usd: number | null;
  /** True where the price is an estimate by class, or of a part only. */
  readonly estimated: boolean;
}

/** A batch sheet: plain data, written as JSON as it is. */
export interface BatchSheet {
  readonly formula: string;
  readonly category: Formula['category'];
  /** % of the concentrate in the finished product. */
  readonly concentrate: number;
  readonly batches: number;
  readonly lines: readonly SheetLine[];
  /** Of one batch: the concentrate, what fills it up to the finished product, and both. */
  readonly milligrams: number;
  readonly carrier_milligrams: number;
  readonly product_milligrams: number;
  readonly cost: {
    readonly usd_per_kg: number;
    /** What of it is an estimate by class. */
    readonly estimated_usd_per_kg: number;
    readonly usd_per_batch: number;
    readonly usd_per_bottle: number | null;
    readonly estimated: readonly string[];
    /** Without a price: as long as there is any, the cost is only a lower bound. */
    readonly unpriced: readonly string[];
  };
  /** Materials of which all batches take more than is in stock. What has no entry is not counted as missing. */
  readonly short: readonly { readonly material: string; readonly grams: number; readonly in_stock: number }[];
}

const MILLIGRAMS_PER_GRAM = 1000;
const MILLIGRAMS_PER_KG = 1_000_000;
const MAX_BATCHES = 10_000;

/**
 * @throws RangeError for a size, density, drop or number of batches that is none
 * @throws AccordError what `compositionOf` throws
 */
export function batchSheetOf(formula: Formula, order: BatchOrder, catalogue: Catalogue): BatchSheet {
  const { size, batches, density, milligramsPerDrop, bottle, stock, estimates } = order;
  if (!(Number.isInteger(batches) && batches >= 1 && batches <= MAX_BATCHES))
    throw new RangeError(`1 to ${MAX_BATCHES} batches`);
  for (const given of [density, milligramsPerDrop, bottle?.millilitres, bottle?.density])
    if (given !== undefined && !(given > 0 && Number.isFinite(given)))
      throw new RangeError(`${given} is not above zero`);
  const composition = compositionOf(formula, catalogue);
  const { lines, milligrams } = batchOf(formula, size);
  const concentrate = numberOfMicro(formula.concentrate);
  const product = Math.round((milligrams * 100) / concentrate);
  const cost = costOf(composition, stock, estimates);
  return {
    formula: formula.name,
    category: formula.category,
    concentrate,
    batches,
    lines: lines.map(({ item, milligrams: weight }, place) => ({
      item,
      percent: (weight * 100) / milligrams,
      milligrams: weight,
      millilitres: density === undefined ? null : weight / MILLIGRAMS_PER_GRAM / density,
      drops: milligramsPerDrop === undefined ? null : weight / milligramsPerDrop,
      ...lineCost(formula, formula.lines[place], weight, order, catalogue),
    })),
    milligrams,
    carrier_milligrams: product - milligrams,
    product_milligrams: product,
    cost: {
      usd_per_kg: cost.usdPerKg,
      estimated_usd_per_kg: cost.estimatedUsdPerKg,
      usd_per_batch: (cost.usdPerKg * milligrams) / MILLIGRAMS_PER_KG,
      usd_per_bottle: bottle === undefined ? null : costOfBottle(cost, { ...bottle, concentrate }),
      estimated: cost.estimated.map(({ name }) => name),
      unpriced: cost.unpriced.map(({ name }) => name),
    },
    short: shortOf(composition, (milligrams * batches) / MILLIGRAMS_PER_GRAM, stock),
  };
}

/** A line costs what it is made of, solvents and accords taken apart. */
function lineCost(
  formula: Formula,
  line: FormulaLine | undefined,
  milligrams: number,
  { stock, estimates }: BatchOrder,
  catalogue: Catalogue,
): Pick<SheetLine, 'usd' | 'estimated'> {
  if (line === undefined) return { usd: null, estimated: false };
  const inside = compositionOf({ ...formula, unit: 'parts', lines: [line] }, catalogue);
  const { usdPerKg, estimated, unpriced } = costOf(inside, stock, estimates);
  if (unpriced.length === inside.shares.length) return { usd: null, estimated: false };
  return {
    usd: (usdPerKg * milligrams) / MILLIGRAMS_PER_KG,
    estimated: estimated.length + unpriced.length > 0,
  };
}

function shortOf({ shares }: Composition, grams: number, stock: readonly StockEntry[]): BatchSheet['short'] {
  const inStock = new Map<string, number>();
  for (const entry of stock)
    if (entry.grams !== undefined)
      inStock.set(entry.material, (inStock.get(entry.material) ?? 0) + entry.grams);
  return shares.flatMap(({ material: { name }, fraction }) => {
    const there = inStock.get(name);
    const needed = fraction * grams;
    return there === undefined || needed <= there ? [] : [{ material: name, grams: needed, in_stock: there }];
  });
}
