import { FAMILIES, type Family } from '@accord/contract';
import type { Smell } from '../smell/smell.ts';

/** What a person tells two variations apart by. */
export interface Variation {
  readonly smell: Pick<Smell, 'impressions' | 'longevity'>;
  /** How many materials, solvents left out. */
  readonly materials: number;
  /** US dollars for a kg of concentrate, estimates included. */
  readonly usdPerKg: number;
  /** ppm of all allergens of the EU together in the finished product. */
  readonly allergensPpm: number;
}

/** A number of a variation that may please or displease. */
export interface Feature {
  readonly name: string;
  readonly kind:
    | 'family'
    | 'family at first'
    | 'family at last'
    | 'intensity'
    | 'longevity'
    | 'cost'
    | 'simplicity'
    | 'allergens';
  readonly family: Family | undefined;
  /** One standard deviation of it among variations, before any were seen. */
  readonly scale: number;
  /** How much of its weight is expected beside that of the others. */
  readonly expected: number;
}

/** Hours at which the opening and the heart end. */
const OPENING = 0.25;
const HEART = 3;
/** A liking for a family is mostly for all the time that it is smelt: its times differ less than families do. */
const TIMES = 0.4;

const ofFamilies = (kind: Feature['kind'], scale: number, expected: number): Feature[] =>
  FAMILIES.map((family) => ({ name: `${kind}: ${family}`, kind, family, scale, expected }));
const single = (kind: Feature['kind'], scale: number): Feature => ({
  name: kind,
  kind,
  family: undefined,
  scale,
  expected: 1,
});

/** In the order of {@link featuresOf}. Cost and allergens count in decades. */
export const FEATURES: readonly Feature[] = [
  ...ofFamilies('family', 0.06, 1),
  ...ofFamilies('family at first', 0.06, TIMES),
  ...ofFamilies('family at last', 0.06, TIMES),
  single('intensity', 8),
  single('longevity', 2),
  single('cost', 0.3),
  single('simplicity', 3),
  single('allergens', 0.3),
];

/** The numbers that are compared: shares of the families over the wear, how they differ at first and at last, and the rest. */
export function featuresOf({ smell, materials, usdPerKg, allergensPpm }: Variation): Float64Array {
  const [first, middle, last] = phasesOf(smell.impressions);
  const whole = FAMILIES.map(
    (family) => (first.families[family] + middle.families[family] + last.families[family]) / 3,
  );
  return Float64Array.from([
    ...whole,
    ...FAMILIES.map((family, at) => first.families[family] - (whole[at] ?? 0)),
    ...FAMILIES.map((family, at) => last.families[family] - (whole[at] ?? 0)),
    (first.intensity + middle.intensity + last.intensity) / 3,
    smell.longevity.typical,
    Math.log10(1 + usdPerKg),
    -materials,
    Math.log10(1 + allergensPpm),
  ]);
}

interface Phase {
  readonly families: Record<Family, number>;
  readonly intensity: number;
}

/** Means of opening, heart and base. A time without any impression is like the one before it. */
function phasesOf(impressions: Smell['impressions']): [Phase, Phase, Phase] {
  const within = (from: number, to: number): Smell['impressions'] =>
    impressions.filter(({ seconds }) => seconds / 3600 > from && seconds / 3600 <= to);
  return [meanOf(within(-1, OPENING)), meanOf(within(OPENING, HEART)), meanOf(within(HEART, Infinity))];
}

function meanOf(impressions: Smell['impressions']): Phase {
  const mean = (value: (impression: Smell['impressions'][number]) => number): number =>
    impressions.reduce((sum, impression) => sum + value(impression), 0) / Math.max(1, impressions.length);
  return {
    families: Object.fromEntries(
      FAMILIES.map((family) => [family, mean(({ families }) => families[family])]),
    ) as Record<Family, number>,
    intensity: mean(({ intensity }) => intensity),
  };
}
