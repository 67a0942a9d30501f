import type { Rng } from '@accord/kernel';
import type { Studio } from '../studio.ts';
import { EPISODE_MOVES, openSession, type Session } from './session.ts';
import { policyNetwork, readParameters } from './network.ts';
import { MOVE_COUNT } from './moves.ts';
import type { StoredPolicy } from './stored-policy.ts';

/** Moves of the policy that ships: about what one per cent of a balanced search has time for. Beyond those of training it works on as at their end. */
export const WORK_MOVES = 160;

/** A formula that was come by on the way. */
export interface Visited {
  readonly shares: Float64Array;
  readonly concentrate: number;
  readonly value: number;
  readonly objectives: readonly number[];
}

/** Chooses the next move of a session, of those that its mask allows. */
export type Chooser = (session: Session, left: number) => number;

/** Draws moves by their likelihood: always the likeliest comes to worse formulas. */
export function policyChooser(policy: StoredPolicy, rng: Rng): Chooser {
  const shape = { inputs: policy.inputs, hidden: policy.hidden, outputs: policy.outputs };
  const forward = policyNetwork(readParameters(policy.parameters, shape), shape);
  const logits = new Float64Array(policy.outputs);
  return (session, left) => {
    forward(session.observe(left), logits);
    const mask = session.mask();
    // The greatest of the logits with Gumbel noise is a draw by their likelihood.
    for (let move = 0; move < MOVE_COUNT; move += 1)
      logits[move] = (logits[move] as number) - Math.log(-Math.log(rng.next() || Number.MIN_VALUE));
    return likeliest(logits, mask);
  };
}

function likeliest(logits: Float64Array, mask: readonly boolean[]): number {
  let best = -1;
  for (let move = 0; move < MOVE_COUNT; move += 1)
    if (mask[move] === true && (best < 0 || (logits[move] as number) > (logits[best] as number))) best = move;
  return best;
}

/**
 * Works on a formula for up to `most` moves. Gives what it begins with and, after each move, the formula that came of it,
 * or undefined when the move was taken back. Ends early when no move is left.
 */
export function* work(studio: Studio, choose: Chooser, most: number): Generator<Visited | undefined, void> {
  const session = openSession(studio, true);
  const { bench } = session;
  const visited = (): Visited => ({
    shares: bench.shares.slice(),
    concentrate: bench.concentrate(),
    value: bench.value(),
    objectives: [...bench.objectives],
  });
  session.begin();
  yield visited();
  for (let move = 0; move < most && !session.isStuck(); move += 1) {
    const fallen = session.play(choose(session, Math.max(0, EPISODE_MOVES - move)));
    yield fallen > 0 ? visited() : undefined;
  }
}
