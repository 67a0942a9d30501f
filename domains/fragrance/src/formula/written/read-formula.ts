import type { FormulaCheckRequest, FormulaRequest } from '@accord/contract';
import type { Formula } from '../formula.ts';
import { readCsv, separatorOf } from './read-csv.ts';
import { readText } from './read-text.ts';
import { formulaFrom, type Places, type WrittenFormula, type WrittenLine } from './written-formula.ts';

type Written = Pick<FormulaCheckRequest, 'text' | 'formula' | 'concentrate' | 'category'>;

/**
 * Reads a formula from outside, whether it came as JSON, as CSV or as text.
 *
 * @throws AccordError what `readText`, `readCsv` and `formulaFrom` throw
 */
export function readFormula({ text = '', formula, concentrate, category }: Written): {
  readonly formula: Formula;
  readonly places: Places;
} {
  const written = formula === undefined ? readPasted(text) : readJson(formula);
  return formulaFrom({
    ...written,
    ...(concentrate !== undefined && { concentrate: { value: String(concentrate), place: 'concentrate' } }),
    ...(category !== undefined && { category: { value: category, place: 'category' } }),
  });
}

function readPasted(text: string): WrittenFormula {
  const separator = separatorOf(text);
  return separator === undefined ? readText(text) : readCsv(text, separator);
}

function readJson({
  name,
  unit = 'parts',
  lines,
  accords = {},
  concentrate,
  category,
}: FormulaRequest): WrittenFormula {
  const accordLines = Object.entries(accords).map(
    ([accord, some]) => [accord, linesOf(some, `formula.accords.${accord}`)] as const,
  );
  return {
    name,
    unit,
    lines: linesOf(lines, 'formula.lines'),
    accords: new Map(accordLines),
    concentrate:
      concentrate === undefined ? undefined : { value: String(concentrate), place: 'formula.concentrate' },
    category: category === undefined ? undefined : { value: category, place: 'formula.category' },
    place: 'formula.lines',
  };
}

const linesOf = (lines: FormulaRequest['lines'], place: string): WrittenLine[] =>
  lines.map(({ item, amount, dilution }, index) => ({
    item,
    amount: String(amount),
    ...(dilution !== undefined && {
      dilution: { percent: String(dilution.percent), solvent: dilution.solvent },
    }),
    place: `${place}.${index}`,
  }));
