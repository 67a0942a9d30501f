import { readFileSync } from 'node:fs';
import { casNumbers } from '../materials/cas.ts';
import { numberOf } from '../materials/cells.ts';
import { csvRows } from '../materials/csv.ts';
import type { Material } from '../materials/material.ts';
import { nameKey, namesOf } from '../materials/names.ts';
import { parseStandards, type Standard } from './standards.ts';

/** Where it is from that a material falls under a standard. */
export type Basis = 'material' | 'annex' | 'literature' | 'unverified';

/** A part of a material that falls under a standard: 1 for the material itself, less for a constituent of a natural. */
export interface Burden {
  readonly standard: Standard;
  readonly part: number;
  readonly constituent: string | undefined;
  readonly basis: Basis;
}

export interface LawBook {
  readonly standards: readonly Standard[];
  /** What of a material falls under which standard. The same list for the same material. */
  burdensOf(material: Material): readonly Burden[];
  /** What the annex tells of a natural, or undefined where it tells nothing. */
  contributionsOf(material: Material): readonly Contribution[] | undefined;
}

/** A restricted constituent of a natural, in % of it by weight. */
export interface Contribution {
  readonly cas: string;
  readonly name: string;
  readonly percent: number;
}

const read = (file: string): string =>
  readFileSync(new URL(`../../data/law/${file}`, import.meta.url), 'utf8');

/** The 51st amendment of the IFRA standards with its annex on naturals. @throws TypeError for a row that cannot be read */
export function readLawBook(): LawBook {
  const standards = parseStandards('ifra51_standards.csv', read('ifra51_standards.csv'));
  const byKey = new Map(standards.map((standard) => [standard.key, standard]));
  const byName = new Map(standards.map((standard) => [nameKey(standard.name), standard]));
  const byCas = readCasMap(byKey);
  const annex = readAnnex();
  const known = new WeakMap<Material, readonly Burden[]>();

  const contributionsOf = (material: Material): readonly Contribution[] | undefined =>
    [material.annexName, material.name, ...material.synonyms]
      .map((name) => (name === undefined ? undefined : annex.get(nameKey(name))))
      .find((found) => found !== undefined);

  const direct = (material: Material): Burden[] => {
    const found = new Set<Standard>();
    for (const cas of material.cas) for (const standard of byCas.get(cas) ?? []) found.add(standard);
    for (const name of [material.name, ...namesOf(material)]) {
      const standard = byName.get(nameKey(name));
      if (standard !== undefined) found.add(standard);
    }
    return [...found]
      .filter(({ key }) => !material.exemptFrom.includes(key))
      .map((standard): Burden => ({ standard, part: 1, constituent: undefined, basis: 'material' }));
  };

  const fromAnnex = (contributions: readonly Contribution[]): Burden[] =>
    contributions.flatMap(({ cas, name, percent }) =>
      (byCas.get(cas) ?? []).map(
        (standard): Burden => ({ standard, part: percent / 100, constituent: name, basis: 'annex' }),
      ),
    );

  const fromLiterature = ({ constituents }: Material): Burden[] =>
    constituents.flatMap(({ cas, name, percent, confidence }) =>
      (cas === undefined ? [] : (byCas.get(cas) ?? [])).map(
        (standard): Burden => ({
          standard,
          part: percent / 100,
          constituent: name,
          basis: confidence === 'unverified' ? 'unverified' : 'literature',
        }),
      ),
    );

  return {
    standards,
    burdensOf(material) {
      const before = known.get(material);
      if (before !== undefined) return before;
      const contributions = contributionsOf(material);
      const inside = contributions === undefined ? fromLiterature(material) : fromAnnex(contributions);
      const burdens = [...direct(material), ...inside];
      known.set(material, burdens);
      return burdens;
    },
    contributionsOf,
  };
}

function readCasMap(byKey: ReadonlyMap<string, Standard>): Map<string, Standard[]> {
  const found = new Map<string, Standard[]>();
  const add = (cas: string, key: string): void => {
    const standard = byKey.get(key);
    if (standard === undefined)
      throw new TypeError(`ifra51_cas_map.csv: ${cas} leads to ${key}, which is none`);
    const before = found.get(cas) ?? [];
    if (!before.includes(standard)) found.set(cas, [...before, standard]);
  };
  for (const row of csvRows('ifra51_cas_map.csv', read('ifra51_cas_map.csv'), ['cas', 'ifra_key'])) {
    for (const cas of casNumbers(row.cas)) add(cas, row.ifra_key);
  }
  for (const { key, cas } of byKey.values()) for (const number of cas) add(number, key);
  return found;
}

function readAnnex(): Map<string, Contribution[]> {
  const found = new Map<string, Contribution[]>();
  const rows = csvRows('ifra51_annex.csv', read('ifra51_annex.csv'), [
    'natural_name',
    'constituent_cas',
    'constituent_name',
    'typical_percent',
  ]);
  for (const { natural_name, constituent_cas, constituent_name, typical_percent } of rows) {
    const percent = numberOf(typical_percent);
    const [cas] = casNumbers(constituent_cas);
    if (percent === undefined || percent < 0 || cas === undefined)
      throw new TypeError(`ifra51_annex.csv: ${natural_name}`);
    const key = nameKey(natural_name);
    found.set(key, [...(found.get(key) ?? []), { cas, name: constituent_name, percent }]);
  }
  return found;
}
