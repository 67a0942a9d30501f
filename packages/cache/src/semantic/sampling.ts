import type { Rng } from '@accord/kernel';
import { MOST_HALVINGS } from './evidence.ts';

/** What makes a check of a would-be hit worth more than another. */
export interface CheckValue {
  /** Checks that its entry has had. */
  readonly checksOfEntry: number;
  /** How far its similarity is above what was asked. */
  readonly margin: number;
}

export type Draw = { readonly kind: 'left' } | { readonly kind: 'drawn'; readonly halvings: number };

const CLOSE = 0.02;

/**
 * Draws would-be hits for checks: each with probability `share` at the least, one that tells more with that doubled. An
 * entry that was never checked counts four times, one that is barely similar enough twice. The check then weighs less by
 * as much, so that the bound is still one on all would-be hits.
 */
export function drawCheck(share: number, value: CheckValue, rng: Rng): Draw {
  let wanted = (value.checksOfEntry === 0 ? 2 : 0) + (value.margin < CLOSE ? 1 : 0);
  while (wanted > 0 && share * 2 ** wanted > 1) wanted -= 1;
  const halvings = Math.min(wanted, MOST_HALVINGS);
  return rng.next() < share * 2 ** halvings ? { kind: 'drawn', halvings } : { kind: 'left' };
}
