import { DESIGN_OBJECTIVES } from '@accord/contract';
import { numberOfMicro } from '../../formula/decimal.ts';
import type { Studio } from '../studio.ts';
import { createTraits, type Traits } from './traits.ts';

/** A formula that is worked on: a change is kept when it makes the value less, and is taken back otherwise. */
export interface Workbench {
  readonly traits: Traits;
  /** Of the palette and its filler, adding up to 1. */
  readonly shares: Float64Array;
  /** Mean shares of the families over time, and each objective, of the formula as it stands. */
  readonly profile: Float64Array;
  readonly objectives: Float64Array;
  /** How far the smell of each material goes the way from what is smelt to what is asked for, −1 to 1. */
  readonly alignment: Float64Array;
  value(): number;
  concentrate(): number;
  strength(): number;
  hours(): number;
  allergens(): number;
  /** The number of materials with a share. */
  count(): number;
  /** Begins with the required materials and the best match of each note class. */
  begin(): void;
  /** Puts a formula on the bench as it is. */
  put(shares: ArrayLike<number>, concentrate: number): void;
  /** Gives a material another amount beside the shares of the others. Returns by how much the value fell, 0 when it did not. */
  setAmount(material: number, amount: number): number;
  setConcentrate(concentrate: number): number;
}

const FIRST_AMOUNT = 0.1;

export function createWorkbench(studio: Studio): Workbench {
  const { aim, decoder, judge, palette } = studio;
  const size = decoder.size;
  const traits = createTraits(studio);
  const shares = new Float64Array(size);
  const trial = new Float64Array(size);
  const settled = new Float64Array(size);
  const profile = new Float64Array(aim.profile.length);
  const objectives = new Float64Array(DESIGN_OBJECTIVES.length);
  const alignment = new Float64Array(palette.materials.length);
  let value = Infinity;
  let concentrate = 0;
  let strength = 0;
  let hours = 0;
  let allergens = 0;

  const keep = (found: number, level: number): void => {
    value = found;
    concentrate = level;
    shares.set(settled);
    profile.set(judge.profile);
    objectives.set(judge.objectives);
    strength = judge.strength();
    hours = judge.hours();
    allergens = judge.allergens();
    traits.align(profile, alignment);
  };
  const attempt = (level: number): number => {
    decoder.settle(trial, level, settled);
    const found = judge.judge(settled, level);
    if (found >= value) return 0;
    const fallen = value - found;
    keep(found, level);
    return fallen;
  };

  return {
    traits,
    shares,
    profile,
    objectives,
    alignment,
    value: () => value,
    concentrate: () => concentrate,
    strength: () => strength,
    hours: () => hours,
    allergens: () => allergens,
    count() {
      let count = 0;
      for (let m = 0; m < palette.materials.length; m += 1) if ((shares[m] as number) > 0) count += 1;
      return count;
    },
    begin() {
      trial.fill(0);
      for (let m = 0; m < decoder.required; m += 1) trial[m] = traits.dose[m] as number;
      for (const ranked of traits.byNote)
        if (ranked[0] !== undefined) trial[ranked[0]] = traits.dose[ranked[0]] as number;
      if (!trial.some((amount) => amount > 0)) trial[0] = FIRST_AMOUNT;
      const level = aim.concentrates.length >> 1;
      decoder.settle(trial, level, settled);
      keep(judge.judge(settled, level), level);
    },
    put(given, level) {
      settled.set(given);
      keep(judge.judge(settled, level), level);
    },
    setAmount(material, amount) {
      trial.set(shares);
      // What the law put in as filler is found anew.
      trial[size - 1] = 0;
      trial[material] = amount;
      if (!trial.some((one) => one > 0)) return 0;
      return attempt(concentrate);
    },
    setConcentrate(level) {
      if (level < 0 || level >= aim.concentrates.length) return 0;
      trial.set(shares);
      trial[size - 1] = 0;
      if (!trial.some((one) => one > 0)) return 0;
      return attempt(level);
    },
  };
}

/** % of the product at a place of the aim's concentrates. */
export const percentOf = ({ aim }: Studio, level: number): number =>
  numberOfMicro(aim.concentrates[level] ?? (0 as never));
