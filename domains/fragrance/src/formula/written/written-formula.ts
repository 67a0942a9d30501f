import { AccordError, type ErrorKind } from '@accord/kernel';
import { fragranceErrors } from '../../errors.ts';
import { type Category, categoryOf } from '../../law/categories.ts';
import { type Micro, microFrom, microOf } from '../decimal.ts';
import type { Formula, FormulaLine } from '../formula.ts';

/** A line as somebody wrote it, before its numbers are read. */
export interface WrittenLine {
  readonly item: string;
  readonly amount: string;
  readonly dilution?: { readonly percent: string; readonly solvent: string };
  /** Where it stands in what was sent, such as `text.line.4` or `formula.lines.3`. */
  readonly place: string;
}

export interface WrittenSetting {
  readonly value: string;
  readonly place: string;
}

/** A formula as somebody wrote it, in whichever form. */
export interface WrittenFormula {
  readonly name: string | undefined;
  readonly unit: Formula['unit'];
  readonly lines: readonly WrittenLine[];
  readonly accords: ReadonlyMap<string, readonly WrittenLine[]>;
  readonly concentrate: WrittenSetting | undefined;
  readonly category: WrittenSetting | undefined;
  /** Where its lines are. */
  readonly place: string;
}

/** Where each part of a formula was written, by the field that an error of the formula names. */
export type Places = ReadonlyMap<string, string>;

/** What is no number is refused as zero is. */
const NO_NUMBER = microOf(0);

/**
 * Reads the numbers and settings of a written formula.
 *
 * @throws AccordError FORMULA_PARTS_INVALID, FORMULA_DILUTION_INVALID, FORMULA_CONCENTRATE_INVALID or
 * FORMULA_CATEGORY_UNKNOWN, with the place
 */
export function formulaFrom(written: WrittenFormula): { readonly formula: Formula; readonly places: Places } {
  const { name = 'Formula', unit, concentrate, category, place } = written;
  const places = new Map([['lines', place]]);
  const linesOf = (lines: readonly WrittenLine[], field: string): FormulaLine[] =>
    lines.map((line, index) => {
      places.set(`${field}.${index}`, line.place);
      return lineFrom(line);
    });
  const lines = linesOf(written.lines, 'lines');
  const accords = Object.fromEntries(
    [...written.accords].map(([accord, some]) => {
      places.set(`accords.${accord}`, some[0]?.place ?? place);
      return [accord, linesOf(some, `accords.${accord}`)];
    }),
  );
  if (concentrate !== undefined) places.set('concentrate', concentrate.place);
  if (category !== undefined) places.set('category', category.place);
  const formula: Formula = {
    name,
    unit,
    lines,
    accords,
    concentrate: concentrateFrom(concentrate),
    category: categoryFrom(category, places),
  };
  return { formula, places };
}

/** Runs what reads a formula. What it refuses is told with the place where it was written. */
export function placed<Result>(places: Places, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof AccordError) || error.field === undefined) throw error;
    refuse(error.kind, error.message, places.get(error.field) ?? error.field);
  }
}

export function refuse(kind: ErrorKind, detail: string, place: string): never {
  const [, unit, number] = /\.(line|row)\.(\d+)$/.exec(place) ?? [];
  const where = unit === undefined ? '' : `In ${unit} ${number}: `;
  throw new AccordError(kind, { detail: `${where}${detail}`, field: place });
}

function lineFrom({ item, amount, dilution, place }: WrittenLine): FormulaLine {
  const parts = microFrom(amount);
  if (parts === undefined || parts <= 0)
    refuse(fragranceErrors.FORMULA_PARTS_INVALID, `${item} has "${short(amount)}".`, place);
  if (dilution === undefined) return { item, amount: parts };
  const percent = microFrom(dilution.percent) ?? NO_NUMBER;
  return { item, amount: parts, dilution: { percent, solvent: dilution.solvent } };
}

function concentrateFrom(setting: WrittenSetting | undefined): Micro {
  if (setting !== undefined) return microFrom(setting.value) ?? NO_NUMBER;
  return refuse(
    fragranceErrors.FORMULA_CONCENTRATE_INVALID,
    'How much concentrate is in the finished product, in %?',
    'concentrate',
  );
}

function categoryFrom(setting: WrittenSetting | undefined, places: Places): Category {
  if (setting !== undefined) return placed(places, () => categoryOf(setting.value));
  return refuse(fragranceErrors.FORMULA_CATEGORY_UNKNOWN, 'Which kind of product is it for?', 'category');
}

const short = (text: string): string => text.slice(0, 40);
