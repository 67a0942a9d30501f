import { casNumbers } from './cas.ts';
import { positiveOf } from './cells.ts';
import { csvRows } from './csv.ts';
import type { Confidence, Constituent } from './material.ts';

const COLUMNS = ['natural_name', 'constituent_name', 'cas', 'typical_pct', 'source', 'confidence'] as const;
const CONFIDENCE: ReadonlyMap<string, Confidence> = new Map([
  ['measured', 'measured'],
  ['ISO range', 'range of a standard'],
  ['typical literature', 'literature'],
]);
/** Rows that no source was read for say so in the column of the source. */
const UNVERIFIED = 'unverified';
/** Sums are of decimal fractions. */
const ROUNDING = 1e-6;

/** Constituents by the name of the natural. @throws TypeError for a bad row, or a natural of more than 100 % */
export function parseConstituents(name: string, csv: string): Map<string, Constituent[]> {
  const found = new Map<string, Constituent[]>();
  csvRows(name, csv, COLUMNS).forEach((row, index) => {
    try {
      const percent = positiveOf(row.typical_pct);
      const confidence = CONFIDENCE.get(row.confidence);
      if (percent === undefined || confidence === undefined || row.source === '')
        throw new TypeError('share, source or confidence is missing');
      const constituent: Constituent = {
        name: row.constituent_name,
        cas: casNumbers(row.cas)[0],
        percent,
        source: row.source,
        confidence: row.source.includes(UNVERIFIED) ? 'unverified' : confidence,
      };
      found.set(row.natural_name, [...(found.get(row.natural_name) ?? []), constituent]);
    } catch (cause) {
      throw new TypeError(`${name}, row ${index + 2}, ${row.natural_name}: ${(cause as Error).message}`, {
        cause,
      });
    }
  });
  for (const [natural, constituents] of found) {
    const sum = constituents.reduce((total, { percent }) => total + percent, 0);
    if (sum > 100 + ROUNDING) throw new TypeError(`${name}: ${natural} is made of ${sum} %`);
  }
  return found;
}
