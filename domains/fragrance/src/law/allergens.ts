import { readFileSync } from 'node:fs';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Composition } from '../formula/composition.ts';
import type { Formula } from '../formula/formula.ts';
import { casNumbers } from '../materials/cas.ts';
import { csvRows } from '../materials/csv.ts';
import type { Material } from '../materials/material.ts';
import { exposureOf } from './categories.ts';
import type { LawBook } from './law-book.ts';

/** An entry of the list of Regulation (EU) 2023/1545; its isomers are declared under one name. */
export interface Allergen {
  /** As the label names it. */
  readonly inci: string;
  /** As a Korean label names it; undefined where only the INCI name is known here. */
  readonly korean: string | undefined;
  readonly cas: readonly string[];
  /** Lilial and Lyral may not be used at all. */
  readonly banned: boolean;
}

export interface AllergenUse {
  readonly allergen: Allergen;
  /** mg in a kg of the finished product. */
  readonly ppm: number;
  /** True from the threshold on, or for a banned one at any amount that was added. */
  readonly declared: boolean;
  /** True when a part of the amount rests on figures for naturals, which vary from lot to lot. */
  readonly fromNaturals: boolean;
}

export interface AllergenReport {
  /** ppm above which an allergen is declared: 10 on skin, 100 rinsed off; undefined for what is no cosmetic. */
  readonly threshold: number | undefined;
  readonly uses: readonly AllergenUse[];
  /** What may not be in a cosmetic of the EU at all. */
  readonly banned: readonly AllergenUse[];
  /** Naturals of which no constituents are known: their allergens are missing above. */
  readonly unknownInside: readonly Material[];
}

export interface AllergenList {
  /** How much of a material is which allergen. The same list for the same material. */
  partsOf(material: Material): readonly AllergenPart[];
  allergensOf(composition: Composition, product: Pick<Formula, 'concentrate' | 'category'>): AllergenReport;
}

const THRESHOLD_PPM = { 'leave-on': 10, 'rinse-off': 100, 'no cosmetic': undefined } as const;
const PPM_PER_PERCENT = 10_000;

/** A part of a material that is an allergen: 1 for the material itself, less for a constituent of a natural. */
export interface AllergenPart {
  readonly allergen: Allergen;
  readonly part: number;
  readonly natural: boolean;
}

/** @throws TypeError for a row that cannot be read */
export function readAllergenList(book: LawBook): AllergenList {
  const allergens = readAllergens();
  const known = new WeakMap<Material, readonly AllergenPart[]>();
  const partsOf = (material: Material): readonly AllergenPart[] => {
    const before = known.get(material);
    if (before !== undefined) return before;
    const parts = allergens.flatMap((allergen) => partOf(allergen, material, book.contributionsOf(material)));
    known.set(material, parts);
    return parts;
  };
  return {
    partsOf,
    allergensOf(composition, { concentrate, category }) {
      const threshold = THRESHOLD_PPM[exposureOf(category)];
      const uses = sumOf(composition, numberOfMicro(concentrate), partsOf).map(
        ({ allergen, ppm, fromNaturals }): AllergenUse => ({
          allergen,
          ppm,
          fromNaturals,
          declared: threshold !== undefined && (allergen.banned || ppm > threshold),
        }),
      );
      uses.sort((one, other) => other.ppm - one.ppm);
      return {
        threshold,
        uses: uses.filter(({ allergen }) => !allergen.banned),
        banned: uses.filter(({ allergen }) => allergen.banned),
        unknownInside: composition.shares
          .map(({ material }) => material)
          .filter(
            (one) => (one.kind === 'natural' || one.kind === 'animal') && one.constituents.length === 0,
          ),
      };
    },
  };
}

/**
 * How much of a material is an allergen. A natural may be one itself and hold others; where its sources differ, the
 * higher figure counts.
 */
function partOf(
  allergen: Allergen,
  material: Material,
  annex: ReturnType<LawBook['contributionsOf']>,
): AllergenPart[] {
  if (material.cas.some((cas) => allergen.cas.includes(cas))) return [{ allergen, part: 1, natural: false }];
  const holds = (one: { readonly cas: string | undefined }): boolean =>
    one.cas !== undefined && allergen.cas.includes(one.cas);
  const sum = (list: readonly { readonly cas: string | undefined; readonly percent: number }[]): number =>
    list.filter(holds).reduce((total, { percent }) => total + percent, 0) / 100;
  const part = Math.max(sum(material.constituents), sum(annex ?? []));
  return part > 0 ? [{ allergen, part, natural: true }] : [];
}

function sumOf(
  { shares }: Composition,
  inProduct: number,
  partsOf: (material: Material) => readonly AllergenPart[],
): { allergen: Allergen; ppm: number; fromNaturals: boolean }[] {
  const found = new Map<Allergen, { allergen: Allergen; ppm: number; fromNaturals: boolean }>();
  for (const { material, fraction } of shares) {
    for (const { allergen, part, natural } of partsOf(material)) {
      let use = found.get(allergen);
      if (use === undefined) found.set(allergen, (use = { allergen, ppm: 0, fromNaturals: false }));
      use.ppm += fraction * inProduct * part * PPM_PER_PERCENT;
      use.fromNaturals ||= natural;
    }
  }
  return [...found.values()];
}

function readAllergens(): Allergen[] {
  const file = new URL('../../data/law/eu_allergens.csv', import.meta.url);
  const rows = csvRows('eu_allergens.csv', readFileSync(file, 'utf8'), ['inci', 'korean', 'cas', 'status']);
  return rows.map(({ inci, korean, cas, status }) => ({
    inci,
    korean: korean === '' ? undefined : korean,
    cas: casNumbers(cas),
    banned: status === 'banned_EU_cosmetics',
  }));
}

/** The names that the label lists, separated by commas, the largest amount first. */
export function labelText({ uses }: AllergenReport, language: 'ko' | 'en'): string {
  return uses
    .filter(({ declared }) => declared)
    .map(({ allergen: { inci, korean } }) => (language === 'ko' && korean !== undefined ? korean : inci))
    .join(', ');
}
