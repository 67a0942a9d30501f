import { interpreterKnobs } from './knobs.ts';

/** Share that is added to the average, after the tuning guide: `int(avg_tokens * 1.2)`. */
const BUFFER = 1.2;
const [LEAST, MOST] = interpreterKnobs.knobs.max_new_tokens.range;

export interface TokenProposal {
  /** Proposed `max_new_tokens`. */
  readonly maxNewTokens: number;
  readonly average: number;
  readonly answers: number;
  /** Share of the observed answers that are longer than the proposal and would be cut: the price of the rule. */
  readonly cutShare: number;
}

/**
 * Proposes `max_new_tokens` from observed answers: their average and 20 % more, within the bounds of the knob. Undefined
 * without an observation. An average hides the long answers, so the share that the proposal would cut comes with it;
 * whoever applies the rule decides whether that is worth the saving.
 *
 * @param outputTokens tokens of each answer, as the engine counted them
 */
export function proposeMaxTokens(outputTokens: readonly number[]): TokenProposal | undefined {
  const answers = outputTokens.length;
  if (answers === 0) return undefined;
  const average = outputTokens.reduce((sum, tokens) => sum + tokens, 0) / answers;
  const maxNewTokens = Math.min(MOST, Math.max(LEAST, Math.floor(average * BUFFER)));
  const cut = outputTokens.filter((tokens) => tokens > maxNewTokens).length;
  return { maxNewTokens, average, answers, cutShare: cut / answers };
}
