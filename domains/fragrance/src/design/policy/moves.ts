import { createPicks, PICKS, type Pick } from './picks.ts';
import type { Workbench } from './workbench.ts';

/**
 * A move picks a material by its rank at the moment, and an amount. Ranks and not names: what is learned holds for materials
 * and briefs that were never seen.
 */
export interface Moves {
  /** Ranks the materials of the bench as it stands. */
  rank(): void;
  isPossible(move: number): boolean;
  /** Whether two moves come to the same, as a material may have several ranks. */
  areSame(one: number, other: number): boolean;
  /** Does a move, and returns by how much the value fell. */
  play(move: number): number;
  /** Writes the features from `at` on. */
  describe(into: number[], at: number): void;
}

type Move =
  /** Adds so many doses of a material, or such a share. */
  | { readonly kind: 'dose' | 'share'; readonly pick: Pick; readonly amount: number }
  | { readonly kind: 'times'; readonly pick: Pick; readonly factor: number }
  /** Puts one in the place of another: with the same share, or as strong. */
  | { readonly kind: 'swap'; readonly pick: Pick; readonly into: Pick; readonly by: 'share' | 'dose' }
  /** All that is smelt less than its share is of the formula. */
  | { readonly kind: 'quiet'; readonly factor: number }
  | { readonly kind: 'concentrate'; readonly by: -1 | 1 };

const OUT = 0;
const CUT = 1 / 3;
const LOWER = 1 / 1.3;
const RAISE = 1.3;
const MULTIPLY = 2.5;
const DOSES = [0.25, 1, 4];
const SHARES = [0.1, 0.3];

const {
  absent,
  quiet,
  worst,
  best,
  loudest,
  least,
  largest,
  dearest,
  allergenic,
  quietest,
  cheaper,
  cleaner,
  weaker,
} = PICKS;
const [top, heart, base] = absent.map(([first]) => first as Pick) as [Pick, Pick, Pick];
const [firstQuiet] = quiet as [Pick];
const [firstWorst] = worst as [Pick];

const times = (pick: Pick, ...factors: readonly number[]): Move[] =>
  factors.map((factor) => ({ kind: 'times', pick, factor }));
const swaps = (pick: Pick, by: 'share' | 'dose', ...intos: readonly Pick[]): Move[] =>
  intos.map((into) => ({ kind: 'swap', pick, into, by }));

const MOVES: readonly Move[] = [
  ...absent.flat().flatMap((pick) => DOSES.map((amount): Move => ({ kind: 'dose', pick, amount }))),
  ...quiet.flatMap((pick) => SHARES.map((amount): Move => ({ kind: 'share', pick, amount }))),
  ...worst.flatMap((pick) => times(pick, OUT, CUT)),
  ...best.flatMap((pick) => times(pick, RAISE, MULTIPLY)),
  ...loudest.flatMap((pick) => times(pick, OUT, CUT, LOWER, RAISE, MULTIPLY)),
  ...times(least, OUT, MULTIPLY),
  ...largest.flatMap((pick) => times(pick, CUT, LOWER)),
  ...times(dearest, OUT, CUT, LOWER),
  ...times(allergenic, OUT, CUT, LOWER),
  ...times(quietest, OUT, RAISE, MULTIPLY),
  ...swaps(firstWorst, 'dose', top, heart, base),
  ...swaps(loudest[0] as Pick, 'dose', top, heart, base),
  ...swaps(dearest, 'dose', top, heart, base),
  ...swaps(allergenic, 'dose', top, heart, base),
  ...[firstWorst, dearest, allergenic, ...largest, quietest].flatMap((pick) =>
    swaps(pick, 'share', firstQuiet),
  ),
  ...swaps(largest[0] as Pick, 'share', quiet[1] as Pick, quiet[2] as Pick),
  ...(['dose', 'share'] as const).flatMap((by) => [
    ...swaps(dearest, by, cheaper),
    ...swaps(allergenic, by, cleaner),
    ...swaps(loudest[0] as Pick, by, weaker),
  ]),
  ...[CUT, LOWER, RAISE, MULTIPLY].map((factor): Move => ({ kind: 'quiet', factor })),
  { kind: 'concentrate', by: -1 },
  { kind: 'concentrate', by: 1 },
];

/** How many moves there are. */
export const MOVE_COUNT = MOVES.length;

/** @param required how many materials at the beginning of the palette may not be taken out */
export function createMoves(bench: Workbench, required: number, concentrates: number): Moves {
  const { traits, shares, parts } = bench;
  const picks = createPicks(bench, required);
  const mayGo = (material: number): boolean => material >= required && bench.count() > 1;
  const isQuiet = (m: number): boolean =>
    (shares[m] as number) > 0 && (parts[m] as number) < (shares[m] as number);
  const dosesOf = (m: number): number => traits.dose[m] as number;

  const alter = (move: Exclude<Move, { kind: 'concentrate' }>) => (amounts: Float64Array) => {
    if (move.kind === 'quiet') {
      for (let m = 0; m < parts.length; m += 1)
        if (isQuiet(m)) amounts[m] = (amounts[m] as number) * move.factor;
      return;
    }
    const material = picks.at(move.pick);
    const own = amounts[material] as number;
    if (move.kind === 'swap') {
      const into = picks.at(move.into);
      amounts[material] = 0;
      amounts[into] = move.by === 'share' ? own : (own * dosesOf(into)) / dosesOf(material);
    } else if (move.kind === 'times') amounts[material] = own * move.factor;
    else amounts[material] = move.kind === 'dose' ? move.amount * dosesOf(material) : move.amount;
  };

  return {
    rank: picks.rank,
    describe: picks.describe,
    isPossible(at) {
      const move = MOVES[at] as Move;
      if (move.kind === 'quiet') return true;
      if (move.kind === 'concentrate') {
        const level = bench.concentrate() + move.by;
        return level >= 0 && level < concentrates;
      }
      const material = picks.at(move.pick);
      if (material < 0) return false;
      if (move.kind === 'swap') return picks.at(move.into) >= 0 && material >= required;
      return move.kind !== 'times' || move.factor > 0 || mayGo(material);
    },
    areSame(one, other) {
      const [a, b] = [MOVES[one], MOVES[other]] as [Move, Move];
      if (a.kind === 'concentrate' || a.kind === 'quiet' || b.kind === 'concentrate' || b.kind === 'quiet')
        return one === other;
      if (picks.at(a.pick) !== picks.at(b.pick)) return false;
      if (a.kind === 'swap')
        return b.kind === 'swap' && a.by === b.by && picks.at(a.into) === picks.at(b.into);
      if (a.kind === 'times') return b.kind === 'times' && a.factor === b.factor;
      return b.kind === a.kind && a.amount === b.amount;
    },
    play(at) {
      const move = MOVES[at] as Move;
      if (move.kind === 'concentrate') return bench.setConcentrate(bench.concentrate() + move.by);
      return bench.change(alter(move));
    },
  };
}
