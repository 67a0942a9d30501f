import type { AllergenReportReply, LawQuestion, LawReportReply, LawUse } from '@accord/contract';
import { type AllergenReport, type AllergenUse, labelText } from '../law/allergens.ts';
import type { Category } from '../law/categories.ts';
import type { LawReport, OpenQuestion, Source, Use } from '../law/check.ts';
import { namesOfMaterials } from './names.ts';

/** The amendment of the tables in `data/law`. */
const AMENDMENT = 51;

/** The law report as it is sent. */
export function lawReply(report: LawReport, category: Category): LawReportReply {
  return {
    amendment: AMENDMENT,
    category,
    passes: report.passes,
    largest_concentrate: report.largestConcentrate,
    phototoxic_sum: report.phototoxicSum,
    uses: report.uses.map(useReply),
    prohibited: report.prohibited.map(questionReply),
    open: report.open.map(questionReply),
    without_standard: namesOfMaterials(report.withoutStandard),
    unknown_inside: namesOfMaterials(report.unknownInside),
    unnamed_percent: report.unnamed * 100,
  };
}

const useReply = ({ standard, limit, percent, passes, sources }: Use): LawUse => ({
  standard: standard.name,
  amendment: standard.amendment,
  limit,
  use: percent,
  passes,
  sources: sources.map(sourceReply),
});

const questionReply = ({ standard, why, percent, sources }: OpenQuestion): LawQuestion => ({
  standard: standard.name,
  amendment: standard.amendment,
  why,
  use: percent,
  sources: sources.map(sourceReply),
});

const sourceReply = ({ material, constituent, percent, basis }: Source): LawUse['sources'][number] => ({
  material: material.name,
  constituent: constituent ?? null,
  percent,
  basis,
});

/** The allergens as they are sent. */
export function allergenReply(report: AllergenReport): AllergenReportReply {
  return {
    threshold_ppm: report.threshold ?? null,
    label: { en: labelText(report, 'en'), ko: labelText(report, 'ko') },
    uses: report.uses.map(allergenUse),
    banned: report.banned.map(allergenUse),
    unknown_inside: namesOfMaterials(report.unknownInside),
  };
}

const allergenUse = ({ allergen, ppm, declared, fromNaturals }: AllergenUse) => ({
  inci: allergen.inci,
  korean: allergen.korean ?? null,
  ppm,
  declared,
  from_naturals: fromNaturals,
});
