import type { Family, SmellMoment } from '@accord/contract';
import { AROUND } from '../wheel/families.ts';

/** How strongly one family is smelt over time. */
export interface Ridge {
  readonly family: Family;
  /** Share of the time, 0 to 1 on a scale that stretches the opening, and strength, 0 to 1 of the strongest of all ridges. */
  readonly points: readonly (readonly [time: number, strength: number])[];
  /** Hours at which it is strongest. */
  readonly peak: number;
}

/** Families that never reach this share of the strongest are left out of the picture; the table has them. */
const SEEN = 0.04;

/** The opening of minutes is as wide as the hours of the base: places go by the root of the time. */
export const placeOf = (hours: number, last: number): number => Math.sqrt(hours / last);

/** Ridges of the families that can be seen, those that are strongest early first. */
export function ridgesOf(moments: readonly SmellMoment[]): Ridge[] {
  const last = moments.at(-1)?.hours ?? 1;
  const strength = ({ families, intensity }: SmellMoment, family: Family): number =>
    families[family] * intensity;
  const most = Math.max(...moments.flatMap((moment) => AROUND.map((family) => strength(moment, family))));
  if (!(most > 0)) return [];
  return AROUND.map((family): Ridge => {
    const points = moments.map(
      (moment) => [placeOf(moment.hours, last), strength(moment, family) / most] as const,
    );
    const highest = Math.max(...points.map(([, height]) => height));
    return {
      family,
      points,
      peak: moments[points.findIndex(([, height]) => height === highest)]?.hours ?? 0,
    };
  })
    .filter(({ points }) => points.some(([, height]) => height >= SEEN))
    .sort((one, other) => one.peak - other.peak);
}

/** The family that is smelt most at a moment, or undefined when nothing is. */
export function leadOf(moment: SmellMoment | undefined): Family | undefined {
  if (moment === undefined) return undefined;
  let lead: Family | undefined;
  for (const family of AROUND)
    if (moment.families[family] > (lead === undefined ? 0 : moment.families[lead])) lead = family;
  return lead;
}
