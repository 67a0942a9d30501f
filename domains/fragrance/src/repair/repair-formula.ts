import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import { type Composition, compositionOf } from '../formula/composition.ts';
import type { Micro } from '../formula/decimal.ts';
import { type Formula, type FormulaLine, totalOf } from '../formula/formula.ts';
import { checkLaw, type LawReport } from '../law/check.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import type { Material } from '../materials/material.ts';
import type { Demand } from './demand.ts';
import { absentLeaf, type Leaf, leavesOf } from './leaves.ts';
import { type Law, type Limit, limitsOf, type Wishes } from './limits.ts';
import { type Binding, createRepairer, type Repair } from './repairer.ts';
import { unitsOf } from './rounding.ts';

/** What is asked beyond the standards of IFRA, with materials by any of their names. */
export interface NamedWishes extends Omit<Wishes, 'bounds' | 'excluded'> {
  /** Shares in % of the concentrate. What has a `min` is required, and is added where the formula lacks it. */
  readonly bounds?: readonly { readonly material: string; readonly min?: number; readonly max?: number }[];
  readonly excluded?: readonly string[];
  /** What may be added where that helps, such as a solvent to take up what is taken out. */
  readonly additions?: readonly string[];
}

export type FormulaRepair =
  /** It meets everything as it is. */
  | { readonly kind: 'unchanged'; readonly formula: Formula; readonly law: LawReport }
  | {
      readonly kind: 'repaired';
      readonly formula: Formula;
      readonly law: LawReport;
      /** χ² of the shares: Σ (new − old)² / old. */
      readonly change: number;
      /** The demands that keep it from being nearer. */
      readonly binding: readonly Binding[];
      /** Accords whose materials had to change by different factors, so that their lines are written out. */
      readonly takenApart: readonly string[];
    }
  /** Nothing that the formula may be made of meets these together; without any one of them something would. */
  | { readonly kind: 'conflict'; readonly demands: readonly Demand[] };

const PERCENT = 100_000_000;
/** A sum at its bound is not above it by the last bits. */
const ROUNDING = 1e-9;
/** Factors within this of each other are one. */
const SAME_FACTOR = 1e-6;

/**
 * The nearest formula that meets the law and the wishes, in exact decimals that were rounded to the safe side and checked
 * again. Lines stay what they are weighed from: dilutions keep their strength, and accords stay whole where all of an accord
 * changes by one factor. Percentages that do not reach 100 leave room for what the formula does not name.
 *
 * @throws AccordError FORMULA_MATERIAL_UNKNOWN for a wish, and what `compositionOf` throws
 */
export function repairFormula(
  formula: Formula,
  wishes: NamedWishes,
  { law, catalogue }: { readonly law: Law; readonly catalogue: Catalogue },
): FormulaRepair {
  const composition = compositionOf(formula, catalogue);
  const given = leavesOf(formula, catalogue);
  const leaves = [...given, ...absentLeaves(given, wishes, catalogue)];
  const materials = [...new Set(leaves.flatMap(({ parts }) => parts.map(({ material }) => material)))];
  const limits = limitsOf(law, formula, materials, resolved(wishes, catalogue));
  const total = composition.unnamed > 0 ? 'at most' : 'exact';
  const target = Float64Array.from(leaves, ({ share }) => share);
  const nearest = createRepairer({ components: leaves, limits, total });
  const repair = nearest.solve(target);
  if (repair.kind === 'impossible') return { kind: 'conflict', demands: nearest.conflict(target) };
  const reportOf = (one: Formula, inside: Composition): LawReport => checkLaw(law.book, inside, one);
  if (repair.change === 0) return { kind: 'unchanged', formula, law: reportOf(formula, composition) };

  const whole = wholeOf(formula);
  const margins = limits.map((limit) => withMargin(limit, leaves, whole));
  const safe = createRepairer({ components: leaves, limits: margins, total }).solve(target);
  let missed: readonly Demand[] = [];
  for (const found of [safe, repair]) {
    if (found.kind === 'impossible') continue;
    const { repaired, takenApart } = rewritten(formula, leaves, found.shares, whole);
    if (repaired.lines.length === 0) {
      const filled = createRepairer({ components: leaves, limits });
      return { kind: 'conflict', demands: filled.conflict(target) };
    }
    const inside = compositionOf(repaired, catalogue);
    const report = reportOf(repaired, inside);
    missed = limits.filter((limit) => !isMet(limit, inside)).map(({ demand }) => demand);
    if (!report.passes || missed.length > 0) continue;
    return { kind: 'repaired', formula: repaired, law: report, ...changeOf(found), takenApart };
  }
  // Possible with real numbers, and not with parts of six decimals: the demands meet in a single point.
  return { kind: 'conflict', demands: missed };
}

const changeOf = ({ change, binding }: Extract<Repair, { kind: 'met' }>) => ({ change, binding });

