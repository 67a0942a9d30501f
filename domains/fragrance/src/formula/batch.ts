import { microText, numberOfMicro } from './decimal.ts';
import { checkFormula, type Formula, totalOf } from './formula.ts';

/** How much concentrate is to be made. Density in g/ml of the concentrate, but of the finished product for bottles of it. */
export type BatchSize =
  | { readonly unit: 'grams'; readonly grams: number }
  | { readonly unit: 'millilitres'; readonly millilitres: number; readonly density: number }
  | { readonly unit: 'drops'; readonly drops: number; readonly milligramsPerDrop: number }
  | {
      readonly unit: 'bottles';
      readonly bottles: number;
      readonly millilitres: number;
      readonly density: number;
    };

export interface BatchLine {
  /** As it is weighed: an accord or a dilution is weighed as such. */
  readonly item: string;
  readonly milligrams: number;
}

export interface Batch {
  readonly lines: readonly BatchLine[];
  /** Of concentrate. The lines add up to it exactly, but for a share that the formula does not name. */
  readonly milligrams: number;
}

const MAX_MILLIGRAMS = 1e12;

/**
 * Weighs a formula out to the milligram. What rounding leaves goes to the lines with the largest remainders, so that the
 * whole is the size that was asked for.
 *
 * @throws RangeError for a size that is not above zero, or beyond a thousand tonnes
 */
export function batchOf(formula: Formula, size: BatchSize): Batch {
  checkFormula(formula);
  const milligrams = Math.round(milligramsOf(size, numberOfMicro(formula.concentrate)));
  if (!(milligrams > 0 && milligrams <= MAX_MILLIGRAMS)) throw new RangeError('no size of a batch');
  const whole = formula.unit === 'percent' ? 100e6 : totalOf(formula.lines);
  const exact = formula.lines.map(({ amount }) => BigInt(amount) * BigInt(milligrams));
  const floors = exact.map((amount) => Number(amount / BigInt(whole)));
  const remainders = exact.map((amount, index) => ({ index, rest: Number(amount % BigInt(whole)) }));
  const named = Math.round((milligrams * totalOf(formula.lines)) / whole);
  const missing = named - floors.reduce((sum, amount) => sum + amount, 0);
  remainders.sort((one, other) => other.rest - one.rest || one.index - other.index);
  for (const { index } of remainders.slice(0, missing)) floors[index] = (floors[index] ?? 0) + 1;
  const lines = formula.lines.map(({ item, dilution }, index) => ({
    item: dilution === undefined ? item : `${item} @${microText(dilution.percent)} % in ${dilution.solvent}`,
    milligrams: floors[index] ?? 0,
  }));
  return { lines, milligrams };
}

/** Of concentrate, which is so many % of the finished product. */
function milligramsOf(size: BatchSize, concentrate: number): number {
  switch (size.unit) {
    case 'grams':
      return size.grams * 1000;
    case 'millilitres':
      return size.millilitres * size.density * 1000;
    case 'drops':
      return size.drops * size.milligramsPerDrop;
    case 'bottles':
      return size.bottles * size.millilitres * size.density * 10 * concentrate;
  }
}
