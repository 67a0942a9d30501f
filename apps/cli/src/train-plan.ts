import { FORMULA_TRAINING, formulaTraining, readDesignLaboratory } from '@accord/fragrance/design';
import type { ResolvedKnobs } from '@accord/knobs';
import {
  cartPole,
  type Environment,
  type Ppo,
  PPO_PRESETS,
  ppoKnobs,
  type PpoSettings,
  ROLLBACK_LEVELS,
} from '@accord/optimize';
import { oneOf, seedOf, wholeNumber } from './run-options.ts';
import { UsageError } from './usage-error.ts';

/** An environment that is ready to be opened as often as there are to go side by side. */
interface Training {
  readonly open: () => Environment;
  /** What is left, besides the checkpoint, of a training that has taken all its steps. */
  policyOf?(ppo: Ppo): object;
}

interface BuiltInEnvironment {
  readonly about: string;
  readonly presets: Readonly<Record<string, Partial<PpoSettings>>>;
  /** The preset when none is asked for. */
  readonly preset: string;
  load(seed: number): Promise<Training>;
}

/** What the policy was trained with that ships with the product. */
const SHIPPED = 'shipped';

/** The built-in environments by name. */
export const ENVIRONMENTS: Readonly<Record<string, BuiltInEnvironment>> = {
  cartpole: {
    about: 'keep a pole upright on a cart, as CartPole-v1',
    presets: PPO_PRESETS,
    preset: 'balanced',
    load: async () => ({ open: cartPole }),
  },
  formula: {
    about: 'work on a formula until it fits a brief; leaves runs/<id>.policy',
    presets: { ...PPO_PRESETS, [SHIPPED]: FORMULA_TRAINING },
    preset: SHIPPED,
    load: async (seed) => formulaTraining({ laboratory: readDesignLaboratory(), seed }),
  },
};

/** All that a training is made from, as its log keeps it. */
export interface TrainingPlan {
  readonly name: string;
  readonly method: 'ppo';
  readonly preset: string;
  readonly rollback: RollbackLevel;
  readonly seed: number;
  /** Environment steps, in whole rollouts. */
  readonly steps: number;
}

type RollbackLevel = keyof typeof ROLLBACK_LEVELS;
const LEVELS = Object.keys(ROLLBACK_LEVELS) as readonly RollbackLevel[];

type Asked = Readonly<Partial<Record<'preset' | 'rollback' | 'seed' | 'steps', unknown>>>;

/** @throws UsageError */
export function trainingPlanOf(name: unknown, asked: Asked, knobs: ResolvedKnobs): TrainingPlan {
  const environment = environmentCalled(name);
  const preset = oneOf('--preset', Object.keys(environment.presets), asked.preset ?? environment.preset);
  const rollback = oneOf('--rollback', LEVELS, asked.rollback ?? 'balanced');
  const seed = seedOf(asked.seed);
  const settings = presetSettings(environment, preset, knobs);
  const rollout = rolloutOf(settings);
  const steps = wholeNumber('--steps', asked.steps ?? settings.iterations * rollout, 1, 1e9);
  return {
    name: String(name),
    method: 'ppo',
    preset,
    rollback,
    seed,
    steps: Math.ceil(steps / rollout) * rollout,
  };
}

/** @throws UsageError */
export function environmentCalled(name: unknown): BuiltInEnvironment {
  const environment =
    typeof name === 'string' && Object.hasOwn(ENVIRONMENTS, name) ? ENVIRONMENTS[name] : undefined;
  if (environment === undefined)
    throw new UsageError(`The built-in environments are ${Object.keys(ENVIRONMENTS).join(', ')}`);
  return environment;
}

/** The schedules run over all the steps of the plan. */
export function trainingSettings(
  { name, preset, rollback, steps }: TrainingPlan,
  knobs: ResolvedKnobs,
): PpoSettings {
  const settings = presetSettings(environmentCalled(name), preset, knobs);
  return { ...settings, ...ROLLBACK_LEVELS[rollback], iterations: steps / rolloutOf(settings) };
}

const presetSettings = (
  { presets }: BuiltInEnvironment,
  preset: string,
  knobs: ResolvedKnobs,
): PpoSettings => ({
  ...knobs.of(ppoKnobs),
  ...presets[preset],
});

/** Steps of a rollout: equally many in each of the environments that go side by side. */
const rolloutOf = ({ rollout_steps: steps, environments }: PpoSettings): number =>
  Math.max(1, Math.round(steps / environments)) * environments;
