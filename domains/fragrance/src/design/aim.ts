import {
  type Brief,
  DESIGN_OBJECTIVES,
  type DesignObjective,
  FAMILIES,
  type ProductCategory,
} from '@accord/contract';
import { type Micro, microOf } from '../formula/decimal.ts';
import { type Category, categoryOf } from '../law/categories.ts';
import type { Material, PriceClass } from '../materials/material.ts';
import { PRICE_CLASSES } from '../materials/material.ts';

/** What counts how much of what a formula is judged by. */
export type ObjectiveWeights = Readonly<Record<DesignObjective, number>>;

/** What a brief asks for, in the units of the model. */
export interface Aim {
  /** Shares of the families, in the order of {@link FAMILIES}, adding up to 1. */
  readonly profile: Float64Array;
  /** 0 to 100, as the nose has it. */
  readonly intensity: number;
  readonly hours: number;
  readonly materials: number;
  /** ppm of the product that the allergens of the EU together should not pass. */
  readonly allergensPpm: number;
  readonly category: Category;
  /** % of the product, ascending: what the search chooses among. */
  readonly concentrates: readonly Micro[];
  /** Add up to 1. */
  readonly weights: ObjectiveWeights;
  /** A dearer class than this is dear for the brief. */
  readonly budget: PriceClass;
}

interface Habit {
  /** % of concentrate in such a product. */
  readonly from: number;
  readonly to: number;
  /** Hours that it is expected to last. */
  readonly hours: number;
}

/** As products are sold; the concentrates are those that the pairings of the brief rest on (`data/validation/pairings.tsv`). */
const HABITS: Readonly<Record<ProductCategory, Habit>> = {
  EDP: { from: 10, to: 20, hours: 6 },
  EDT: { from: 5, to: 12, hours: 4 },
  Cologne: { from: 2, to: 5, hours: 2 },
  'Body Spray': { from: 1, to: 3, hours: 2 },
};
const LEVELS = 5;
const FEWEST_MATERIALS = 4;
const MATERIALS_BY_COMPLEXITY = 16;
/** Of ten materials with a measured dose-response, nine stay below what counts as the strongest. */
const STRONG = 0.9;

/** How much each objective counts in the one number that candidates are ranked by. */
const DEFAULT_WEIGHTS: ObjectiveWeights = {
  profile: 0.45,
  intensity: 0.15,
  longevity: 0.15,
  cost: 0.1,
  simplicity: 0.1,
  allergens: 0.05,
};

/**
 * @param product overrides the product category of the brief
 * @throws AccordError FORMULA_CATEGORY_UNKNOWN
 */
export function aimOf(
  brief: Brief,
  product: ProductCategory,
  materials: readonly Material[],
  weights: Partial<ObjectiveWeights> = {},
): Aim {
  const { from, to, hours } = HABITS[product];
  return {
    profile: profileOf(brief),
    intensity: brief.intensity * strongestOf(materials),
    hours,
    materials: Math.round(FEWEST_MATERIALS + MATERIALS_BY_COMPLEXITY * brief.complexity),
    allergensPpm: brief.constraints.max_allergens_ppm,
    category: categoryOf(product),
    concentrates: Array.from({ length: LEVELS }, (_, level) =>
      microOf(from + ((to - from) * level) / (LEVELS - 1)),
    ),
    weights: normalised({ ...DEFAULT_WEIGHTS, ...weights }),
    budget: brief.budget_tier,
  };
}

/** Degrees are independent; what is smelt is shared among them in proportion. */
function profileOf({ notes_preference: preference, style }: Brief): Float64Array {
  const degrees = Float64Array.from(FAMILIES, (family) => preference[family]);
  const sum = degrees.reduce((total, degree) => total + degree, 0);
  if (sum === 0) return Float64Array.from(FAMILIES, (family) => (family === style ? 1 : 0));
  return degrees.map((degree) => degree / sum);
}

/** What a degree of 1 stands for on the scale of the measured curves. */
function strongestOf(materials: readonly Material[]): number {
  const most = materials
    .flatMap(({ doseResponse }) => (doseResponse === undefined ? [] : [doseResponse.max]))
    .sort((one, other) => one - other);
  return most[Math.floor(most.length * STRONG)] ?? 100;
}

/** @throws RangeError for weights that are negative or all 0 */
function normalised(weights: ObjectiveWeights): ObjectiveWeights {
  const sum = DESIGN_OBJECTIVES.reduce((total, objective) => total + weights[objective], 0);
  if (!(sum > 0) || DESIGN_OBJECTIVES.some((objective) => !(weights[objective] >= 0)))
    throw new RangeError('weights are not negative, and not all of them 0');
  const entries = DESIGN_OBJECTIVES.map((objective) => [objective, weights[objective] / sum]);
  return Object.fromEntries(entries) as ObjectiveWeights;
}

/** 0 for entry to 3 for luxury; undefined where the class is unknown. */
export const levelOf = (priceClass: PriceClass | undefined): number | undefined =>
  priceClass === undefined ? undefined : PRICE_CLASSES.indexOf(priceClass);
