/** The mean of some returns, and the variance of that mean: of the returns, by their number. */
export interface Level {
  readonly mean: number;
  readonly variance: number;
}

/** What an iteration showed. */
export interface Signs {
  readonly kl: number;
  readonly valueLoss: number;
  /** Variance of what the value is to predict: the loss of the best constant. */
  readonly targetVariance: number;
  /** Of the raw returns of the latest episodes; `undefined` before enough have ended. */
  readonly reward: Level | undefined;
}

export type RollbackReason = 'kl' | 'loss_spike' | 'reward_drop';

export interface Thresholds {
  readonly kl: number;
  /** Times what is usual. */
  readonly lossFactor: number;
  /** Of the mean of the latest rounds. */
  readonly rewardShare: number;
}

/** Iterations that count as lately. */
export const MEMORY = 10;
/** Standard errors. */
const BEYOND_CHANCE = 4;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Why the iteration is to be undone, if it is.
 *
 * A loss spikes when it is so many times what a constant would have now, and so many times the largest that it or a constant has had lately. Not its
 * mean: losses of healthy runs have long tails, since a rollout in which an episode ends badly comes after many in which none ended, and they grow with the
 * returns. A drop is measured in the size of the mean, so that it works below 0, and is more than chance makes of so few episodes.
 */
export function reasonToRollBack(
  signs: Signs,
  before: readonly Signs[],
  thresholds: Thresholds,
): RollbackReason | undefined {
  if (!(signs.kl <= thresholds.kl)) return 'kl';
  if (!Number.isFinite(signs.valueLoss)) return 'loss_spike';
  const recent = before.slice(-MEMORY);
  if (recent.length < MEMORY) return undefined;
  const usual = Math.max(signs.targetVariance, ...recent.map(scaleOf));
  if (signs.valueLoss > thresholds.lossFactor * usual) return 'loss_spike';
  return hasDropped(signs.reward, recent, thresholds.rewardShare) ? 'reward_drop' : undefined;
}

function hasDropped(now: Level | undefined, recent: readonly Signs[], share: number): boolean {
  const before = recent.flatMap(({ reward }) => (reward === undefined ? [] : [reward]));
  if (now === undefined || before.length < MEMORY) return false;
  const level = mean(before.map((one) => one.mean));
  const chance = Math.sqrt(now.variance + mean(before.map(({ variance }) => variance)));
  return level - now.mean > Math.max((1 - share) * Math.abs(level), BEYOND_CHANCE * chance);
}

const scaleOf = ({ valueLoss, targetVariance }: Signs): number => Math.max(valueLoss, targetVariance);

/**
 * Up to which KL an update is no jump. Tightening stops at four times the target, since the passes of a healthy update end somewhere between one and
 * three times it.
 */
export const klThreshold = (setting: number, tolerance: number, target: number): number =>
  Math.max(setting * tolerance, Math.min(setting, 4 * target));

/** The factor on the KL threshold for this share of iterations that were rolled back, within ½ … 4. */
export function adjustedTolerance(tolerance: number, rollbackRate: number): number {
  if (rollbackRate > 0.1) return Math.min(4, tolerance * 1.5);
  return rollbackRate < 0.01 ? Math.max(0.5, tolerance * 0.8) : tolerance;
}
