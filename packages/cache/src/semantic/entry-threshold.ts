/** What a check found of one entry: how similar the question was, and whether the answer was right for it. */
export interface EntryOutcome {
  readonly similarity: number;
  readonly right: boolean;
}

/** Older outcomes than these are forgotten. */
export const MOST_OUTCOMES = 32;
/** Above every similarity: the entry is served to nobody. */
export const NEVER = Number.POSITIVE_INFINITY;

const MIDPOINTS = Array.from({ length: 51 }, (_, at) => 0.2 + at * 0.02);
const STEEPNESSES = [20, 40, 80, 160];
const PRIOR_BELOW = 0.15;
const PRIOR_SPREAD = 0.15;
/** Part of the outcomes that has nothing to do with similarity, such as a slip of who checked. */
const SLIP = 0.005;
const DOUBT = 0.1;
const CURVES = MIDPOINTS.flatMap((midpoint) => STEEPNESSES.map((steepness) => ({ midpoint, steepness })));

/**
 * The similarity from which an entry answers, given what checks found of it: just `floor` without a wrong outcome, else
 * the lowest from which it is right with probability `least`, looked at with caution.
 *
 * The idea is that of vCache (Schroeder et al., arXiv 2502.03771): how likely an entry is right at a similarity s is
 * 1 / (1 + exp(−k (s − m))) with a midpoint m and a steepness k of its own, learned from its outcomes, and what is
 * uncertain of them counts against it. Here both have a posterior over a grid. Each curve says from which similarity on
 * it is right often enough, m + log(least / (1 − least)) / k, and the threshold is where all but `DOUBT` of the
 * posterior agree. The bound does not rest on any of this.
 */
export function entryThreshold(outcomes: readonly EntryOutcome[], floor: number, least: number): number {
  if (outcomes.every(({ right }) => right)) return floor;
  const odds = Math.log(least / (1 - least));
  const weighed = CURVES.map((curve) => ({
    from: curve.midpoint + odds / curve.steepness,
    log: logPosterior(curve, outcomes, floor),
  }));
  const most = Math.max(...weighed.map(({ log }) => log));
  const curves = weighed
    .map(({ from, log }) => ({ from, weight: Math.exp(log - most) }))
    .sort((one, other) => other.from - one.from);
  let doubtful = DOUBT * curves.reduce((sum, { weight }) => sum + weight, 0);
  for (const { from, weight } of curves) {
    doubtful -= weight;
    if (doubtful < 0) return from > 1 ? NEVER : Math.max(floor, from);
  }
  return NEVER;
}

function logPosterior(
  { midpoint, steepness }: (typeof CURVES)[number],
  outcomes: readonly EntryOutcome[],
  floor: number,
): number {
  let log = -0.5 * ((midpoint - (floor - PRIOR_BELOW)) / PRIOR_SPREAD) ** 2;
  for (const { similarity, right } of outcomes) {
    const probability = SLIP + (1 - 2 * SLIP) * logistic(steepness * (similarity - midpoint));
    log += Math.log(right ? probability : 1 - probability);
  }
  return log;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
