import type { Workbench } from './workbench.ts';

/**
 * A move picks a material by its rank at the moment, and an amount. Ranks and not names: what is learned holds for materials
 * and briefs that were never seen.
 */
export interface Moves {
  readonly count: number;
  /** Numbers that describe the materials of all ranks. */
  readonly features: number;
  /** Ranks the materials of the bench as it stands. */
  rank(): void;
  isPossible(move: number): boolean;
  /** Does a move, and returns by how much the value fell. */
  play(move: number): number;
  /** Writes the features from `at` on. */
  describe(into: number[], at: number): void;
}

const NOTES = 3;
const RANKS = 3;
/** Of a material that is added, in doses. */
const AMOUNTS = [0.25, 1, 4];
const PRESENT = 4;
const CUT = 1 / 3;
const RAISE = 2.5;
const FEATURES_OF_ONE = 5;

const ADDED = NOTES * RANKS;
/** Groups of ranks, one after the other: absent ones by note, present ones worst and best aligned, and three of a kind. */
const WORST = ADDED;
const BEST = WORST + PRESENT;
const MOST_POTENT = BEST + PRESENT;
const LEAST = MOST_POTENT + 1;
const LARGEST = LEAST + 1;
const PICKS = LARGEST + 1;

type Move =
  | { readonly kind: 'amount'; readonly pick: number; readonly amount: number }
  | { readonly kind: 'times'; readonly pick: number; readonly factor: number }
  | { readonly kind: 'concentrate'; readonly by: -1 | 1 };

const MOVES: readonly Move[] = [
  ...range(ADDED).flatMap((pick) => AMOUNTS.map((amount): Move => ({ kind: 'amount', pick, amount }))),
  ...range(PRESENT).flatMap((rank): Move[] => [
    { kind: 'times', pick: WORST + rank, factor: CUT },
    { kind: 'times', pick: WORST + rank, factor: 0 },
    { kind: 'times', pick: BEST + rank, factor: RAISE },
  ]),
  { kind: 'times', pick: MOST_POTENT, factor: CUT },
  { kind: 'times', pick: LEAST, factor: 0 },
  { kind: 'times', pick: LARGEST, factor: CUT },
  { kind: 'times', pick: LARGEST, factor: RAISE },
  { kind: 'concentrate', by: -1 },
  { kind: 'concentrate', by: 1 },
];

/** How many moves there are, and how many features describe what they are about. */
export const MOVE_COUNT = MOVES.length;
export const MOVE_FEATURES = PICKS * FEATURES_OF_ONE;

/** @param required how many materials at the beginning of the palette may not be taken out */
export function createMoves(bench: Workbench, required: number, concentrates: number): Moves {
  const { traits, shares, alignment } = bench;
  /** The material of each rank, or −1. */
  const picks = new Int32Array(PICKS);

  const present: number[] = [];
  const rankPresent = (): void => {
    present.length = 0;
    for (let m = 0; m < alignment.length; m += 1) if ((shares[m] as number) > 0) present.push(m);
    present.sort((one, other) => (alignment[one] as number) - (alignment[other] as number));
    for (let rank = 0; rank < PRESENT; rank += 1) {
      picks[WORST + rank] = present[rank] ?? -1;
      picks[BEST + rank] = present[present.length - 1 - rank] ?? -1;
    }
    picks[MOST_POTENT] = mostOf(
      present,
      (m) => (traits.potency[m] as number) + Math.log10(shares[m] as number) / 8,
    );
    picks[LEAST] = mostOf(present, (m) => (m < required ? -Infinity : -(shares[m] as number)));
    picks[LARGEST] = mostOf(present, (m) => shares[m] as number);
  };
  const rankAbsent = (): void => {
    traits.byNote.forEach((places, note) => {
      const absent = places
        .filter((m) => shares[m] === 0)
        .sort((one, other) => (alignment[other] as number) - (alignment[one] as number));
      for (let rank = 0; rank < RANKS; rank += 1) picks[note * RANKS + rank] = absent[rank] ?? -1;
    });
  };
  const isPossible = (at: number): boolean => {
    const move = MOVES[at] as Move;
    if (move.kind === 'concentrate') {
      const level = bench.concentrate() + move.by;
      return level >= 0 && level < concentrates;
    }
    const material = picks[move.pick] as number;
    if (material < 0) return false;
    return move.kind === 'amount' || move.factor > 0 || (material >= required && present.length > 1);
  };

  return {
    count: MOVES.length,
    features: MOVE_FEATURES,
    rank() {
      rankPresent();
      rankAbsent();
    },
    isPossible,
    play(at) {
      const move = MOVES[at] as Move;
      if (move.kind === 'concentrate') return bench.setConcentrate(bench.concentrate() + move.by);
      const material = picks[move.pick] as number;
      const amount =
        move.kind === 'amount'
          ? move.amount * (traits.dose[material] as number)
          : (shares[material] as number) * move.factor;
      return bench.setAmount(material, amount);
    },
    describe(into, at) {
      let place = at;
      for (let pick = 0; pick < PICKS; pick += 1) {
        const m = picks[pick] as number;
        into[place++] = m < 0 ? -1 : (alignment[m] as number);
        into[place++] = m < 0 ? 0 : (traits.potency[m] as number);
        into[place++] = m < 0 ? 0 : (traits.dearness[m] as number);
        into[place++] = m < 0 ? 0 : (traits.allergens[m] as number);
        into[place++] = m < 0 ? 0 : Math.sqrt(shares[m] as number);
      }
    },
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function mostOf(places: readonly number[], scoreOf: (place: number) => number): number {
  let best = -1;
  let most = -Infinity;
  for (const place of places) {
    const score = scoreOf(place);
    if (score <= most) continue;
    most = score;
    best = place;
  }
  return best;
}
