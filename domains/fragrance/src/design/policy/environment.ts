import type { Rng } from '@accord/kernel';
import type { Environment } from '@accord/optimize';
import type { Studio } from '../studio.ts';
import { type Gain, openGain } from './gain.ts';
import { MOVE_COUNT } from './moves.ts';
import { EPISODE_MOVES, OBSERVATION_SIZE, openSession, type Session } from './session.ts';

/**
 * Episodes over briefs, drawn evenly. A move is rewarded by the logarithm of how many times less has become what is still to be
 * gained ({@link openGain}), so that a small step at the end counts as much as a large one at the beginning, and a brief that is hard to meet
 * as much as an easy one.
 */
export function formulaEnvironment(studios: readonly Studio[], gains: Gain[] = []): Environment {
  const sessions: (Session | undefined)[] = [];
  let brief = 0;
  let taken = 0;
  const session = (): Session => {
    sessions[brief] ??= openSession(studios[brief] as Studio);
    return sessions[brief] as Session;
  };
  const leftToGain = (): number => {
    gains[brief] ??= openGain(studios[brief] as Studio);
    return (gains[brief] as Gain)(session().bench.value());
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
      const before = leftToGain();
      session().play(move);
      const reward = Math.log(before / leftToGain());
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
