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
  /** How well a material does for the bulk of a formula: weak, cheap, free of allergens, and not against the brief. */
  readonly quietness: Float64Array;
  /** Places, the quietest first. */
  readonly quiet: readonly number[];
  /** How alike two materials smell, 0 to 1 for the same families in the same proportions. */
  likeness(one: number, other: number): number;
  /** Adds the families of a material to a profile, as those of a vector of length 1. */
  addTo(profile: Float64Array, material: number): void;
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
/** What the match with the brief, and price and allergens, count beside eight decades of potency. */
const FIT = 0.3;
const DEAR = 0.3;

export function createTraits({ palette, aim, judge, allergens }: Studio): Traits {
  const { materials } = palette;
  const rows = materials.map(({ families }) => {
    const row = new Float64Array(WIDTH);
    for (const [family, weight] of families) row[FAMILIES.indexOf(family)] = weight;
    return unit(row);
  });
  const wanted = unit(aim.profile.slice());
  const gap = new Float64Array(WIDTH);
  const potency = Float64Array.from(materials, (_, m) =>
    Math.max(0, Math.min(1, Math.log10(Math.max(judge.potency(m), 1)) / MOST_DECADES)),
  );
  const dearness = Float64Array.from(materials, ({ priceClass }) => (levelOf(priceClass) ?? LUXURY) / LUXURY);
  const burden = Float64Array.from(materials, (material) =>
    Math.min(
      1,
      allergens.partsOf(material).reduce((sum, { part }) => sum + part, 0),
    ),
  );
  const quietness = Float64Array.from(materials, (_, m) => {
    const row = rows[m] as Float64Array;
    const match = row.reduce((sum, weight, f) => sum + weight * (wanted[f] as number), 0);
    return (
      match * FIT - (potency[m] as number) - (dearness[m] as number) * DEAR - (burden[m] as number) * DEAR
    );
  });
  return {
    potency,
    dearness,
    allergens: burden,
    quietness,
    quiet: [...materials.keys()].sort(
      (one, other) => (quietness[other] as number) - (quietness[one] as number),
    ),
    dose: Float64Array.from(materials, (_, m) =>
      Math.min(MOST_DOSE, Math.max(LEAST_DOSE, DOSE / Math.max(judge.potency(m), 1))),
    ),
    byNote: NOTE_CLASSES.map((note) =>
      materials.flatMap((material, m) => (material.note === note ? [m] : [])),
    ),
    likeness(one, other) {
      const [a, b] = [rows[one], rows[other]] as [Float64Array, Float64Array];
      let sum = 0;
      for (let f = 0; f < WIDTH; f += 1) sum += (a[f] as number) * (b[f] as number);
      return sum;
    },
    addTo(profile, material) {
      const row = rows[material] as Float64Array;
      for (let f = 0; f < WIDTH; f += 1) profile[f] = (profile[f] as number) + (row[f] as number);
    },
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
