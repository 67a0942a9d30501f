import { readFileSync } from 'node:fs';
import { totalOf, type Formula } from '../../formula/formula.ts';
import type { Catalogue } from '../../materials/catalogue.ts';
import { parseCsv } from '../../materials/csv.ts';
import type { Material } from '../../materials/material.ts';

/**
 * What a formula uses of each standard, counted anew from the tables of the law and without the code of the law check: only the
 * cells are read by the same reader.
 */
export interface Recount {
  /** Names of standards that are passed, or forbid what was added. */
  readonly passed: readonly string[];
  readonly phototoxicSum: number;
}

type Row = Readonly<Record<string, string>>;

const table = (file: string): Row[] => {
  const text = readFileSync(new URL(`../../../data/law/${file}`, import.meta.url), 'utf8');
  const [header = [], ...rows] = parseCsv(text);
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])));
};
const STANDARDS = table('ifra51_standards.csv');
const CAS_MAP = table('ifra51_cas_map.csv');
const ANNEX = table('ifra51_annex.csv');
const ROUNDING = 1e-9;

const spelt = new Map<string, string>();
/** The same for every spelling. */
function plain(name: string): string {
  let found = spelt.get(name);
  if (found === undefined) spelt.set(name, (found = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')));
  return found;
}

const ANNEX_NAMES = new Set(ANNEX.map((row) => plain(row['natural_name'] ?? '')));
const known = new Map<string, string[]>();

/** Keys of the standards that a CAS number falls under. */
function keysOf(cas: string): string[] {
  const before = known.get(cas);
  if (before !== undefined) return before;
  const keys = new Set([
    ...CAS_MAP.filter((row) => row['cas']?.split('|').includes(cas)).map((row) => row['ifra_key'] ?? ''),
    ...STANDARDS.filter((row) => row['cas']?.split('|').includes(cas)).map((row) => row['key'] ?? ''),
  ]);
  known.set(cas, [...keys]);
  return [...keys];
}

/** Constituents in % of a material, by CAS number: from the annex, or else from the literature. */
function insideOf(material: Material): { cas: string; percent: number }[] {
  const name = [material.annexName, material.name, ...material.synonyms]
    .map((one) => plain(one ?? ''))
    .find((one) => ANNEX_NAMES.has(one));
  if (name === undefined)
    return material.constituents.flatMap(({ cas, percent }) => (cas === undefined ? [] : [{ cas, percent }]));
  return ANNEX.filter((row) => plain(row['natural_name'] ?? '') === name).map((row) => ({
    cas: row['constituent_cas'] ?? '',
    percent: Number((row['typical_percent'] ?? '').replace(',', '.')),
  }));
}

export function recount(formula: Formula, catalogue: Catalogue): Recount {
  const total = totalOf(formula.lines);
  const used = new Map<string, number>();
  const added = new Set<string>();
  const add = (key: string, percent: number): void => void used.set(key, (used.get(key) ?? 0) + percent);
  for (const { item, amount } of formula.lines) {
    const material = catalogue.find(item);
    if (material === undefined) throw new TypeError(`there is no ${item}`);
    const percent = (amount / total) * (formula.concentrate / 1e6);
    const own = new Set(material.cas.flatMap(keysOf));
    for (const row of STANDARDS)
      if ([material.name, ...material.synonyms].some((name) => plain(name) === plain(row['name'] ?? '')))
        own.add(row['key'] ?? '');
    for (const key of own) {
      if (material.exemptFrom.includes(key)) continue;
      add(key, percent);
      added.add(key);
    }
    for (const { cas, percent: part } of insideOf(material))
      for (const key of keysOf(cas)) add(key, (percent * part) / 100);
  }
  const passed: string[] = [];
  let phototoxicSum = 0;
  for (const row of STANDARDS) {
    const percent = used.get(row['key'] ?? '') ?? 0;
    if (percent === 0) continue;
    const cell = (row[`cat_${formula.category}`] ?? '').trim().replace(',', '.');
    const limit = /^[\d.]+(?:e-\d+)?$/.test(cell) ? Number(cell) : undefined;
    const forbids = row['type']?.includes('PROHIBITION') === true && cell !== 'NR' && limit === undefined;
    if ((forbids || cell.startsWith('0.0 (')) && added.has(row['key'] ?? '')) passed.push(row['name'] ?? '');
    if (limit === undefined || limit === 0) continue;
    if (percent > limit * (1 + ROUNDING)) passed.push(row['name'] ?? '');
    if (row['phototoxic'] === '1' && /\boil\b/i.test(row['name'] ?? '')) phototoxicSum += percent / limit;
  }
  return { passed, phototoxicSum };
}
