import type { ResolvedKnobs } from '@accord/knobs';
import {
  cartPole,
  type Environment,
  PPO_PRESETS,
  type PpoPreset,
  ppoKnobs,
  type PpoSettings,
} from '@accord/optimize';
import { oneOf, seedOf, wholeNumber } from './run-options.ts';
import { UsageError } from './usage-error.ts';

interface ReferenceEnvironment {
  readonly about: string;
  open(): Environment;
}

/** The built-in environments by name. */
export const ENVIRONMENTS: Readonly<Record<string, ReferenceEnvironment>> = {
  cartpole: { about: 'keep a pole upright on a cart, as CartPole-v1', open: cartPole },
};

export const TRAINING_PRESETS = Object.keys(PPO_PRESETS) as readonly PpoPreset[];

/** All that a training is made from, as its log keeps it. */
export interface TrainingPlan {
  readonly name: string;
  readonly method: 'ppo';
  readonly preset: PpoPreset;
  readonly seed: number;
  /** Environment steps, in whole rollouts. */
  readonly steps: number;
}

type Asked = Readonly<Partial<Record<'preset' | 'seed' | 'steps', unknown>>>;

/** @throws UsageError */
export function trainingPlanOf(name: unknown, asked: Asked, knobs: ResolvedKnobs): TrainingPlan {
  environmentCalled(name);
  const preset = oneOf('--preset', TRAINING_PRESETS, asked.preset ?? 'balanced');
  const seed = seedOf(asked.seed);
  const settings = presetSettings(preset, knobs);
  const rollout = rolloutOf(settings);
  const steps = wholeNumber('--steps', asked.steps ?? settings.iterations * rollout, 1, 1e9);
  return { name: String(name), method: 'ppo', preset, seed, steps: Math.ceil(steps / rollout) * rollout };
}

/** @throws UsageError */
export function environmentCalled(name: unknown): ReferenceEnvironment {
  const environment =
    typeof name === 'string' && Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : undefined;
  if (environment === undefined)
    throw new UsageError(`The built-in environments are ${Object.keys(ENVIRONMENTS).join(', ')}`);
  return environment;
}

/** The schedules run over all the steps of the plan. */
export function trainingSettings({ preset, steps }: TrainingPlan, knobs: ResolvedKnobs): PpoSettings {
  const settings = presetSettings(preset, knobs);
  return { ...settings, iterations: steps / rolloutOf(settings) };
}

const presetSettings = (preset: PpoPreset, knobs: ResolvedKnobs): PpoSettings => ({
  ...knobs.of(ppoKnobs),
  ...PPO_PRESETS[preset],
});

/** Steps of a rollout: equally many in each of the environments that go side by side. */
const rolloutOf = ({ rollout_steps: steps, environments }: PpoSettings): number =>
  Math.max(1, Math.round(steps / environments)) * environments;
