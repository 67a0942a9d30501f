/** Answers that are to be stopped. */
export interface BadAnswers {
  /** Lowest probability that a served hit is checked with. */
  readonly share: number;
  /** How many of the hits are false. */
  readonly falseRate: number;
  /** How many of the false ones the check calls right. */
  readonly missRate: number;
  /** Probability of having stopped by then. */
  readonly confidence: number;
}

/**
 * After how many served hits serving has stopped, when many of them have become false, such as by an embedding that is
 * broken. The first check that says so stops it, and each hit is such a check with probability share × falseRate ×
 * (1 − missRate) at the least, so the number is geometric: log(1 − confidence) / log(1 − that), rounded up. Hits that
 * are served while the check is still being computed come on top.
 */
export function servedUntilStopped({ share, falseRate, missRate, confidence }: BadAnswers): number {
  const stopping = share * falseRate * (1 - missRate);
  if (stopping <= 0) return Number.POSITIVE_INFINITY;
  if (stopping >= 1) return 1;
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-stopping));
}
