import {
  type Brief,
  type ProductCategory,
  DESIGN_OBJECTIVES,
  type DesignObjective,
  type DesignAlgorithm,
  type DesignPreset,
} from '@accord/contract';
import { type Clock, systemClock } from '@accord/kernel';
import { compositionOf } from '../formula/composition.ts';
import { assumedPrices } from '../formula/class-prices.ts';
import { type Cost, costOf } from '../formula/cost.ts';
import type { Formula } from '../formula/formula.ts';
import type { AllergenReport } from '../law/allergens.ts';
import { checkLaw, type LawReport } from '../law/check.ts';
import type { StockEntry } from '../materials/stock.ts';
import { guidedBy, type Preference } from '../preference/index.ts';
import type { Smell } from '../smell/smell.ts';
import { type Aim, aimOf, type ObjectiveWeights } from './aim.ts';
import { frontOf } from './front.ts';
import type { DesignLaboratory } from './laboratory.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import { type Studio, openStudio } from './studio.ts';
import type { DesignProgress } from './effort.ts';
import { type Candidate, type Found, searchFormulas } from './search.ts';
import { practiseFormulas } from './policy/practise.ts';
import { writtenFormula } from './written.ts';

export interface DesignRequest {
  readonly brief: Brief;
  /** That of the brief when left out. */
  readonly product?: ProductCategory;
  /** nsga2 when left out. */
  readonly algorithm?: DesignAlgorithm;
  /** balanced when left out. */
  readonly preset?: DesignPreset;
  /** The same request and seed give the same formulas. 1 when left out. */
  readonly seed?: number;
  /** What the objectives count beside each other; those left out count as by default. */
  readonly weights?: Partial<ObjectiveWeights>;
  /** What a person likes: it moves what is searched for. */
  readonly preference?: Preference;
  /** Entered prices; what has none is estimated by its class, and marked. */
  readonly stock?: readonly StockEntry[];
  /** The most formulas to return. 12 when left out. */
  readonly most?: number;
  /** Ends the search; what was found until then is returned. */
  readonly signal?: AbortSignal;
  onProgress?(progress: DesignProgress): void;
  readonly clock?: Clock;
}

export interface DesignedFormula {
  readonly formula: Formula;
  /** The objectives weighed into one number, 0 at best. */
  readonly value: number;
  /** Each from 0, the best, to 1. */
  readonly objectives: Readonly<Record<DesignObjective, number>>;
  readonly smell: Smell;
  readonly law: LawReport;
  readonly allergens: AllergenReport;
  /** By entered prices, and estimates where none was entered. */
  readonly cost: Cost;
  /** Why each material is in it, the most important first. */
  readonly reasons: readonly Reason[];
}

export interface Design {
  readonly product: ProductCategory;
  readonly algorithm: DesignAlgorithm;
  readonly preset: DesignPreset;
  readonly seed: number;
  readonly aim: Aim;
  /** None is better than another in every objective; the one that fits the weights best comes first. */
  readonly formulas: readonly DesignedFormula[];
  /** Notes that the brief requires and no material is known to bring. */
  readonly unknownNotes: readonly string[];
  /** Which material stands for which required note. */
  readonly required: readonly { readonly note: string; readonly material: string }[];
  readonly evaluations: number;
  readonly reason: 'evaluations' | 'time' | 'stopped';
}

const MOST_FORMULAS = 12;

/**
 * Searches formulas for a brief. Every one of them meets the standards of IFRA in the finished product and what the brief
 * demands: its notes, vegan, natural only, free of allergens, and a limit on allergens that it names.
 *
 * The thread is lent to others every ten milliseconds; run it in a thread of its own where others must not wait.
 *
 * @throws AccordError FORMULA_WISHES_CONFLICT, FORMULA_CATEGORY_UNKNOWN
 */
export async function designFormulas(request: DesignRequest, laboratory: DesignLaboratory): Promise<Design> {
  const { brief, algorithm = 'nsga2', preset = 'balanced', seed = 1 } = request;
  const product = request.product ?? brief.product_category;
  const asked = aimOf(brief, product, laboratory.catalogue.materials, request.weights);
  const aim = request.preference === undefined ? asked : guidedBy(request.preference, asked);
  const studio = openStudio(brief, aim, laboratory, request.stock);
  const { signal, onProgress, most = MOST_FORMULAS, clock = systemClock } = request;
  const options = { preset, seed, clock, signal, onProgress };
  const found: Found =
    algorithm === 'ppo'
      ? await practiseFormulas(studio, options)
      : await searchFormulas(studio, algorithm, options);
  return {
    product,
    algorithm,
    preset,
    seed,
    aim: studio.aim,
    formulas: frontOf(found.candidates, most).map((candidate, place) =>
      described(candidate, `${product} ${place + 1}`, studio, laboratory, request.stock ?? []),
    ),
    unknownNotes: studio.palette.unknownNotes,
    required: studio.palette.required.map(({ note, material }) => ({ note, material: material.name })),
    evaluations: found.evaluations,
    reason: found.reason,
  };
}

/** @throws TypeError when what was repaired does not pass, which must never be */
function described(
  { shares, concentrate, value, objectives }: Candidate,
  name: string,
  { aim, palette, decoder, judge, materials }: Studio,
  { catalogue, book, allergens, nose }: DesignLaboratory,
  stock: readonly StockEntry[],
): DesignedFormula {
  const formula = writtenFormula(name, materials, shares, concentrate, aim);
  const composition = compositionOf(formula, catalogue);
  const law = checkLaw(book, composition, formula);
  if (!law.passes) throw new TypeError('a repaired formula does not pass the law');
  return {
    formula,
    value,
    objectives: Object.fromEntries(
      DESIGN_OBJECTIVES.map((objective, at) => [objective, objectives[at] ?? 0]),
    ) as Record<DesignObjective, number>,
    smell: nose.evaluate(formula),
    law,
    allergens: allergens.allergensOf(composition, formula),
    cost: costOf(composition, stock, assumedPrices()),
    reasons: reasonsOf(palette, shares, concentrate, decoder, judge),
  };
}
