import { numberOfMicro } from '../formula/decimal.ts';
import type { Composition } from '../formula/composition.ts';
import type { Formula } from '../formula/formula.ts';
import type { Material } from '../materials/material.ts';
import type { Basis, LawBook } from './law-book.ts';
import { ruleOf, type Standard, type WhyOpen } from './standards.ts';

/** What brings a standard's substance into the formula. */
export interface Source {
  readonly material: Material;
  /** The constituent of a natural, or undefined for the material itself. */
  readonly constituent: string | undefined;
  /** % of the finished product. */
  readonly percent: number;
  readonly basis: Basis;
}

/** How much of what a standard limits is in the finished product, isomers and naturals summed. */
export interface Use {
  readonly standard: Standard;
  /** % of the finished product. */
  readonly percent: number;
  readonly limit: number;
  readonly sources: readonly Source[];
  readonly passes: boolean;
}

/** What the tables cannot decide, for a person to look up. */
export interface OpenQuestion {
  readonly standard: Standard;
  readonly why: WhyOpen | 'specification';
  readonly percent: number;
  readonly sources: readonly Source[];
}

export interface LawReport {
  /** True when no limit is passed and nothing is prohibited. Open questions remain. */
  readonly passes: boolean;
  /** Standards with a limit in the category, the nearest to its limit first. */
  readonly uses: readonly Use[];
  /** Standards that forbid what the formula has. */
  readonly prohibited: readonly OpenQuestion[];
  readonly open: readonly OpenQuestion[];
  /** The sum over phototoxic oils of use over limit, which must not pass 1. */
  readonly phototoxicSum: number;
  /** The largest concentrate, in % of the finished product, that passes, rounded down to 0.01; 0 when none does. */
  readonly largestConcentrate: number;
  /** Materials that no standard was found for. That is not to say that they are safe. */
  readonly withoutStandard: readonly Material[];
  /** Naturals whose constituents are neither in the annex nor known otherwise. */
  readonly unknownInside: readonly Material[];
  /** The fraction of the concentrate that the formula does not name and nothing is known of. */
  readonly unnamed: number;
}

/** Sums of decimal fractions that are at the limit must not fail by the last bit. */
const ROUNDING = 1e-9;

interface Tally {
  readonly standard: Standard;
  percent: number;
  readonly sources: Source[];
}

/**
 * Checks a formula against the 51st amendment in the finished product.
 *
 * A material prohibited as such counts only when it was added; what a natural brings of it is a question for the text of
 * the standard. The phototoxic sum is over oils with furocoumarins; single substances that are restricted for phototoxicity
 * have their own limits only.
 */
export function checkLaw(
  book: LawBook,
  composition: Composition,
  { concentrate, category }: Pick<Formula, 'concentrate' | 'category'>,
): LawReport {
  const inProduct = numberOfMicro(concentrate);
  const tallies = tallyOf(book, composition, inProduct);
  const uses: Use[] = [];
  const prohibited: OpenQuestion[] = [];
  const open: OpenQuestion[] = [];
  let phototoxicSum = 0;
  for (const { standard, percent, sources } of tallies) {
    const rule = ruleOf(standard, category);
    if (standard.specifies) open.push({ standard, why: 'specification', percent, sources });
    if (rule.kind === 'limit') {
      const passes = within(percent / rule.percent);
      uses.push({ standard, percent, limit: rule.percent, sources, passes });
      if (standard.phototoxicOil) phototoxicSum += percent / rule.percent;
    } else if (rule.kind === 'prohibition') {
      const added = sources.some(({ constituent }) => constituent === undefined);
      if (added) prohibited.push({ standard, why: 'prohibited as an ingredient', percent, sources });
      else open.push({ standard, why: rule.inNaturals, percent, sources });
    } else if (rule.kind === 'open') {
      open.push({ standard, why: rule.why, percent, sources });
    }
  }
  open.push(...bergaptenOf(book, tallies, category));
  uses.sort((one, other) => other.percent / other.limit - one.percent / one.limit);
  const largest = largestOf(inProduct, uses, phototoxicSum);
  return {
    passes: prohibited.length === 0 && uses.every(({ passes }) => passes) && within(phototoxicSum),
    uses,
    prohibited,
    open,
    phototoxicSum,
    largestConcentrate: prohibited.length === 0 ? largest : 0,
    withoutStandard: composition.shares
      .map(({ material }) => material)
      .filter((one) => book.burdensOf(one).length === 0),
    unknownInside: composition.shares
      .map(({ material }) => material)
      .filter((one) => isUnknownInside(book, one)),
    unnamed: composition.unnamed,
  };
}

function tallyOf(book: LawBook, { shares }: Composition, inProduct: number): Tally[] {
  const tallies = new Map<Standard, Tally>();
  for (const { material, fraction } of shares) {
    for (const { standard, part, constituent, basis } of book.burdensOf(material)) {
      const percent = fraction * inProduct * part;
      let tally = tallies.get(standard);
      if (tally === undefined) tallies.set(standard, (tally = { standard, percent: 0, sources: [] }));
      tally.percent += percent;
      tally.sources.push({ material, constituent, percent, basis });
    }
  }
  return [...tallies.values()];
}

const within = (ratio: number): boolean => ratio <= 1 + ROUNDING;

/** The standard on furocoumarins has no CAS number; every citrus oil under a phototoxic standard raises it. */
function bergaptenOf(
  book: LawBook,
  tallies: readonly Tally[],
  category: Formula['category'],
): OpenQuestion[] {
  const sources = tallies.filter(({ standard }) => standard.phototoxicOil).flatMap((tally) => tally.sources);
  if (sources.length === 0) return [];
  const percent = sources.reduce((sum, source) => sum + source.percent, 0);
  return book.standards
    .filter(({ limits, cas }) => cas.length === 0 && limits[category].kind === 'constituent')
    .map((standard) => ({ standard, why: 'limit on a constituent', percent, sources }));
}

/** Every use grows with the concentrate, so that the largest is where the first ratio becomes 1. */
function largestOf(concentrate: number, uses: readonly Use[], phototoxicSum: number): number {
  const worst = Math.max(phototoxicSum, ...uses.map(({ percent, limit }) => percent / limit));
  if (worst === 0) return 100;
  return Math.min(100, Math.floor((concentrate / worst) * 100 + ROUNDING * 100) / 100);
}

const isUnknownInside = (book: LawBook, material: Material): boolean =>
  (material.kind === 'natural' || material.kind === 'animal') &&
  material.constituents.length === 0 &&
  book.contributionsOf(material) === undefined;
