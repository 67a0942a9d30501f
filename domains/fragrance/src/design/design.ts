import type { Brief, ProductCategory } from '@accord/contract';
import { type Clock, systemClock } from '@accord/kernel';
import {
  genetic,
  type GeneticSettings,
  type Method,
  nsga2,
  optimize,
  type ParetoSettings,
} from '@accord/optimize';
import { compositionOf } from '../formula/composition.ts';
import { type Cost, costOf } from '../formula/cost.ts';
import type { Formula } from '../formula/formula.ts';
import type { AllergenReport } from '../law/allergens.ts';
import { checkLaw, type LawReport } from '../law/check.ts';
import type { StockEntry } from '../materials/stock.ts';
import type { Smell } from '../smell/smell.ts';
import { type Aim, aimOf, OBJECTIVES, type Objective, type ObjectiveWeights } from './aim.ts';
import { frontOf } from './front.ts';
import type { DesignLaboratory } from './laboratory.ts';
import { type Reason, reasonsOf } from './reasons.ts';
import { type Studio, openStudio } from './studio.ts';
import { formulaProblem } from './problem.ts';
import { writtenFormula } from './written.ts';

/** How formulas are searched. */
export const DESIGN_ALGORITHMS = ['nsga2', 'ga'] as const;
export type DesignAlgorithm = (typeof DESIGN_ALGORITHMS)[number];
export const DESIGN_PRESETS = ['fast', 'balanced', 'thorough', 'high-quality'] as const;
export type DesignPreset = (typeof DESIGN_PRESETS)[number];

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
  /** Entered prices; without any, only the class of price is known. */
  readonly stock?: readonly StockEntry[];
  /** The most formulas to return. 12 when left out. */
  readonly most?: number;
  /** Ends the search; what was found until then is returned. */
  readonly signal?: AbortSignal;
  onProgress?(progress: DesignProgress): void;
  readonly clock?: Clock;
}

export interface DesignProgress {
  readonly evaluations: number;
  /** How many there will be. */
  readonly ofEvaluations: number;
  /** Value of the best formula so far: 0 at best. */
  readonly best: number;
}

export interface DesignedFormula {
  readonly formula: Formula;
  /** The objectives weighed into one number, 0 at best. */
  readonly value: number;
  /** Each from 0, the best, to 1. */
  readonly objectives: Readonly<Record<Objective, number>>;
  readonly smell: Smell;
  readonly law: LawReport;
  readonly allergens: AllergenReport;
  /** By entered prices only. The objective `cost` rests on classes of price, which are estimates. */
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

interface Effort {
  readonly population: number;
  readonly generations: number;
}

const EFFORTS: Readonly<Record<DesignPreset, Effort>> = {
  fast: { population: 24, generations: 20 },
  balanced: { population: 48, generations: 60 },
  thorough: { population: 72, generations: 120 },
  'high-quality': { population: 100, generations: 250 },
};
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
  const aim = aimOf(brief, product, laboratory.catalogue.materials, request.weights);
  const studio = openStudio(brief, aim, laboratory);
  const { candidates, evaluations, reason } = await searched(studio, request, algorithm, preset, seed);
  return {
    product,
    algorithm,
    preset,
    seed,
    aim: studio.aim,
    formulas: candidates.map((candidate, place) =>
      described(candidate, `${product} ${place + 1}`, studio, laboratory, request.stock ?? []),
    ),
    unknownNotes: studio.palette.unknownNotes,
    required: studio.palette.required.map(({ note, material }) => ({ note, material: material.name })),
    evaluations,
    reason,
  };
}

interface Candidate {
  readonly shares: Float64Array;
  readonly concentrate: number;
  readonly value: number;
  readonly objectives: readonly number[];
}

async function searched(
  { aim, decoder, judge }: Studio,
  { signal, onProgress, most = MOST_FORMULAS, clock = systemClock }: DesignRequest,
  algorithm: DesignAlgorithm,
  preset: DesignPreset,
  seed: number,
): Promise<{ candidates: Candidate[]; evaluations: number; reason: Design['reason'] }> {
  const { population, generations } = EFFORTS[preset];
  const budget = { evaluations: population * (generations + 1) };
  const problem = formulaProblem(algorithm === 'ga' ? 'sum' : 'front', aim, decoder, judge);
  const outcome = await optimize({
    problem,
    method: methodOf(algorithm, population),
    seed,
    budget,
    clock,
    ...(signal !== undefined && { signal }),
    onProgress: ({ evaluations }) =>
      onProgress?.({ evaluations, ofEvaluations: budget.evaluations, best: problem.best() }),
  });
  const candidates = outcome.solutions().map(({ variables }): Candidate => {
    const shares = new Float64Array(decoder.size);
    const concentrate = decoder.decode(variables, shares);
    const value = judge.judge(shares, concentrate);
    return { shares, concentrate, value, objectives: [...judge.objectives] };
  });
  return {
    candidates: frontOf(candidates, most),
    evaluations: outcome.evaluations,
    reason: outcome.reason,
  };
}

function methodOf(algorithm: DesignAlgorithm, population: number): Method {
  const pareto: ParetoSettings = { population, crossoverRate: 0.9, crossoverEta: 10, mutationEta: 15 };
  const single: GeneticSettings = {
    population,
    mutationRate: 0.25,
    crossoverRate: 0.8,
    mutationSigma: 0.15,
    tournament: 3,
    elites: Math.floor(population / 6),
    adaptive: true,
  };
  return algorithm === 'ga' ? genetic(single) : nsga2(pareto);
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
      OBJECTIVES.map((objective, at) => [objective, objectives[at] ?? 0]),
    ) as Record<Objective, number>,
    smell: nose.evaluate(formula),
    law,
    allergens: allergens.allergensOf(composition, formula),
    cost: costOf(composition, stock),
    reasons: reasonsOf(palette, shares, concentrate, decoder, judge),
  };
}
