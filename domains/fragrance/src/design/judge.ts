import { FAMILIES, DESIGN_OBJECTIVES, type DesignObjective } from '@accord/contract';
import { numberOfMicro } from '../formula/decimal.ts';
import type { Material } from '../materials/material.ts';
import { createCourse, HOURS } from '../smell/course.ts';
import { skinUnifac, WORN } from '../smell/evaporation.ts';
import { type Molecule, moleculesIn, RESIDUE } from '../smell/molecules.ts';
import { createIntensity } from '../smell/perception.ts';
import type { UnifacTables } from '../smell/unifac-tables.ts';
import type { Aim } from './aim.ts';
import { LUXURY } from './dearness.ts';
import type { DesignTables } from './palette.ts';

/** What a set of materials comes to, by objective; written over by the next judgement. */
export interface Judge {
  /** In the order of {@link DESIGN_OBJECTIVES}, each from 0, the best, to 1. */
  readonly objectives: Float64Array;
  /** Mean shares of the families over the time that it should last, adding up to 1 or all 0. */
  readonly profile: Float64Array;
  /** Mean over the same time, 0 to 100. */
  readonly strength: () => number;
  /** Hours until nothing is smelt; of those beyond what is asked for, none or the first moment is counted. */
  readonly hours: () => number;
  /** ppm of all declared allergens of the EU together. */
  readonly allergens: () => number;
  /** How many times its threshold the strongest molecule of a material has above the material alone. */
  potency(material: number): number;
  /** Writes the part of each material in what is smelt of the latest judged shares, adding up to 1 or all 0. */
  tellParts(shares: Float64Array, into: Float64Array): void;
  /**
   * Judges shares of the concentrate, one for each material and adding up to 1, at a place of the aim's concentrates. Returns
   * the objectives in one number, weighed as the aim has it.
   */
  judge(shares: Float64Array, concentrate: number): number;
}

const WIDTH = FAMILIES.length;
/** A material below this share of the concentrate is no part of the formula. */
export const LEAST_SHARE = 1e-4;
/** From so many materials beyond what was asked for, a formula is as bad as can be in simplicity. */
const FAR_TOO_MANY = 2;
/** Decades above the limit from which on more allergens are no worse. */
const FAR_TOO_MUCH = 2;

/**
 * Prepares everything about the materials that does not change with their shares.
 *
 * @param tolerance of a step of the evaporation; that of the nose when left out
 */
