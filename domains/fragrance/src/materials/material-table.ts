import { FAMILIES, type Family } from '@accord/contract';
import { casNumbers } from './cas.ts';
import { numberOf, positiveOf, textOf, wordOf } from './cells.ts';
import { type CsvRow, csvRows } from './csv.ts';
import {
  type DoseResponse,
  type Figure,
  type Material,
  MATERIAL_KINDS,
  NOTE_CLASSES,
  PRICE_CLASSES,
} from './material.ts';

/** Columns of `data/materials/materials.csv` that are read; its README tells their units. */
const COLUMNS = [
  'name',
  'cas',
  'alt_cas',
  'smiles',
  'mw',
  'mw_src',
  'vp25_pa',
  'vp_src',
  'vp_log10_unc',
  'odt_mg_m3',
  'odt_src',
  'drc_Imax',
  'drc_C',
  'drc_D',
  'odt_flag',
  'ifra_glossary',
  'family12',
  'note_class',
  'ncs_name',
  'origin',
  'vegan',
  'price_class',
] as const;
type Row = CsvRow<(typeof COLUMNS)[number]>;

/** Materials without synonyms, constituents and grades. @throws TypeError for a bad row, by the name of its material */
export function parseMaterialTable(name: string, csv: string): Material[] {
  const known = new Set<string>();
  return csvRows(name, csv, COLUMNS).map((row, index) => {
    try {
      if (row.name === '') throw new TypeError('it has no name');
      if (known.has(row.name)) throw new TypeError('the name is taken');
      known.add(row.name);
      return materialOf(row);
    } catch (cause) {
      throw new TypeError(
        `${name}, row ${index + 2}, ${row.name || 'unnamed'}: ${(cause as Error).message}`,
        {
          cause,
        },
      );
    }
  });
}

function materialOf(row: Row): Material {
  const kind = wordOf(MATERIAL_KINDS, row.origin);
  if (kind === undefined) throw new TypeError('the origin is missing');
  return {
    name: row.name,
    synonyms: [],
    cas: [...casNumbers(row.cas), ...casNumbers(row.alt_cas)],
    kind,
    smiles: textOf(row.smiles),
    molarMass: figure(positiveOf(row.mw), 'g/mol', row.mw_src, undefined),
    vapourPressure: figure(positiveOf(row.vp25_pa), 'Pa', row.vp_src, positiveOf(row.vp_log10_unc)),
    threshold: figure(positiveOf(row.odt_mg_m3), 'mg/m3', row.odt_src, undefined),
    doseResponse: doseResponseOf(row),
    doubt: textOf(row.odt_flag),
    families: familiesOf(row.family12),
    descriptors: row.ifra_glossary.split(';').filter((word) => word !== ''),
    note: wordOf(NOTE_CLASSES, row.note_class),
    vegan: wordOf(['yes', 'no'], row.vegan) === 'yes',
    priceClass: wordOf(PRICE_CLASSES, row.price_class),
    constituents: [],
    annexName: textOf(row.ncs_name),
    exemptFrom: [],
  };
}

function figure(
  value: number | undefined,
  unit: Figure['unit'],
  source: string,
  log10Uncertainty: number | undefined,
): Figure | undefined {
  if (value === undefined) return undefined;
  if (source === '') throw new TypeError(`the figure ${value} ${unit} has no source`);
  return { value, unit, source, log10Uncertainty };
}

function doseResponseOf(row: Row): DoseResponse | undefined {
  const max = positiveOf(row.drc_Imax);
  const c50 = numberOf(row.drc_C);
  const slope = positiveOf(row.drc_D);
  if (max === undefined && c50 === undefined && slope === undefined) return undefined;
  if (max === undefined || c50 === undefined || slope === undefined || max > 100)
    throw new TypeError('the dose-response is not whole');
  return { max, c50, slope };
}

function familiesOf(cell: string): [Family, number][] {
  const weights: unknown = JSON.parse(cell || '{}');
  if (typeof weights !== 'object' || weights === null) throw new TypeError('families are no object');
  return Object.entries(weights).map(([word, weight]): [Family, number] => {
    const family = wordOf(FAMILIES, word);
    if (family === undefined || typeof weight !== 'number' || !(weight > 0 && weight <= 1))
      throw new TypeError(`no weight of a family: ${word}`);
    return [family, weight];
  });
}
