import { FAMILIES } from '@accord/contract';
import { createEvaporator, type Wearing } from './evaporation.ts';
import type { Molecule } from './molecules.ts';
import { odourValue } from './perception.ts';
import type { Unifac } from './unifac.ts';

/** One standard deviation of a threshold in decades; see `createNose`. */
export const THRESHOLD_UNCERTAINTY = 0.87;
/** Hours after putting it on at which the smell is looked at. */
export const HOURS = [0, 0.02, 0.05, 0.1, 0.17, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 6, 7, 8];
const SECONDS = HOURS.map((hours) => hours * 3600);
const WIDTH = FAMILIES.length;
/** m²/s, turbulent diffusion in a room without draught (Drivas et al. 1996 measured 0.001 to 0.015). */
const EDDY_DIFFUSION = 0.005;

/** What a set of molecules smells of over eight hours. The arrays are those of the latest run, and are written over by the next. */
export interface Course {
  /** Shares of the families in what is smelt, a row for each of {@link HOURS}; adding up to 1, or all 0 when nothing is. */
  readonly profile: Float64Array;
  /** 0 to 100 at each time: that of the strongest, which a mixture rarely exceeds by much. */
  readonly intensity: Float64Array;
  /** The place of the strongest, or −1 when nothing is smelt. */
  readonly strongest: Int32Array;
  /** Metres at each time. */
  readonly reach: Float64Array;
  /** Hours that it is smelt, one standard deviation down, as computed, and one up. */
  readonly longevity: Float64Array;
  /** How many times its threshold each molecule has above itself; 0 where the threshold is unknown. */
  readonly potency: Float64Array;
  /** Intensity of each molecule, added up over the moments. */
  readonly loudness: Float64Array;
  /** @param weights of the families, by molecule, as `familyWeights` has them */
  run(fractions: Float64Array, weights: Float64Array): void;
}

/**
 * Prepares a set of molecules, each of which may be absent from what is then smelt.
 *
 * @param moments how many of {@link HOURS} are looked at; the rest stay 0, and longevity ends with the last of them
 * @param tolerance of a step of the evaporation; that of the nose when left out
 */
export function createCourse(
  molecules: readonly Molecule[],
  intensityOf: (molecule: Molecule, concentration: number) => number | undefined,
  wearing: Wearing,
  unifac: Unifac,
  moments = HOURS.length,
  tolerance?: number,
): Course {
  const evaporator = createEvaporator(molecules, wearing, unifac, tolerance);
  const { air, flow, amounts } = evaporator;
  const profile = new Float64Array(HOURS.length * WIDTH);
  const intensity = new Float64Array(HOURS.length);
  const strongest = new Int32Array(HOURS.length);
  const reach = new Float64Array(HOURS.length);
  const longevity = new Float64Array(3);
  const loudness = new Float64Array(molecules.length);
  const seconds = SECONDS.slice(0, moments);
  // Alcohol is smelt for a minute, and is no part of what the perfume is meant to be.
  const smelt = Int32Array.from(
    molecules.flatMap(({ material }, i) =>
      material === undefined || material.kind === 'solvent' ? [] : [i],
    ),
  );
  const reachPerFlow = Float64Array.from(molecules, ({ material }) =>
    material?.threshold === undefined ? 0 : 1 / (2 * Math.PI * EDDY_DIFFUSION * material.threshold.value),
  );
  const spread = Float64Array.from(
    molecules,
    ({ log10Uncertainty }) => 10 ** Math.hypot(log10Uncertainty, THRESHOLD_UNCERTAINTY),
  );
  let weights = new Float64Array();

  const report = (index: number): void => {
    const row = index * WIDTH;
    const hours = HOURS[index] as number;
    let total = 0;
    let most = 0;
    let farthest = 0;
    strongest[index] = -1;
    for (let at = 0; at < smelt.length; at += 1) {
      const i = smelt[at] as number;
      if (amounts[i] === 0) continue;
      const molecule = molecules[i] as Molecule;
      const concentration = air[i] as number;
      const value = odourValue(molecule, concentration) ?? 0;
      const uncertainty = spread[i] as number;
      if (value >= uncertainty) longevity[0] = hours;
      if (value >= 1) longevity[1] = hours;
      if (value * uncertainty >= 1) longevity[2] = hours;
      farthest = Math.max(farthest, (flow[i] as number) * (reachPerFlow[i] as number));
      const strength = intensityOf(molecule, concentration) ?? 0;
      if (strength === 0) continue;
      loudness[i] = (loudness[i] as number) + strength;
      if (strength > most) {
        most = strength;
        strongest[index] = i;
      }
      for (let family = 0; family < WIDTH; family += 1) {
        const share = strength * (weights[i * WIDTH + family] as number);
        profile[row + family] = (profile[row + family] as number) + share;
        total += share;
      }
    }
    intensity[index] = most;
    reach[index] = farthest;
    if (total > 0)
      for (let family = 0; family < WIDTH; family += 1)
        profile[row + family] = (profile[row + family] as number) / total;
  };

  return {
    profile,
    intensity,
    strongest,
    reach,
    longevity,
    loudness,
    potency: Float64Array.from(molecules, (molecule, i) =>
      molecule.material?.kind === 'solvent' ? 0 : (odourValue(molecule, evaporator.saturated[i] ?? 0) ?? 0),
    ),
    run(fractions, familyWeightsOfRun) {
      weights = familyWeightsOfRun as Float64Array<ArrayBuffer>;
      profile.fill(0);
      longevity.fill(0);
      loudness.fill(0);
      evaporator.run(fractions, seconds, report);
    },
  };
}
