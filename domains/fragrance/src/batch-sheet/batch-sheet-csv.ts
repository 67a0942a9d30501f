import { csvText } from '../materials/csv.ts';
import { trimmed } from '../print/figures.ts';
import type { BatchSheet } from './batch-sheet.ts';

const COLUMNS = ['item', 'percent', 'grams', 'millilitres', 'drops', 'usd', 'price'] as const;

/** A line for each thing to weigh in, then the sums, with the columns `item,percent,grams,millilitres,drops,usd,price`. */
export function batchSheetCsv(sheet: BatchSheet): string {
  const { cost } = sheet;
  const lines = sheet.lines.map((line) => [
    line.item,
    trimmed(line.percent, 4),
    gramsText(line.milligrams),
    line.millilitres === null ? '' : trimmed(line.millilitres, 3),
    line.drops === null ? '' : trimmed(line.drops, 1),
    line.usd === null ? '' : trimmed(line.usd, 4),
    line.usd === null ? 'unknown' : line.estimated ? 'estimate' : 'entered',
  ]);
  const certainty =
    cost.unpriced.length > 0 ? 'lower bound' : cost.estimated.length > 0 ? 'estimate' : 'entered';
  const whole = trimmed((lines.length === 0 ? 0 : sumOf(sheet)) * (100 / sheet.milligrams), 4);
  return csvText([
    [...COLUMNS],
    ...lines,
    [
      'concentrate of a batch',
      whole,
      gramsText(sheet.milligrams),
      '',
      '',
      trimmed(cost.usd_per_batch, 4),
      certainty,
    ],
    ['carrier of a batch', '', gramsText(sheet.carrier_milligrams), '', '', '', ''],
    ['product of a batch', '', gramsText(sheet.product_milligrams), '', '', '', ''],
    ['kilogram of concentrate', '', '1000', '', '', trimmed(cost.usd_per_kg, 4), certainty],
    ...(cost.usd_per_bottle === null
      ? []
      : [['concentrate of a bottle', '', '', '', '', trimmed(cost.usd_per_bottle, 4), certainty]]),
    ['batches', String(sheet.batches), '', '', '', '', ''],
  ]);
}

const sumOf = ({ lines }: BatchSheet): number => lines.reduce((sum, { milligrams }) => sum + milligrams, 0);
const gramsText = (milligrams: number): string => trimmed(milligrams / 1000, 3);
