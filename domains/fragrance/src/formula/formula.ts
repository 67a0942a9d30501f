import { AccordError, type ErrorKind } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { Category } from '../law/categories.ts';
import type { Micro } from './decimal.ts';

/** How much of a line is the material itself: 10 % in DPG is a tenth of it, and nine tenths of DPG. */
export interface Dilution {
  readonly percent: Micro;
  readonly solvent: string;
}

export interface FormulaLine {
  /** A material by any of its names or its CAS number, or an accord of the formula. */
  readonly item: string;
  readonly amount: Micro;
  readonly dilution?: Dilution;
}

/** A formula as it is written down. A change makes another one; this one stays as it is. */
export interface Formula {
  readonly name: string;
  /** Amounts are parts by weight of each other, or % of the concentrate that need not reach 100. */
  readonly unit: 'parts' | 'percent';
  readonly lines: readonly FormulaLine[];
  /** Accords by name, which lines may use like materials. */
  readonly accords: Readonly<Record<string, readonly FormulaLine[]>>;
  /** % of the concentrate in the finished product. */
  readonly concentrate: Micro;
  readonly category: Category;
}

const HUNDRED_PERCENT = 100_000_000;
const MAX_LINES = 1000;
const MAX_ACCORDS = 100;

/**
 * Checks what can be checked without materials.
 *
 * @throws AccordError FORMULA_UNREADABLE, FORMULA_PARTS_INVALID, FORMULA_OVER_100_PERCENT, FORMULA_DILUTION_INVALID or
 * FORMULA_CONCENTRATE_INVALID, with the line
 */
export function checkFormula(formula: Formula): Formula {
  const { lines, accords, unit, concentrate } = formula;
  const places = [
    ['lines', lines] as const,
    ...Object.entries(accords).map(([name, some]) => [`accords.${name}`, some] as const),
  ];
  const every = places.map(([, some]) => some);
  if (every.length - 1 > MAX_ACCORDS || every.some((some) => some.length > MAX_LINES))
    fail(
      fragranceErrors.FORMULA_UNREADABLE,
      `A formula has up to ${MAX_LINES} lines and ${MAX_ACCORDS} accords.`,
      'lines',
    );
  for (const [field, some] of places) {
    if (some.length === 0) fail(fragranceErrors.FORMULA_UNREADABLE, 'There is no line.', field);
    some.forEach((line, index) => checkLine(line, `${field}.${index}`));
  }
  if (!isShare(concentrate)) fail(fragranceErrors.FORMULA_CONCENTRATE_INVALID, undefined, 'concentrate');
  if (unit === 'percent' && totalOf(lines) > HUNDRED_PERCENT)
    fail(
      fragranceErrors.FORMULA_OVER_100_PERCENT,
      `The percentages add up to ${totalOf(lines) / 1e6}.`,
      'lines',
    );
  return formula;
}

/** The sum of what the lines hold. */
export const totalOf = (lines: readonly FormulaLine[]): number =>
  lines.reduce((total, { amount }) => total + amount, 0);

function checkLine({ item, amount, dilution }: FormulaLine, field: string): void {
  if (!(Number.isSafeInteger(amount) && amount > 0))
    fail(fragranceErrors.FORMULA_PARTS_INVALID, `${item} has ${amount / 1e6} parts.`, field);
  if (dilution !== undefined && !isShare(dilution.percent))
    fail(
      fragranceErrors.FORMULA_DILUTION_INVALID,
      `${item} is diluted to ${dilution.percent / 1e6} %.`,
      field,
    );
}

const isShare = (percent: Micro): boolean => percent > 0 && percent <= HUNDRED_PERCENT;

function fail(kind: ErrorKind, detail: string | undefined, field: string): never {
  throw new AccordError(kind, { field, ...(detail !== undefined && { detail }) });
}
