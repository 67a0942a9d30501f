import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import { casNumbers } from './cas.ts';
import { positiveOf, wordOf } from './cells.ts';
import { type CsvRow, csvRows, csvText } from './csv.ts';
import { type Figure, type Material, MATERIAL_KINDS } from './material.ts';

const COLUMNS = ['name', 'cas', 'kind', 'synonyms', 'vegan', 'molar_mass', 'vapour_pressure_pa'] as const;
const MAX_NAME = 120;
const MAX_MATERIALS = 10_000;
const OWN_SOURCE = 'entered by the user';

/**
 * Materials that a person brings, with the columns `name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa`; several
 * CAS numbers or synonyms are separated by `|`, g/mol, Pa at 25 °C. An empty cell is unknown.
 *
 * @throws AccordError MATERIALS_INVALID for a row that cannot be read, by its name
 */
export function parseUserMaterials(csv: string): Material[] {
  return refusing('materials', () => {
    const rows = csvRows('materials', csv, COLUMNS);
    if (rows.length > MAX_MATERIALS) throw new RangeError(`there are more than ${MAX_MATERIALS} materials`);
    return rows.map((row) => named(row.name, () => materialOf(row)));
  });
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
  ]);
  return csvText([[...COLUMNS], ...rows]);
}

function materialOf(row: CsvRow<(typeof COLUMNS)[number]>): Material {
  const kind = wordOf(MATERIAL_KINDS, row.kind);
  const vegan = wordOf(['yes', 'no'], row.vegan);
  if (kind === undefined || vegan === undefined) throw new TypeError('kind or vegan is missing');
  if (row.name === '' || row.name.length > MAX_NAME)
    throw new TypeError(`a name has 1 to ${MAX_NAME} characters`);
  return {
    name: row.name,
    synonyms: row.synonyms.split('|').filter((word) => word !== ''),
    cas: casNumbers(row.cas),
    kind,
    smiles: undefined,
    molarMass: entered(positiveOf(row.molar_mass), 'g/mol'),
    vapourPressure: entered(positiveOf(row.vapour_pressure_pa), 'Pa'),
    threshold: undefined,
    doseResponse: undefined,
    doubt: undefined,
    families: [],
    descriptors: [],
    note: undefined,
    vegan: vegan === 'yes',
    priceClass: undefined,
    constituents: [],
    annexName: undefined,
    exemptFrom: [],
  };
}

const entered = (value: number | undefined, unit: Figure['unit']): Figure | undefined =>
  value === undefined ? undefined : { value, unit, source: OWN_SOURCE, log10Uncertainty: undefined };

/** Runs what reads a table of a person; whatever it cannot read is that person's error, told by name. */
export function refusing<Result>(field: 'materials' | 'prices', read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new AccordError(fragranceErrors.MATERIALS_INVALID, {
      detail: (cause as Error).message,
      field,
      cause,
    });
  }
}

export function named<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new TypeError(`${name || 'unnamed'}: ${(cause as Error).message}`, { cause });
  }
}
