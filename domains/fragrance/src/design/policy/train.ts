import type { Brief } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import type { Environment, Ppo, PpoSettings } from '@accord/optimize';
import { aimOf } from '../aim.ts';
import type { DesignLaboratory } from '../laboratory.ts';
import { openStudio, type Studio } from '../studio.ts';
import { formulaEnvironment } from './environment.ts';
import { EPISODE_MOVES, OBSERVATION_SIZE } from './session.ts';
import type { Gain } from './gain.ts';
import { imaginedBriefs } from './imagined-briefs.ts';
import { MOVE_COUNT } from './moves.ts';
import { POLICY_VERSION, type StoredPolicy } from './stored-policy.ts';

/** How the policy that ships was trained, with seed 1: what differs from the defaults of PPO. */
export const FORMULA_TRAINING = {
  environments: 32,
  // A whole episode of each, so that every rollout has as much of the beginning as of the end.
  rollout_steps: 32 * EPISODE_MOVES,
  iterations: 130,
  epochs: 8,
  minibatch: 4 * EPISODE_MOVES,
  learning_rate: 1.5e-3,
  gamma: 0.99,
  lambda: 0.95,
  target_kl: 0.03,
  entropy: 0.004,
  entropy_steps: 200_000,
  // Briefs differ in how far a formula can be improved, so that the mean of a few episodes jumps without any harm.
  rollback_kl: 100,
  rollback_loss_factor: 1000,
  rollback_reward_share: 0,
} as const satisfies Partial<PpoSettings>;

export interface FormulaTrainingOptions {
  readonly laboratory: DesignLaboratory;
  /** The same settings, seed and number of briefs give the same policy. */
  readonly seed: number;
  /** How many imagined briefs it is trained on. 256 when left out. */
  readonly briefs?: number;
}

const BRIEFS = 256;

export interface FormulaTraining {
  readonly open: () => Environment;
  /** The policy as it stands, without what only training needs. */
  policyOf(ppo: Ppo): StoredPolicy;
}

/** What a policy for formulas is trained on by PPO, and what is kept of it. */
export function formulaTraining({
  laboratory,
  seed,
  briefs = BRIEFS,
}: FormulaTrainingOptions): FormulaTraining {
  const studios = studiosOf(imaginedBriefs(briefs, seed), laboratory);
  const gains: Gain[] = [];
  return {
    open: () => formulaEnvironment(studios, gains),
    policyOf: (ppo) => storedPolicyOf(ppo, seed, briefs),
  };
}

function storedPolicyOf(ppo: Ppo, seed: number, briefs: number): StoredPolicy {
  const {
    networks: [policy],
    settings: { hidden },
  } = ppo.save();
  if (policy === undefined) throw new TypeError('there is no policy');
  return {
    version: POLICY_VERSION,
    inputs: OBSERVATION_SIZE,
    hidden,
    outputs: MOVE_COUNT,
    parameters: policy.parameters,
    trained: { seed, briefs, steps: ppo.step },
  };
}

/** Briefs that contradict themselves are left out. */
export function studiosOf(briefs: readonly Brief[], laboratory: DesignLaboratory): Studio[] {
  return briefs.flatMap((brief) => {
    try {
      const aim = aimOf(brief, brief.product_category, laboratory.catalogue.materials);
      return [openStudio(brief, aim, laboratory)];
    } catch (error) {
      if (error instanceof AccordError) return [];
      throw error;
    }
  });
}
