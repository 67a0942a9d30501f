import { readFileSync } from 'node:fs';
import { positiveOf } from './cells.ts';
import { parseConstituents } from './constituent-table.ts';
import { csvRows, parseCsv } from './csv.ts';
import type { Figure, Material } from './material.ts';
import { parseMaterialTable } from './material-table.ts';
import { nameKey, namesOf } from './names.ts';

/** The materials that a formula may be made of. */
export interface Catalogue {
  readonly materials: readonly Material[];
  /** By name, synonym or CAS number, however it is spelt. Undefined when it is unknown or two materials bear it. */
  find(name: string): Material | undefined;
  /** By CAS number; where several share one, the first of the table. */
  findCas(cas: string): Material | undefined;
  /** This catalogue and further materials; one of the same name takes the place of the old. */
  with(more: readonly Material[]): Catalogue;
}

const read = (file: string): string =>
  readFileSync(new URL(`../../data/materials/${file}`, import.meta.url), 'utf8');

/** The materials that ship with the product. @throws TypeError for a row that cannot be read, by its material */
export function readCatalogue(): Catalogue {
  const constituents = parseConstituents('constituents.csv', read('constituents.csv'));
  const pressures = readPressures();
  const synonyms = readSynonyms();
  const base = parseMaterialTable('materials.csv', read('materials.csv')).map(
    (material): Material => ({
      ...material,
      vapourPressure: pressures.get(material.name) ?? material.vapourPressure,
      constituents: constituents.get(material.name) ?? [],
    }),
  );
  return createCatalogue(
    withGrades(base).map((material) => ({ ...material, synonyms: synonyms.get(material.name) ?? [] })),
  );
}

/** @throws TypeError for two materials of one name */
function createCatalogue(materials: readonly Material[]): Catalogue {
  const names = indexOf(materials);
  const numbers = new Map<string, Material>();
  for (const material of materials) {
    for (const cas of material.cas) if (!numbers.has(cas)) numbers.set(cas, material);
  }
  return {
    materials,
    find: (name) => names.get(nameKey(name)) ?? numbers.get(name.trim()),
    findCas: (cas) => numbers.get(cas),
    with(more) {
      const replaced = new Set(more.map(({ name }) => nameKey(name)));
      return createCatalogue([...materials.filter(({ name }) => !replaced.has(nameKey(name))), ...more]);
    },
  };
}

/** The name itself beats a synonym of another material; a synonym of two is nobody's. */
function indexOf(materials: readonly Material[]): Map<string, Material> {
  const own = new Map<string, Material>();
  for (const material of materials) {
    const key = nameKey(material.name);
    if (own.has(key)) throw new TypeError(`two materials are named ${material.name}`);
    own.set(key, material);
  }
  const others = new Map<string, Material | undefined>();
  for (const material of materials) {
    for (const key of new Set(namesOf(material).map(nameKey))) {
      if (!own.has(key)) others.set(key, others.has(key) ? undefined : material);
    }
  }
  for (const [key, material] of others) if (material !== undefined) own.set(key, material);
  return own;
}

function readPressures(): Map<string, Figure> {
  const rows = csvRows('vapour_pressures.csv', read('vapour_pressures.csv'), [
    'name',
    'vp25_pa',
    'log10_unc',
    'source',
    'tier',
  ]);
  return new Map(
    rows.flatMap(({ name, vp25_pa, log10_unc, source, tier }): [string, Figure][] => {
      const value = positiveOf(vp25_pa);
      if (value === undefined) return [];
      return [
        [
          name,
          { value, unit: 'Pa', source: `tier ${tier}: ${source}`, log10Uncertainty: positiveOf(log10_unc) },
        ],
      ];
    }),
  );
}

function readSynonyms(): Map<string, string[]> {
  const [, ...rows] = parseCsv(read('synonyms.tsv'), '\t');
  return new Map(rows.map(([name = '', synonyms = '']) => [name, synonyms.split('|')]));
}

/** Grades share the CAS number and most properties of another material, and differ before the law. */
function withGrades(materials: readonly Material[]): Material[] {
  const graded = [...materials];
  const [, ...rows] = parseCsv(read('grades.tsv'), '\t');
  for (const [name = '', gradeOf = '', composition = '', annexName = '', exempt = '', why = ''] of rows) {
    const place = graded.findIndex((material) => material.name === gradeOf);
    const base = graded[place];
    if (base === undefined || why === '') throw new TypeError(`grades.tsv: ${name} is a grade of nothing`);
    const grade: Material = {
      ...base,
      name,
      annexName: annexName === '' ? undefined : annexName,
      constituents: composition === 'same' ? base.constituents : [],
      exemptFrom: exempt === '' ? [] : exempt.split('|'),
    };
    if (name === gradeOf) graded[place] = grade;
    else graded.push(grade);
  }
  return graded;
}
