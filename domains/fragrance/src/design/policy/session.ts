import { FAMILIES, DESIGN_OBJECTIVES } from '@accord/contract';
import type { Studio } from '../studio.ts';
import { createMoves, MOVE_COUNT, type Moves } from './moves.ts';
import { PICK_FEATURES } from './picks.ts';
import { createWorkbench, percentOf, type Workbench } from './workbench.ts';

/** Moves of an episode in training. */
export const EPISODE_MOVES = 84;
const FAMILY_COUNT = FAMILIES.length;
const OTHERS = 7;
export const OBSERVATION_SIZE = 2 * FAMILY_COUNT + DESIGN_OBJECTIVES.length + OTHERS + PICK_FEATURES;
const MOST_CONCENTRATE = 20;

/** A bench at work on one brief, with the moves that did not help since the last that did. */
export interface Session {
  readonly bench: Workbench;
  readonly moves: Moves;
  /** Moves that are possible and were not tried in vain since the formula last changed. */
  mask(): readonly boolean[];
  /** Whether there is any such move. */
  isStuck(): boolean;
  observe(left: number): readonly number[];
  play(move: number): number;
  begin(): void;
  /** Goes on with a formula and the moves that are still open. */
  resume(shares: readonly number[], concentrate: number, open: readonly number[]): void;
}

/** @param drafted whether moves that look worse at a rough judgement are taken back without another: more moves in the same time */
export function openSession(studio: Studio, drafted = false): Session {
  const bench = createWorkbench(studio, drafted);
  const moves = createMoves(bench, studio.decoder.required, studio.aim.concentrates.length);
  const allowed = Array.from({ length: MOVE_COUNT }, () => true);
  const seen = Array.from({ length: OBSERVATION_SIZE }, () => 0);
  const wanted = studio.aim.profile;
  const length = Math.hypot(...wanted);

  const renew = (): void => {
    moves.rank();
    for (let move = 0; move < MOVE_COUNT; move += 1) allowed[move] = moves.isPossible(move);
  };
  return {
    bench,
    moves,
    mask: () => allowed,
    isStuck: () => !allowed.includes(true),
    begin() {
      bench.begin();
      renew();
    },
    resume(shares, concentrate, open) {
      bench.put(shares, concentrate);
      moves.rank();
      open.forEach((one, move) => (allowed[move] = one === 1));
    },
    play(move) {
      const fallen = moves.play(move);
      if (fallen > 0) renew();
      else
        for (let other = 0; other < MOVE_COUNT; other += 1)
          if (moves.areSame(other, move)) allowed[other] = false;
      return fallen;
    },
    observe(left) {
      const { aim } = studio;
      const own = Math.hypot(...bench.profile) || 1;
      let at = 0;
      for (let f = 0; f < FAMILY_COUNT; f += 1) {
        seen[at++] = (wanted[f] as number) / length;
        seen[at++] = (wanted[f] as number) / length - (bench.profile[f] as number) / own;
      }
      for (let o = 0; o < DESIGN_OBJECTIVES.length; o += 1) seen[at++] = bench.objectives[o] as number;
      seen[at++] = (bench.strength() - aim.intensity) / 50;
      seen[at++] = Math.min(0, bench.hours() / aim.hours - 1);
      seen[at++] = bench.count() / aim.materials - 1;
      seen[at++] = percentOf(studio, bench.concentrate()) / MOST_CONCENTRATE;
      seen[at++] = Math.log10(Math.max(1, bench.allergens()) / Math.max(1, aim.allergensPpm)) / 4;
      seen[at++] = left / EPISODE_MOVES;
      seen[at++] = aim.intensity / 100;
      moves.describe(seen, at);
      return seen;
    },
  };
}
