import { fragranceErrors } from '../../errors.ts';
import { parseCsv } from '../../materials/csv.ts';
import type { Formula } from '../formula.ts';
import { USUAL_SOLVENT } from './read-text.ts';
import { refuse, type WrittenFormula, type WrittenLine } from './written-formula.ts';

/** What the columns are called, in lower case. */
const COLUMNS = {
  material: ['material', 'item', 'ingredient', 'raw material', 'name', '원료'],
  parts: ['parts', 'amount', 'weight', 'grams', 'g', 'parts by weight', '부', '중량'],
  percent: ['percent', '%', 'wt%', 'wt %', '% w/w', '비율'],
  dilution: ['dilution', 'dilution %', '희석'],
  solvent: ['solvent', 'diluent', '용매'],
  accord: ['accord', '어코드'],
} as const;
type Column = keyof typeof COLUMNS;

const SEPARATORS = [',', ';', '\t'] as const;

/** A table with a header that names materials and amounts, by its separator; undefined for any other text. */
export function separatorOf(text: string): string | undefined {
  const header =
    text
      .replace(/^\uFEFF/, '')
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  return SEPARATORS.find((separator) => {
    const places = columnsOf(header.split(separator));
    return places.material !== undefined && (places.parts ?? places.percent) !== undefined;
  });
}

/**
 * Reads a table with the columns material, parts or percent and, where there are dilutions or accords, dilution in %,
 * solvent and accord: lines that name an accord are what it is made of.
 *
 * @throws AccordError FORMULA_UNREADABLE
 */
export function readCsv(text: string, separator: string): WrittenFormula {
  const [header = [], ...rows] = rowsOf(text, separator);
  const columns = columnsOf(header);
  const unit: Formula['unit'] = columns.parts === undefined ? 'percent' : 'parts';
  const lines: WrittenLine[] = [];
  const accords = new Map<string, WrittenLine[]>();
  rows.forEach((row, index) => {
    const cell = (column: Column): string => row[columns[column] ?? -1] ?? '';
    const accord = cell('accord');
    const into = accord === '' ? lines : (accords.get(accord) ?? []);
    if (accord !== '') accords.set(accord, into);
    into.push(lineOf(cell, `text.row.${index + 2}`));
  });
  return {
    name: undefined,
    unit,
    lines,
    accords,
    concentrate: undefined,
    category: undefined,
    place: 'text',
  };
}

function rowsOf(text: string, separator: string): string[][] {
  try {
    return parseCsv(text, separator);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return refuse(fragranceErrors.FORMULA_UNREADABLE, `The table cannot be read: ${cause.message}.`, 'text');
  }
}

function columnsOf(header: readonly string[]): Partial<Record<Column, number>> {
  const words = header.map((cell) => cell.replaceAll('"', '').trim().toLowerCase());
  const places = Object.entries(COLUMNS).flatMap(([column, names]) => {
    const at = words.findIndex((word) => (names as readonly string[]).includes(word));
    return at === -1 ? [] : [[column, at] as const];
  });
  return Object.fromEntries(places);
}

/** A table that was saved by a spreadsheet has numbers such as `15 %`. */
function lineOf(cell: (column: Column) => string, place: string): WrittenLine {
  const amount = withoutPercent(cell('parts') || cell('percent'));
  const line = { item: cell('material'), amount, place };
  const [percent = '', solvent] = cell('dilution').split(/ in /i);
  if (percent === '') return line;
  const diluted = solvent ?? cell('solvent');
  return {
    ...line,
    dilution: { percent: withoutPercent(percent), solvent: diluted === '' ? USUAL_SOLVENT : diluted },
  };
}

const withoutPercent = (cell: string): string => cell.replace(/\s?%$/, '').replace(/^@\s?/, '');
