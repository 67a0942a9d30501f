/** What an iteration showed. */
export interface Signs {
  readonly kl: number;
  readonly valueLoss: number;
  /** Variance of what the value is to predict: the loss of the best constant. */
  readonly targetVariance: number;
  /** Mean raw return of the latest episodes; `undefined` before enough have ended. */
  readonly reward: number | undefined;
}

export type RollbackReason = 'kl' | 'loss_spike' | 'reward_drop';

export interface Thresholds {
  readonly kl: number;
  readonly lossFactor: number;
  readonly rewardShare: number;
}

const MEMORY = 10;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Why the iteration is to be undone, if it is. A loss is measured by that of a
 * constant where that is larger, since returns that grow raise it in a healthy run. A drop is measured in the size of the mean, so that it works below 0.
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
  const usual = mean(recent.map(({ valueLoss, targetVariance }) => Math.max(valueLoss, targetVariance)));
  if (signs.valueLoss > Math.max(thresholds.lossFactor * usual, signs.targetVariance)) return 'loss_spike';
  const rewards = recent.flatMap(({ reward }) => (reward === undefined ? [] : [reward]));
  if (signs.reward === undefined || rewards.length < MEMORY) return undefined;
  const level = mean(rewards);
  return signs.reward < level - (1 - thresholds.rewardShare) * Math.abs(level) ? 'reward_drop' : undefined;
}

/** The factor on the KL threshold for this share of iterations that were rolled back, within ½ … 4. */
export function adjustedTolerance(tolerance: number, rollbackRate: number): number {
  if (rollbackRate > 0.1) return Math.min(4, tolerance * 1.5);
  return rollbackRate < 0.01 ? Math.max(0.5, tolerance * 0.8) : tolerance;
}
