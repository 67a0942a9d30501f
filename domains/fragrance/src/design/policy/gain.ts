import { createRng } from '@accord/kernel';
import type { Studio } from '../studio.ts';
import { openSession } from './session.ts';

/** What is still to be gained at a value, as a part of all that there is, 1 at first. */
export type Gain = (value: number) => number;

const MOVES_BY_CHANCE = 192;
/** What there is to be gained beyond what so many moves by chance come to, as a part of what they gain: about what a search finds. */
const BEYOND = 0.2;
/** Nearer than this to all, nearness counts no more. */
const LEAST = 0.05;

/** Finds out what there is to be gained on a brief by moves at random, the same each time. */
export function openGain(studio: Studio): Gain {
  const session = openSession(studio);
  session.begin();
  const first = session.bench.value();
  const rng = createRng(1);
  for (let move = 0; move < MOVES_BY_CHANCE && !session.isStuck(); move += 1) {
    const open = session.mask().flatMap((one, at) => (one ? [at] : []));
    session.play(open[rng.below(open.length)] ?? 0);
  }
  const gained = first - session.bench.value();
  const all = gained * (1 + BEYOND) || 1;
  return (value) => (Math.max(0, all - (first - value)) / all + LEAST) / (1 + LEAST);
}