function absentLeaves(given: readonly Leaf[], wishes: NamedWishes, catalogue: Catalogue): Leaf[] {
  const required = (wishes.bounds ?? []).filter(({ min = 0 }) => min > 0).map(({ material }) => material);
  const additions = wishes.additions ?? [];
  const present = new Set(
    given.flatMap(({ parts }) => (parts.length === 1 ? parts.map(({ material }) => material) : [])),
  );
  const found: Leaf[] = [];
  for (const name of [...additions, ...required]) {
    const material = materialOf(name, catalogue);
    if (present.has(material)) continue;
    present.add(material);
    found.push(absentLeaf(material.name, catalogue, additions.includes(name)));
  }
  return found;
}

function resolved({ bounds = [], excluded = [], ...others }: NamedWishes, catalogue: Catalogue): Wishes {
  return {
    ...others,
    bounds: bounds.map((bound) => ({ ...bound, material: materialOf(bound.material, catalogue) })),
    excluded: excluded.map((name) => materialOf(name, catalogue)),
  };
}

function materialOf(name: string, catalogue: Catalogue): Material {
  const material = catalogue.find(name);
  if (material !== undefined) return material;
  throw new AccordError(fragranceErrors.FORMULA_MATERIAL_UNKNOWN, {
    detail: `There is no material "${name}".`,
    field: 'wishes',
  });
}

/** The units that the lines add up to: millionths of a percent or of a part, and enough of them to round finely. */
function wholeOf({ unit, lines }: Formula): number {
  if (unit === 'percent') return PERCENT;
  let whole = totalOf(lines);
  while (whole < PERCENT) whole *= 10;
  return whole;
}

/** Tightened by what rounding every leaf by less than one unit may add. */
function withMargin({ demand, coefficients, bound }: Limit, leaves: readonly Leaf[], whole: number): Limit {
  if (bound === 0) return { demand, coefficients, bound };
  const coefficientOf = ({ parts }: Leaf): number =>
    parts.reduce((sum, { material, fraction }) => sum + fraction * (coefficients.get(material) ?? 0), 0);
  const margin = leaves.reduce((sum, leaf) => sum + Math.abs(coefficientOf(leaf)), 0) / whole;
  return { demand, coefficients, bound: bound - margin };
}

function isMet({ coefficients, bound }: Limit, { shares }: Composition): boolean {
  const value = shares.reduce(
    (sum, { material, fraction }) => sum + fraction * (coefficients.get(material) ?? 0),
    0,
  );
  return value <= bound + ROUNDING * Math.abs(bound);
}

interface Row {
  readonly item: string;
  readonly dilution: FormulaLine['dilution'] | undefined;
  share: number;
}

/** The formula with new shares. */
function rewritten(
  formula: Formula,
  leaves: readonly Leaf[],
  shares: Float64Array,
  whole: number,
): { readonly repaired: Formula; readonly takenApart: string[] } {
  const takenApart: string[] = [];
  const rows: Row[] = [];
  const places = leaves.map((leaf, j) => ({ ...leaf, share: shares[j] ?? 0, before: leaf.share }));
  formula.lines.forEach(({ item, dilution }, line) => {
    const own = places.filter((leaf) => leaf.line === line);
    const isAccord = Object.hasOwn(formula.accords, item);
    if (isAccord && !haveOneFactor(own)) {
      takenApart.push(item);
      own.forEach((leaf) => addTo(rows, leaf));
    } else {
      rows.push({ item, dilution, share: own.reduce((sum, leaf) => sum + leaf.share, 0) });
    }
  });
  places.filter(({ line }) => line === undefined).forEach((leaf) => addTo(rows, leaf));
  const units = unitsOf(
    rows.map(({ share }) => share),
    whole,
  );
  const lines = rows.flatMap(({ item, dilution }, place): FormulaLine[] => {
    const amount = (units[place] ?? 0) as Micro;
    if (amount === 0) return [];
    return [dilution === undefined ? { item, amount } : { item, amount, dilution }];
  });
  return { repaired: { ...formula, lines }, takenApart };
}

/** Adds to a row of the same item and dilution where there is one. */
function addTo(rows: Row[], { item, dilution, share }: Row): void {
  const same = rows.find(
    (row) =>
      row.item === item &&
      row.dilution?.percent === dilution?.percent &&
      row.dilution?.solvent === dilution?.solvent,
  );
  if (same === undefined) rows.push({ item, dilution, share });
  else same.share += share;
}

function haveOneFactor(leaves: readonly { readonly share: number; readonly before: number }[]): boolean {
  const factors = leaves.filter(({ before }) => before > 0).map(({ share, before }) => share / before);
  return Math.max(...factors) - Math.min(...factors) <= SAME_FACTOR * Math.max(...factors);
}
