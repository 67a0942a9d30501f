import type { Family } from '@accord/contract';
import { type Composition, compositionOf } from '../formula/composition.ts';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Formula } from '../formula/formula.ts';
import type { Catalogue } from '../materials/catalogue.ts';
import { evaporate, type Evaporation, type Moment, type Wearing, WORN } from './evaporation.ts';
import { type Liquid, liquidOf, type Molecule } from './molecules.ts';
import { createIntensity, familyProfile, odourValue } from './perception.ts';
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
 * One standard deviation of a threshold in decades: the two sources differ by 1.22 (18 materials that both have), so that
 * each is off by that over √2 if both are as good.
 */
export const THRESHOLD_UNCERTAINTY = 0.87;
const HOURS = [0, 0.02, 0.05, 0.1, 0.17, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7, 8];
/** m²/s, turbulent diffusion in a room without draught (Drivas et al. 1996 measured 0.001 to 0.015). */
const EDDY_DIFFUSION = 0.005;

/** Computes what a formula smells of over eight hours. Pure: the same formula, the same smell. */
export function createNose(catalogue: Catalogue, tables: UnifacTables, wearing: Wearing = WORN): Nose {
  const intensityOf = createIntensity(catalogue.materials);
  const at = HOURS.map((hours) => hours * 3600);

  const impressionOf = ({ molecules }: Liquid, moment: Moment): Impression => {
    const intensities = molecules.map((molecule, i) => intensityOf(molecule, moment.air[i] ?? 0));
    let strongest: Molecule | undefined;
    let intensity = 0;
    molecules.forEach((molecule, i) => {
      if (molecule.material?.kind === 'solvent' || (intensities[i] ?? 0) <= intensity) return;
      strongest = molecule;
      intensity = intensities[i] ?? 0;
    });
    return {
      seconds: moment.seconds,
      families: familyProfile(molecules, intensities),
      strongest,
      intensity,
      reach: reachOf(molecules, moment),
    };
  };

  return {
    evaluate(formula) {
      const composition: Composition = compositionOf(formula, catalogue);
      const liquid = liquidOf(composition, numberOfMicro(formula.concentrate) / 100, catalogue, tables);
      const typical = evaporate(liquid, wearing, tables, at);
      return {
        impressions: typical.moments.map((moment) => impressionOf(liquid, moment)),
        longevity: longevityOf(liquid, typical),
        unmodelled: liquid.unmodelled,
        unsmelt: liquid.molecules.filter(
          ({ material, vapourPressure }) =>
            vapourPressure !== undefined && material?.kind !== 'solvent' && material?.threshold === undefined,
        ),
        activity: typical.activityKnown ? 'UNIFAC' : 'ideal for some',
      };
    },
  };
}

/** The steady concentration around a source on a surface, E / (2 π D r), met with the threshold. */
function reachOf(molecules: readonly Molecule[], { flow }: Moment): number {
  const reaches = molecules.map(({ material }, i) =>
    material?.threshold === undefined || material.kind === 'solvent'
      ? 0
      : (flow[i] ?? 0) / (2 * Math.PI * EDDY_DIFFUSION * material.threshold.value),
  );
  return Math.max(0, ...reaches);
}

/**
 * When the largest odour value passes 1, or what the uncertainties of pressure and threshold make of 1: both shift the
 * odour value of a molecule in proportion, and add up in squares.
 */
function longevityOf({ molecules }: Liquid, { moments }: Evaporation): Range {
  const lasts = (direction: -1 | 0 | 1): number => {
    const last = moments.findLast(({ air }) =>
      molecules.some((molecule, i) => {
        if (molecule.material?.kind === 'solvent') return false;
        const spread = Math.hypot(molecule.log10Uncertainty, THRESHOLD_UNCERTAINTY);
        return (odourValue(molecule, air[i] ?? 0) ?? 0) * 10 ** (direction * spread) >= 1;
      }),
    );
    return (last?.seconds ?? 0) / 3600;
  };
  return { low: lasts(-1), typical: lasts(0), high: lasts(1) };
}
