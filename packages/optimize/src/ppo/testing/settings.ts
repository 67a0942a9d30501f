import { resolveKnobs } from '@accord/knobs';
import { ppoKnobs, type PpoSettings } from '../knobs.ts';

/** Settings that learn CartPole quickly, with what a test changes. */
export function quickSettings(changes: Partial<PpoSettings> = {}): PpoSettings {
  return {
    ...resolveKnobs([ppoKnobs], []).of(ppoKnobs),
    environments: 8,
    rollout_steps: 1024,
    iterations: 200,
    epochs: 4,
    minibatch: 64,
    gamma: 0.98,
    lambda: 0.9,
    learning_rate: 1e-3,
    final_learning_rate: 1e-5,
    entropy: 0.001,
    final_entropy: 0.0001,
    ...changes,
  };
}

/** Changes for environments of one step. */
export const small = {
  environments: 4,
  rollout_steps: 64,
  minibatch: 32,
  hidden: 8,
  adapt_window: 'off',
} as const;
