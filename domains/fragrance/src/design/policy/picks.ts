import type { Workbench } from './workbench.ts';

/** A place in a ranking of materials, of which there are {@link PICK_COUNT}. */
export type Pick = number & { readonly __pick: true };

const NOTES = 3;
const RANKS = 3;

let next = 0;
const one = (): Pick => next++ as Pick;
const many = (count: number): readonly Pick[] => Array.from({ length: count }, one);

/** What a move may be about. */
export const PICKS = {
  /** Absent ones by note class, those that go the way to what is asked for first. */
  absent: Array.from({ length: NOTES }, () => many(RANKS)),
  /** Absent ones for the bulk. */
  quiet: many(3),
  /** Present ones by where their part in what is smelt leads. */
  worst: many(3),
  best: many(3),
  /** Present ones by their part in what is smelt. */
  loudest: many(2),
  least: one(),
  largest: many(2),
  /** Those that the price and the allergens come from. */
  dearest: one(),
  allergenic: one(),
  /** The present one that does best for the bulk. */
  quietest: one(),
  /** Absent ones that smell most like the dearest, the most allergenic and the loudest, but cheaper, with less of allergens and weaker. */
  cheaper: one(),
  cleaner: one(),
  weaker: one(),
};
const PICK_COUNT = next;
const FEATURES_OF_ONE = 6;
/** From this on a substitute has less, and how much that counts beside likeness. */
const LEAST_LESS = 0.02;
const LESS = 0.3;

/** How many features describe the picks. */
export const PICK_FEATURES = PICK_COUNT * FEATURES_OF_ONE;

export interface Picks {
  /** The material, or −1 when there is none. */
  at(pick: Pick): number;
  /** Ranks the materials of the bench as it stands. */
  rank(): void;
  /** Writes the features from `at` on. */
  describe(into: number[], at: number): void;
}

/** @param required how many materials at the beginning of the palette may not be taken out */
export function createPicks(bench: Workbench, required: number): Picks {
  const { traits, shares, alignment, parts } = bench;
  const picks = new Int32Array(PICK_COUNT);
  const present: number[] = [];

  const fill = (places: readonly Pick[], ranked: readonly number[]): void => {
    for (let rank = 0; rank < places.length; rank += 1) picks[places[rank] as number] = ranked[rank] ?? -1;
  };
  const by = (scoreOf: (m: number) => number): number[] => present.sort((a, b) => scoreOf(b) - scoreOf(a));
  const rankPresent = (): void => {
    present.length = 0;
    for (let m = 0; m < alignment.length; m += 1) if ((shares[m] as number) > 0) present.push(m);
    fill(
      PICKS.best,
      by((m) => alignment[m] as number),
    );
    fill(
      PICKS.worst,
      by((m) => -(alignment[m] as number) * ((parts[m] as number) + 0.02)),
    );
    fill(
      PICKS.loudest,
      by((m) => parts[m] as number),
    );
    fill(
      [PICKS.quietest],
      by((m) => traits.quietness[m] as number),
    );
    fill(
      PICKS.largest,
      by((m) => shares[m] as number),
    );
    fill(
      [PICKS.least],
      by((m) => (m < required ? -Infinity : -(parts[m] as number) - (shares[m] as number))),
    );
    fill(
      [PICKS.dearest],
      by((m) => (traits.dearness[m] as number) * (shares[m] as number)),
    );
    const allergens = (m: number): number => (traits.allergens[m] as number) * (shares[m] as number);
    const [most = -1] = by(allergens);
    fill([PICKS.allergenic], most >= 0 && allergens(most) > 0 ? [most] : []);
  };
  const substituteOf = (pick: Pick, burden: Float64Array): readonly number[] => {
    const material = picks[pick] as number;
    if (material < 0) return [];
    let best = -1;
    let most = -Infinity;
    for (let m = 0; m < alignment.length; m += 1) {
      const less = (burden[material] as number) - (burden[m] as number);
      if (shares[m] !== 0 || less <= LEAST_LESS) continue;
      const score = traits.likeness(material, m) + LESS * less;
      if (score <= most) continue;
      most = score;
      best = m;
    }
    return best < 0 ? [] : [best];
  };
  const rankAbsent = (): void => {
    traits.byNote.forEach((places, note) => {
      const absent = places
        .filter((m) => shares[m] === 0)
        .sort((a, b) => (alignment[b] as number) - (alignment[a] as number));
      fill(PICKS.absent[note] as readonly Pick[], absent);
    });
    fill(
      PICKS.quiet,
      traits.quiet.filter((m) => shares[m] === 0),
    );
  };

  return {
    at: (pick) => picks[pick] as number,
    rank() {
      rankPresent();
      rankAbsent();
      fill([PICKS.cheaper], substituteOf(PICKS.dearest, traits.dearness));
      fill([PICKS.cleaner], substituteOf(PICKS.allergenic, traits.allergens));
      fill([PICKS.weaker], substituteOf(PICKS.loudest[0] as Pick, traits.potency));
    },
    describe(into, at) {
      let place = at;
      for (let pick = 0; pick < PICK_COUNT; pick += 1) {
        const m = picks[pick] as number;
        into[place++] = m < 0 ? -1 : (alignment[m] as number);
        into[place++] = m < 0 ? 0 : (traits.potency[m] as number);
        into[place++] = m < 0 ? 0 : (traits.dearness[m] as number);
        into[place++] = m < 0 ? 0 : (traits.allergens[m] as number);
        into[place++] = m < 0 ? 0 : Math.sqrt(shares[m] as number);
        into[place++] = m < 0 ? 0 : Math.sqrt(parts[m] as number);
      }
    },
  };
}
