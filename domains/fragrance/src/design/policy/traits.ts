import { FAMILIES } from '@accord/contract';
import { NOTE_CLASSES } from '../../materials/material.ts';
import { levelOf } from '../aim.ts';
import type { Studio } from '../studio.ts';

/** What does not change of the materials of a palette. */
export interface Traits {
  /** Logarithm of how many times its threshold a material has above itself, at most 1 for 10⁸ times. */
  readonly potency: Float64Array;
  /** Share of the concentrate at which a material is smelt about as strongly as others at theirs. */
  readonly dose: Float64Array;
  /** 0 for entry to 1 for luxury. */
  readonly dearness: Float64Array;
  /** The part of it that is allergens of the EU. */
  readonly allergens: Float64Array;
  /** Places by note class, the best match of the brief first. */
  readonly byNote: readonly (readonly number[])[];
  /** Writes how far each material goes the way from the profile to the one that is asked for. */
  align(profile: Float64Array, alignment: Float64Array): void;
}

const WIDTH = FAMILIES.length;
const MOST_DECADES = 8;
const LUXURY = 3;
/** Times the threshold above the material, mixed at its dose. */
const DOSE = 3000;
const LEAST_DOSE = 0.002;
const MOST_DOSE = 0.15;

export function createTraits({ palette, aim, judge, allergens }: Studio): Traits {
  const { materials } = palette;
  const rows = materials.map(({ families }) => {
    const row = new Float64Array(WIDTH);
    for (const [family, weight] of families) row[FAMILIES.indexOf(family)] = weight;
    return unit(row);
  });
  const wanted = unit(aim.profile.slice());
  const gap = new Float64Array(WIDTH);
  return {
    potency: Float64Array.from(materials, (_, m) =>
      Math.max(0, Math.min(1, Math.log10(Math.max(judge.potency(m), 1)) / MOST_DECADES)),
    ),
    dose: Float64Array.from(materials, (_, m) =>
      Math.min(MOST_DOSE, Math.max(LEAST_DOSE, DOSE / Math.max(judge.potency(m), 1))),
    ),
    dearness: Float64Array.from(materials, ({ priceClass }) => (levelOf(priceClass) ?? LUXURY) / LUXURY),
    allergens: Float64Array.from(materials, (material) =>
      Math.min(
        1,
        allergens.partsOf(material).reduce((sum, { part }) => sum + part, 0),
      ),
    ),
    byNote: NOTE_CLASSES.map((note) =>
      materials.flatMap((material, m) => (material.note === note ? [m] : [])),
    ),
    align(profile, alignment) {
      const length = Math.hypot(...profile) || 1;
      for (let f = 0; f < WIDTH; f += 1) gap[f] = (wanted[f] as number) - (profile[f] as number) / length;
      const far = Math.hypot(...gap) || 1;
      for (let m = 0; m < rows.length; m += 1) {
        const row = rows[m] as Float64Array;
        let sum = 0;
        for (let f = 0; f < WIDTH; f += 1) sum += (row[f] as number) * (gap[f] as number);
        alignment[m] = sum / far;
      }
    },
  };
}

function unit(row: Float64Array): Float64Array {
  const length = Math.hypot(...row) || 1;
  return row.map((one) => one / length);
}
