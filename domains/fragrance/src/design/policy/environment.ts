import { FAMILIES, DESIGN_OBJECTIVES } from '@accord/contract';
import type { Rng } from '@accord/kernel';
import type { Environment } from '@accord/optimize';
import type { Studio } from '../studio.ts';
import { createMoves, MOVE_COUNT, MOVE_FEATURES, type Moves } from './moves.ts';
import { createWorkbench, percentOf, type Workbench } from './workbench.ts';

/** Moves of an episode: about what one per cent of a balanced search has time for. */
export const EPISODE_MOVES = 64;
const FAMILY_COUNT = FAMILIES.length;
const OTHERS = 7;
export const OBSERVATION_SIZE = 2 * FAMILY_COUNT + DESIGN_OBJECTIVES.length + OTHERS + MOVE_FEATURES;
const MOST_PERCENT = 20;
/** Values are told apart down to about this. */
const LEAST_VALUE = 0.005;

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

export function openSession(studio: Studio): Session {
  const bench = createWorkbench(studio);
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
      else allowed[move] = false;
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
      seen[at++] = bench.hours() / aim.hours - 1;
      seen[at++] = bench.count() / aim.materials - 1;
      seen[at++] = percentOf(studio, bench.concentrate()) / MOST_PERCENT;
      seen[at++] = Math.log10(Math.max(1, bench.allergens()) / Math.max(1, aim.allergensPpm)) / 4;
      seen[at++] = left / EPISODE_MOVES;
      seen[at++] = aim.intensity / 100;
      moves.describe(seen, at);
      return seen;
    },
  };
}

/**
 * Episodes over briefs, drawn evenly. A move is rewarded by the logarithm of how many times less the value has become, so that a
 * brief that is hard to meet counts as much as an easy one.
 */
export function formulaEnvironment(studios: readonly Studio[]): Environment {
  const sessions: (Session | undefined)[] = [];
  let brief = 0;
  let taken = 0;
  const session = (): Session => {
    sessions[brief] ??= openSession(studios[brief] as Studio);
    return sessions[brief] as Session;
  };
  return {
    name: 'formula',
    observationSize: OBSERVATION_SIZE,
    actions: { kind: 'discrete', count: MOVE_COUNT },
    reset(rng: Rng) {
      brief = rng.below(studios.length);
      taken = 0;
      session().begin();
      return session().observe(EPISODE_MOVES);
    },
    step([move = 0]) {
      const before = session().bench.value();
      session().play(move);
      const reward = Math.log((before + LEAST_VALUE) / (session().bench.value() + LEAST_VALUE));
      taken += 1;
      const truncated = taken >= EPISODE_MOVES;
      return { reward, terminated: truncated || session().isStuck(), truncated: false };
    },
    observe: () => [...session().observe(EPISODE_MOVES - taken)],
    mask: () => session().mask(),
    save: () => [
      brief,
      taken,
      session().bench.concentrate(),
      ...session().mask().map(Number),
      ...session().bench.shares,
    ],
    restore([at = 0, steps = 0, concentrate = 0, ...rest]) {
      brief = at;
      taken = steps;
      session().resume(rest.slice(MOVE_COUNT), concentrate, rest.slice(0, MOVE_COUNT));
    },
  };
}
