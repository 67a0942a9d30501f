import { FAMILIES, type Family } from '@accord/contract';
import { casNumbers } from './cas.ts';
import type { Catalogue } from './catalogue.ts';
import { numberOf, positiveOf, wordOf } from './cells.ts';
import { type CsvRow, csvRows, csvText } from './csv.ts';
import {
  type Constituent,
  type Figure,
  type Material,
  MATERIAL_KINDS,
  NOTE_CLASSES,
  PRICE_CLASSES,
} from './material.ts';
import { nameKey } from './names.ts';
import { readRows, refusing } from './table-faults.ts';

/** Columns that must be there. */
export const USER_MATERIAL_KEYS = [
  'name',
  'cas',
  'kind',
  'synonyms',
  'vegan',
  'molar_mass',
  'vapour_pressure_pa',
] as const;
const OPTIONAL = ['threshold_mg_m3', 'families', 'note', 'price_class', 'constituents'] as const;
type Row = CsvRow<(typeof USER_MATERIAL_KEYS)[number] | (typeof OPTIONAL)[number]>;

/** All columns of the table, in the order in which it is written. */
export const USER_MATERIAL_COLUMNS = [...USER_MATERIAL_KEYS, ...OPTIONAL] as const;

const MAX_NAME = 120;
const MAX_LIST = 100;
const MAX_MATERIALS = 10_000;
const OWN_SOURCE = 'entered by the user';
const WHOLE_PERCENT = 100;

/**
 * Materials that a person brings. The columns `name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa` must be there,
 * `threshold_mg_m3,families,note,price_class,constituents` may be. Lists are separated by `|`; families are such as
 * `woody:1|musk:0.5`, constituents of a natural are CAS numbers with % by weight, such as `78-70-6:30|115-95-7:28`. Units are
 * g/mol, Pa at 25 °C and mg/m³ of air. An empty cell is unknown.
 *
 * @param shipped what they are to be among: one of a name that finds another there takes its place, and must have the CAS
 * number that the law knows that by
 * @throws AccordError MATERIALS_INVALID with every row that cannot be read, by number and name
 */
export function parseUserMaterials(csv: string, shipped?: Pick<Catalogue, 'find'>): Material[] {
  return refusing('materials', () => {
    const rows = csvRows('materials', csv, USER_MATERIAL_KEYS, OPTIONAL);
    if (rows.length > MAX_MATERIALS) throw new RangeError(`there are more than ${MAX_MATERIALS} materials`);
    const taken = new Set<string>();
    return readRows(
      'materials',
      rows,
      ({ name }) => name,
      (row) => {
        const key = nameKey(row.name);
        if (key === '' || row.name.length > MAX_NAME)
          throw new TypeError(`a name has 1 to ${MAX_NAME} characters`);
        if (taken.has(key)) throw new TypeError('the name is taken by a row above');
        taken.add(key);
        const material = materialOf(row);
        const before = shipped?.find(row.name);
        if (before !== undefined) refuseLawless(material, before);
        return material;
      },
    );
  });
}

/** Without its number no standard would be found for it any more, and a formula would pass by a slip. */
function refuseLawless({ cas }: Material, before: Material): void {
  const [known] = before.cas;
  if (known === undefined || before.cas.some((number) => cas.includes(number))) return;
  throw new TypeError(
    `it takes the place of ${before.name}, which the law knows by the CAS number ${known}: give that, or another name`,
  );
}

/** The same table again. */
export function userMaterialsCsv(materials: readonly Material[]): string {
  const rows = materials.map((one) => [
    one.name,
    one.cas.join('|'),
    one.kind,
    one.synonyms.join('|'),
    one.vegan ? 'yes' : 'no',
    String(one.molarMass?.value ?? ''),
    String(one.vapourPressure?.value ?? ''),
    String(one.threshold?.value ?? ''),
    one.families.map(([family, weight]) => `${family}:${weight}`).join('|'),
    one.note ?? '',
    one.priceClass ?? '',
    one.constituents.map(({ name, cas, percent }) => `${cas ?? name}:${percent}`).join('|'),
  ]);
  return csvText([[...USER_MATERIAL_COLUMNS], ...rows]);
}

function materialOf(row: Row): Material {
  const kind = wordOf(MATERIAL_KINDS, row.kind);
  const vegan = wordOf(['yes', 'no'], row.vegan);
  if (kind === undefined || vegan === undefined) throw new TypeError('kind or vegan is missing');
  return {
    name: row.name,
    synonyms: listOf(row.synonyms),
    cas: casNumbers(listOf(row.cas).join('|')),
    kind,
    smiles: undefined,
    molarMass: entered(positiveOf(row.molar_mass), 'g/mol'),
    vapourPressure: entered(positiveOf(row.vapour_pressure_pa), 'Pa'),
    threshold: entered(positiveOf(row.threshold_mg_m3), 'mg/m3'),
    doseResponse: undefined,
    doubt: undefined,
    families: familiesOf(row.families),
    descriptors: [],
    note: wordOf(NOTE_CLASSES, row.note),
    vegan: vegan === 'yes',
    priceClass: wordOf(PRICE_CLASSES, row.price_class),
    constituents: constituentsOf(row.constituents),
    annexName: undefined,
    exemptFrom: [],
  };
}

const entered = (value: number | undefined, unit: Figure['unit']): Figure | undefined =>
  value === undefined ? undefined : { value, unit, source: OWN_SOURCE, log10Uncertainty: undefined };

function listOf(cell: string): string[] {
  const words = cell
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  if (words.length > MAX_LIST || words.some(({ length }) => length > MAX_NAME))
    throw new TypeError(`a list has up to ${MAX_LIST} entries of up to ${MAX_NAME} characters`);
  return words;
}

/** `word:number` pairs of a list. */
const pairsOf = (cell: string): (readonly [word: string, value: number | undefined])[] =>
  listOf(cell).map((entry) => {
    const at = entry.lastIndexOf(':');
    return [entry.slice(0, Math.max(at, 0)), numberOf(entry.slice(at + 1))];
  });

function familiesOf(cell: string): [Family, number][] {
  return pairsOf(cell).map(([word, weight]) => {
    const family = wordOf(FAMILIES, word);
    if (family === undefined || weight === undefined || !(weight > 0 && weight <= 1))
      throw new TypeError(`${word} has no weight above 0 and up to 1`);
    return [family, weight];
  });
}

function constituentsOf(cell: string): Constituent[] {
  const constituents = pairsOf(cell).map(([word, percent]): Constituent => {
    const [cas] = casNumbers(word);
    if (cas === undefined || percent === undefined || !(percent > 0))
      throw new TypeError(`${word} is no constituent with its %`);
    return { name: cas, cas, percent, source: OWN_SOURCE, confidence: 'unverified' };
  });
  const sum = constituents.reduce((total, { percent }) => total + percent, 0);
  if (sum > WHOLE_PERCENT + 1e-9) throw new TypeError(`the constituents add up to ${sum} %`);
  return constituents;
}
