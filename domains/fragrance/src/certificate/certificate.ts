import { compositionOf } from '../formula/composition.ts';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import { type AllergenList, type AllergenUse, labelText } from '../law/allergens.ts';
import { checkLaw, type OpenQuestion, type Source, type Use } from '../law/check.ts';
import type { LawBook } from '../law/law-book.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Material } from '../materials/material.ts';

/** The amendment of the IFRA standards that formulas are checked against. */
const AMENDMENT = 51;

/** Where an amount is from. */
interface CertifiedSource {
  readonly material: string;
  /** The constituent of a natural; null for the material itself. */
  readonly constituent: string | null;
  /** % of the finished product. */
  readonly percent: number;
  readonly basis: Source['basis'];
}

interface CertifiedStandard {
  readonly key: string;
  readonly name: string;
  /** That it came with or was last changed by. */
  readonly amendment: number;
  /** % of the finished product. */
  readonly percent: number;
  readonly sources: readonly CertifiedSource[];
}

interface CertifiedAllergen {
  readonly inci: string;
  readonly korean: string | null;
  readonly ppm: number;
  readonly declared: boolean;
  /** Rests in part on figures for naturals, which vary from lot to lot. */
  readonly from_naturals: boolean;
}

/**
 * What a formula is found to be before the law: plain data, written as JSON as it is. It certifies what the tables say of what
 * was entered, and lists what they do not say; it stands for no laboratory and no lawyer.
 */
export interface Certificate {
  readonly formula: string;
  readonly category: Formula['category'];
  /** % of the concentrate in the finished product. */
  readonly concentrate: number;
  /** The day it was made, such as `2026-11-26`. */
  readonly date: string;
  readonly ifra: {
    readonly amendment: number;
    readonly passes: boolean;
    readonly limits: readonly (CertifiedStandard & { readonly limit: number; readonly passes: boolean })[];
    readonly prohibited: readonly CertifiedStandard[];
    readonly phototoxic_sum: number;
    /** The largest concentrate that passes, %; 0 when none does. */
    readonly largest_concentrate: number;
    readonly open: readonly (CertifiedStandard & { readonly why: OpenQuestion['why'] })[];
  };
  readonly eu_allergens: {
    /** ppm above which an allergen is declared; null for what is no cosmetic. */
    readonly threshold: number | null;
    readonly found: readonly CertifiedAllergen[];
    readonly banned: readonly CertifiedAllergen[];
    readonly label: { readonly ko: string; readonly en: string };
  };
  readonly unknown: {
    /** No standard was found for these. That is not to say that they are safe. */
    readonly without_standard: readonly string[];
    /** Naturals of which no restricted constituents, or no allergens, are known. */
    readonly inside: readonly string[];
    /** % of the concentrate that the formula does not name. */
    readonly unnamed_percent: number;
  };
}

export interface Tables {
  readonly book: LawBook;
  readonly allergens: AllergenList;
  readonly catalogue: Catalogue;
}

/** @param date the day of the certificate @throws AccordError what `compositionOf` throws */
export function certificateOf(formula: Formula, tables: Tables, date: Date): Certificate {
  const composition = compositionOf(formula, tables.catalogue);
  const law = checkLaw(tables.book, composition, formula);
  const allergens = tables.allergens.allergensOf(composition, formula);
  return {
    formula: formula.name,
    category: formula.category,
    concentrate: numberOfMicro(formula.concentrate),
    date: date.toISOString().slice(0, 10),
    ifra: {
      amendment: AMENDMENT,
      passes: law.passes,
      limits: law.uses.map((use) => ({ ...standardOf(use), limit: use.limit, passes: use.passes })),
      prohibited: law.prohibited.map(standardOf),
      phototoxic_sum: law.phototoxicSum,
      largest_concentrate: law.largestConcentrate,
      open: law.open.map((question) => ({ ...standardOf(question), why: question.why })),
    },
    eu_allergens: {
      threshold: allergens.threshold ?? null,
      found: allergens.uses.map(allergenOf),
      banned: allergens.banned.map(allergenOf),
      label: { ko: labelText(allergens, 'ko'), en: labelText(allergens, 'en') },
    },
    unknown: {
      without_standard: law.withoutStandard.map(({ name }) => name),
      inside: namesOf([...law.unknownInside, ...allergens.unknownInside]),
      unnamed_percent: law.unnamed * 100,
    },
  };
}

const standardOf = ({ standard, percent, sources }: Use | OpenQuestion): CertifiedStandard => ({
  key: standard.key,
  name: standard.name,
  amendment: standard.amendment,
  percent,
  sources: sources.map(({ material, constituent, percent: part, basis }) => ({
    material: material.name,
    constituent: constituent ?? null,
    percent: part,
    basis,
  })),
});

const allergenOf = ({ allergen, ppm, declared, fromNaturals }: AllergenUse): CertifiedAllergen => ({
  inci: allergen.inci,
  korean: allergen.korean ?? null,
  ppm,
  declared,
  from_naturals: fromNaturals,
});

const namesOf = (materials: readonly Material[]): string[] => [...new Set(materials.map(({ name }) => name))];
