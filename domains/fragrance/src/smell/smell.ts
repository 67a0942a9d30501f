import { FAMILIES, type Family } from '@accord/contract';
import { type Composition, compositionOf } from '../formula/composition.ts';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import { type Course, createCourse, HOURS } from './course.ts';
import { isActivityKnown, skinUnifac, type Wearing, WORN } from './evaporation.ts';
import { liquidOf, type Molecule } from './molecules.ts';
import { createIntensity, familyWeights } from './perception.ts';
import type { UnifacTables } from './unifac-tables.ts';

/** What is smelt at the skin at one time. */
export interface Impression {
  readonly seconds: number;
  readonly families: Record<Family, number>;
  /** The strongest by intensity, or undefined when nothing is smelt. */
  readonly strongest: Molecule | undefined;
  /** 0 to 100: that of the strongest, which a mixture rarely exceeds by much. */
  readonly intensity: number;
  /** Metres at which the farthest-reaching molecule is at its threshold, in the air of a room. */
  readonly reach: number;
}

/** A figure with the values one standard deviation of its inputs down and up. */
export interface Range {
  readonly low: number;
  readonly typical: number;
  readonly high: number;
}

export interface Smell {
  readonly impressions: readonly Impression[];
  /** Hours until the last molecule is below its threshold at the skin, up to the time looked at. */
  readonly longevity: Range;
  /** The fraction of the product that nothing is known of; it is taken to stay on the skin unsmelt. */
  readonly unmodelled: number;
  /** Molecules whose threshold is unknown: they evaporate, and are not counted in what is smelt. */
  readonly unsmelt: readonly Molecule[];
  readonly activity: 'UNIFAC' | 'ideal for some';
}

export interface Nose {
  evaluate(formula: Formula): Smell;
}

/**
 * Computes what a formula smells of over eight hours. Pure: the same formula, the same smell.
 *
 * The reach is where the steady concentration around a source on a surface, E / (2 π D r), meets the threshold. Longevity ends
 * when the largest odour value passes 1, or what the uncertainties of pressure and threshold make of 1: both shift the odour
 * value of a molecule in proportion, and add up in squares. Two sources of thresholds differ by 1.22 decades (18 materials that
 * both have), so that each is off by that over √2 = 0.87 if both are as good.
 */
export function createNose(catalogue: Catalogue, tables: UnifacTables, wearing: Wearing = WORN): Nose {
  const intensityOf = createIntensity(catalogue.materials);
  const unifac = skinUnifac(tables, wearing);
  return {
    evaluate(formula) {
      const composition: Composition = compositionOf(formula, catalogue);
      const liquid = liquidOf(composition, numberOfMicro(formula.concentrate) / 100, catalogue, tables);
      const { molecules } = liquid;
      const course = createCourse(molecules, intensityOf, wearing, unifac);
      course.run(liquid.fractions, familyWeights(molecules));
      const [low = 0, typical = 0, high = 0] = course.longevity;
      return {
        impressions: impressionsOf(course, molecules),
        longevity: { low, typical, high },
        unmodelled: liquid.unmodelled,
        unsmelt: molecules.filter(
          ({ material, vapourPressure }) =>
            vapourPressure !== undefined && material?.kind !== 'solvent' && material?.threshold === undefined,
        ),
        activity: isActivityKnown(molecules) ? 'UNIFAC' : 'ideal for some',
      };
    },
  };
}

/** What a course has found, written out. */
const impressionsOf = (
  { profile, intensity, strongest, reach }: Course,
  molecules: readonly Molecule[],
): Impression[] =>
  HOURS.map((hours, index) => ({
    seconds: hours * 3600,
    families: Object.fromEntries(
      FAMILIES.map((family, at) => [family, profile[index * FAMILIES.length + at] ?? 0]),
    ) as Record<Family, number>,
    strongest: molecules[strongest[index] ?? -1],
    intensity: intensity[index] ?? 0,
    reach: reach[index] ?? 0,
  }));
