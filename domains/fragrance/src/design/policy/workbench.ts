import { DESIGN_OBJECTIVES } from '@accord/contract';
import { numberOfMicro } from '../../formula/decimal.ts';
import type { Studio } from '../studio.ts';
import { firstAmounts } from './first-amounts.ts';
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
  /** Part of each material in what is smelt of the formula as it stands. */
  readonly parts: Float64Array;
  value(): number;
  concentrate(): number;
  strength(): number;
  hours(): number;
  allergens(): number;
  /** The number of materials with a share. */
  count(): number;
  /** Begins with {@link firstAmounts} at the middle concentrate. */
  begin(): void;
  /** Puts a formula on the bench as it is. */
  put(shares: ArrayLike<number>, concentrate: number): void;
  /**
   * Changes amounts, which are the shares of the palette as it stands and need not add up to 1 afterwards. Returns by how much
   * the value fell, 0 when it did not.
   */
  change(alter: (amounts: Float64Array) => void): number;
  setConcentrate(concentrate: number): number;
}

/** Of a share. */
const NO_CHANGE = 1e-6;

/** @param drafted whether what looks worse at a rough judgement is taken back without another */
export function createWorkbench(studio: Studio, drafted: boolean): Workbench {
  const { aim, decoder, judge, draft, palette } = studio;
  const size = decoder.size;
  const traits = createTraits(studio);
  const shares = new Float64Array(size);
  const trial = new Float64Array(size);
  const settled = new Float64Array(size);
  const profile = new Float64Array(aim.profile.length);
  const objectives = new Float64Array(DESIGN_OBJECTIVES.length);
  const alignment = new Float64Array(palette.materials.length);
  const parts = new Float64Array(palette.materials.length);
  let value = Infinity;
  let roughValue = Infinity;
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
    judge.tellParts(shares, parts);
    traits.align(profile, alignment);
  };
  const place = (level: number): void => {
    if (drafted) roughValue = draft.judge(settled, level);
    keep(judge.judge(settled, level), level);
  };
  const attempt = (level: number): number => {
    decoder.settle(trial, level, settled);
    if (level === concentrate && isSame(settled, shares)) return 0;
    const rough = drafted ? draft.judge(settled, level) : 0;
    if (drafted && rough >= roughValue) return 0;
    const found = judge.judge(settled, level);
    if (found >= value) return 0;
    roughValue = rough;
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
    parts,
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
      firstAmounts(studio, traits, trial);
      const level = aim.concentrates.length >> 1;
      decoder.settle(trial, level, settled);
      place(level);
    },
    put(given, level) {
      settled.set(given);
      place(level);
    },
    change(alter) {
      trial.set(shares);
      // What the law put in as filler is found anew.
      trial[size - 1] = 0;
      alter(trial);
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

/** What the limits took back altogether needs no judgement. */
function isSame(one: Float64Array, other: Float64Array): boolean {
  for (let m = 0; m < one.length; m += 1)
    if (Math.abs((one[m] as number) - (other[m] as number)) > NO_CHANGE) return false;
  return true;
}

/** % of the product at a place of the aim's concentrates. */
export const percentOf = ({ aim }: Studio, level: number): number =>
  numberOfMicro(aim.concentrates[level] ?? (0 as never));
