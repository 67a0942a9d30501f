import { FAMILIES, type Family, DESIGN_OBJECTIVES, type DesignObjective } from '@accord/contract';
import type { Decoder } from './candidate.ts';
import type { Judge } from './judge.ts';
import type { Palette } from './palette.ts';

/** Why a material is in a formula: what would be different without it, its share given to the others by the same rules. */
export interface Reason {
  readonly material: string;
  /** % of the concentrate. */
  readonly percent: number;
  /** The note of the brief that it stands for. */
  readonly requiredFor: string | undefined;
  /** What the formula would be judged by without it, less what it is judged by with it: above 0, it would be worse. */
  readonly withoutIt: {
    readonly value: number;
    readonly objectives: Readonly<Record<DesignObjective, number>>;
    /** Changes of the shares of families, the largest first; those below 0.5 % are left out. */
    readonly families: readonly { readonly family: Family; readonly change: number }[];
    /** Hours, and units of intensity. */
    readonly hours: number;
    readonly strength: number;
  };
}

const NOTICEABLE = 0.005;

/** Judges the formula again without each of its materials. */
export function reasonsOf(
  palette: Palette,
  shares: Float64Array,
  concentrate: number,
  decoder: Decoder,
  judge: Judge,
): Reason[] {
  const value = judge.judge(shares, concentrate);
  const before = {
    objectives: judge.objectives.slice(),
    profile: judge.profile.slice(),
    hours: judge.hours(),
    strength: judge.strength(),
  };
  const other = new Float64Array(shares.length);
  const reasons = palette.materials.flatMap((material, m): Reason[] => {
    const share = shares[m] ?? 0;
    if (share === 0) return [];
    const rest = shares.slice();
    rest[m] = 0;
    const requiredFor = palette.required.find((one) => one.material === material)?.note;
    if (!rest.some((left) => left > 0)) return [];
    // A required one cannot be taken out lawfully: the others then grow in proportion.
    if (requiredFor === undefined) decoder.settle(rest, concentrate, other);
    else other.set(rest.map((left) => left / (1 - share)));
    const without = judge.judge(other, concentrate);
    return [
      {
        material: material.name,
        percent: share * 100,
        requiredFor,
        withoutIt: {
          value: without - value,
          objectives: Object.fromEntries(
            DESIGN_OBJECTIVES.map((objective, at) => [
              objective,
              (judge.objectives[at] ?? 0) - (before.objectives[at] ?? 0),
            ]),
          ) as Record<DesignObjective, number>,
          families: FAMILIES.map((family, at) => ({
            family,
            change: (judge.profile[at] ?? 0) - (before.profile[at] ?? 0),
          }))
            .filter(({ change }) => Math.abs(change) >= NOTICEABLE)
            .sort((one, another) => Math.abs(another.change) - Math.abs(one.change)),
          hours: judge.hours() - before.hours,
          strength: judge.strength() - before.strength,
        },
      },
    ];
  });
  return reasons.sort((one, another) => another.withoutIt.value - one.withoutIt.value);
}