export function createJudge(
  materials: readonly Material[],
  aim: Aim,
  { catalogue, allergens, dearness }: DesignTables,
  tables: UnifacTables,
  tolerance?: number,
): Judge {
  const ethanol = catalogue.findCas('64-17-5');
  if (ethanol === undefined) throw new TypeError('the catalogue has no ethanol');
  const molecules: Molecule[] = [];
  const places = new Map<string, number>();
  const placeOf = (molecule: Molecule = RESIDUE): number => {
    let place = places.get(molecule.name);
    if (place === undefined) places.set(molecule.name, (place = molecules.push(molecule) - 1));
    return place;
  };
  const solvent = moleculesIn(ethanol, catalogue, tables).map(({ molecule }) => placeOf(molecule))[0] ?? 0;
  const parts = materials.map((material) =>
    moleculesIn(material, catalogue, tables).map(({ molecule, part }) => ({
      place: placeOf(molecule),
      part,
    })),
  );
  const families = materials.map((material) => {
    const row = new Float64Array(WIDTH);
    for (const [family, weight] of material.families) row[FAMILIES.indexOf(family)] = weight;
    return row;
  });
  const burden = Float64Array.from(materials, (material) =>
    allergens.partsOf(material).reduce((sum, { part }) => sum + part, 0),
  );
  const level = Float64Array.from(materials, (material) =>
    material.kind === 'solvent' ? 0 : dearness.of(material) / LUXURY,
  );
  const isSmelt = materials.map(({ kind }) => kind !== 'solvent');
  const until = HOURS.filter((hours) => hours <= aim.hours).length;
  // Longer than it should last is no better, so what comes then need not be known.
  const asked = HOURS.findIndex((hours) => hours >= aim.hours);
  const course = createCourse(
    molecules,
    createIntensity(catalogue.materials),
    WORN,
    skinUnifac(tables, WORN),
    asked < 0 ? HOURS.length : asked + 1,
    tolerance,
  );
  const fractions = new Float64Array(molecules.length);
  const weights = new Float64Array(molecules.length * WIDTH);
  const profile = new Float64Array(WIDTH);
  const objectives = new Float64Array(DESIGN_OBJECTIVES.length);
  const aimLength = Math.hypot(...aim.profile);
  let strength = 0;
  let ppm = 0;
  let inside = 0;

  /** Takes the shares apart into molecules. What a natural brings smells of the natural. */
  const mix = (shares: Float64Array, inProduct: number): void => {
    fractions.fill(0);
    weights.fill(0);
    fractions[solvent] = 1 - inProduct;
    for (let m = 0; m < parts.length; m += 1) {
      const share = shares[m] as number;
      if (share === 0) continue;
      const own = families[m] as Float64Array;
      for (const { place, part } of parts[m] as (typeof parts)[number]) {
        const fraction = share * inProduct * part;
        fractions[place] = (fractions[place] as number) + fraction;
        for (let f = 0; f < WIDTH; f += 1)
          weights[place * WIDTH + f] = (weights[place * WIDTH + f] as number) + fraction * (own[f] as number);
      }
    }
    for (let place = 0; place < molecules.length; place += 1) {
      let sum = 0;
      for (let f = 0; f < WIDTH; f += 1) sum += weights[place * WIDTH + f] as number;
      if (sum > 0)
        for (let f = 0; f < WIDTH; f += 1)
          weights[place * WIDTH + f] = (weights[place * WIDTH + f] as number) / sum;
    }
  };
  /** Means over the moments, which lie closer together at the beginning, as what is smelt changes faster then. */
  const average = (): void => {
    profile.fill(0);
    strength = 0;
    let total = 0;
    for (let row = 0; row < until; row += 1) {
      strength += (course.intensity[row] as number) / until;
      for (let f = 0; f < WIDTH; f += 1) {
        const share = course.profile[row * WIDTH + f] as number;
        profile[f] = (profile[f] as number) + share;
        total += share;
      }
    }
    if (total > 0) for (let f = 0; f < WIDTH; f += 1) profile[f] = (profile[f] as number) / total;
  };
  /** 1 − the cosine of the angle to the profile that is asked for. */
  const distance = (): number => {
    let product = 0;
    let square = 0;
    for (let f = 0; f < WIDTH; f += 1) {
      product += (profile[f] as number) * (aim.profile[f] as number);
      square += (profile[f] as number) ** 2;
    }
    return square === 0 ? 1 : Math.max(0, 1 - product / (Math.sqrt(square) * aimLength));
  };

  const tally = (shares: Float64Array, inProduct: number): { count: number; dear: number } => {
    let count = 0;
    let dear = 0;
    ppm = 0;
    for (let m = 0; m < shares.length; m += 1) {
      const share = shares[m] as number;
      if (share === 0) continue;
      if (isSmelt[m] === true) count += 1;
      dear += share * (level[m] as number);
      ppm += share * (burden[m] as number) * inProduct * 1e6;
    }
    return { count, dear };
  };

  return {
    objectives,
    profile,
    strength: () => strength,
    hours: () => course.longevity[1] ?? 0,
    allergens: () => ppm,
    potency: (material) =>
      Math.max(0, ...(parts[material] ?? []).map(({ place, part }) => part * (course.potency[place] ?? 0))),
    tellParts(shares, into) {
      let total = 0;
      for (let m = 0; m < into.length; m += 1) {
        let loud = 0;
        if ((shares[m] as number) > 0)
          for (const { place, part } of parts[m] as (typeof parts)[number]) {
            const whole = fractions[place] as number;
            if (whole > 0 && isSmelt[m] === true)
              loud += ((course.loudness[place] as number) * (shares[m] as number) * part * inside) / whole;
          }
        into[m] = loud;
        total += loud;
      }
      if (total > 0) for (let m = 0; m < into.length; m += 1) into[m] = (into[m] as number) / total;
    },
    judge(shares, concentrate) {
      const inProduct =
        numberOfMicro(aim.concentrates[concentrate] ?? aim.concentrates[0] ?? (0 as never)) / 100;
      inside = inProduct;
      mix(shares, inProduct);
      course.run(fractions, weights);
      average();
      const { count, dear } = tally(shares, inProduct);
      const found: Record<DesignObjective, number> = {
        profile: distance(),
        intensity: Math.min(1, Math.abs(strength - aim.intensity) / Math.max(aim.intensity, 1)),
        longevity: Math.max(0, 1 - (course.longevity[1] ?? 0) / aim.hours),
        cost: dear,
        simplicity: Math.min(1, Math.abs(count - aim.materials) / (FAR_TOO_MANY * aim.materials)),
        allergens: Math.min(1, Math.max(0, Math.log10(ppm / Math.max(aim.allergensPpm, 1)) / FAR_TOO_MUCH)),
      };
      let value = 0;
      for (const [at, objective] of DESIGN_OBJECTIVES.entries()) {
        objectives[at] = found[objective];
        value += aim.weights[objective] * found[objective];
      }
      return value;
    },
  };
}
