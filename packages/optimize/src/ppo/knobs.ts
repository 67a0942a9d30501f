import { choice, defineKnobs, integer, type KnobValues, number } from '@accord/knobs';
import { SCHEDULES } from './schedule.ts';

const share = (initial: number, effect: string) =>
  number({ default: initial, range: [0, 1], unit: 'share', effect, scope: 'process' });

/** Proximal policy optimisation. */
export const ppoKnobs = defineKnobs('ppo', {
  environments: integer({
    default: 8,
    range: [1, 256],
    unit: 'environments',
    effect: 'Steps more environments side by side in each rollout.',
    scope: 'process',
  }),
  rollout_steps: integer({
    default: 2048,
    range: [8, 65_536],
    unit: 'steps',
    effect: 'Gathers more steps, over all environments, before each round of learning: steadier, slower.',
    scope: 'process',
  }),
  iterations: integer({
    default: 100,
    range: [1, 1_000_000],
    unit: 'rollouts',
    effect: 'Trains longer; the schedules run over all of it.',
    scope: 'process',
  }),
  epochs: integer({
    default: 10,
    range: [1, 100],
    unit: 'passes',
    effect: 'Learns more often from each rollout.',
    scope: 'process',
  }),
  minibatch: integer({
    default: 64,
    range: [4, 8192],
    unit: 'steps',
    effect: 'Averages each gradient over more steps.',
    scope: 'process',
  }),
  hidden: integer({
    default: 64,
    range: [8, 512],
    unit: 'units',
    effect: 'Widens both hidden layers, rounded up to a multiple of 8.',
    scope: 'process',
  }),
  learning_rate: number({
    default: 3e-4,
    range: [0, 1],
    unit: 'per step',
    effect: 'Learns faster and less steadily; 0 learns nothing.',
    scope: 'process',
  }),
  final_learning_rate: number({
    default: 1e-5,
    range: [0, 1],
    unit: 'per step',
    effect: 'Learns faster at the end of the schedule.',
    scope: 'process',
  }),
  learning_rate_schedule: choice({
    choices: SCHEDULES,
    default: 'linear',
    effect: 'How the learning rate goes to its final value.',
    scope: 'process',
  }),
  gamma: share(0.99, 'Weighs later rewards more.'),
  lambda: share(0.95, 'Takes advantages over more steps: less bias, more variance.'),
  clip: number({
    default: 0.2,
    range: [0.01, 1],
    unit: 'ratio',
    effect: 'Lets the policy move further in each iteration.',
    scope: 'process',
  }),
  value_clip: number({
    default: 0,
    range: [0, 1000],
    unit: 'value',
    effect: 'Lets the value move further in each iteration; 0 does not limit it.',
    scope: 'process',
  }),
  max_gradient_norm: number({
    default: 0.5,
    range: [1e-6, 1e6],
    unit: 'norm',
    effect: 'Shortens only longer gradients.',
    scope: 'process',
  }),
  target_kl: number({
    default: 0.02,
    range: [1e-4, 10],
    unit: 'nats',
    effect: 'Ends the passes of an iteration, at 1.5 times this, later; the clip adapts to it.',
    scope: 'process',
  }),
  entropy: number({
    default: 0.01,
    range: [0, 1],
    unit: 'weight',
    effect: 'Explores more at first.',
    scope: 'process',
  }),
  final_entropy: number({
    default: 0.001,
    range: [0, 1],
    unit: 'weight',
    effect: 'Explores more at the end.',
    scope: 'process',
  }),
  entropy_steps: integer({
    default: 100_000,
    range: [1, 1_000_000_000],
    unit: 'environment steps',
    effect: 'Takes longer to reach the final weight of the entropy.',
    scope: 'process',
  }),
  entropy_schedule: choice({
    choices: SCHEDULES,
    default: 'linear',
    effect: 'How the weight of the entropy goes to its final value.',
    scope: 'process',
  }),
  reward_window: integer({
    default: 1000,
    range: [2, 100_000],
    unit: 'rewards',
    effect: 'Scales rewards by the deviation of more of the latest.',
    scope: 'process',
  }),
  adapt_window: choice({
    choices: ['on', 'off'],
    default: 'on',
    effect:
      'Sizes the window by how far rewards spread: 500 below a deviation of 1, 5000 above 10, else 1000.',
    scope: 'process',
  }),
  rollback_kl: number({
    default: 0.1,
    range: [1e-4, 100],
    unit: 'nats',
    effect: 'Tolerates a larger jump of the policy before it is rolled back.',
    scope: 'process',
  }),
  rollback_loss_factor: number({
    default: 3,
    range: [1.01, 1000],
    unit: 'times the largest',
    effect: 'Tolerates a larger spike of the loss of the value, beyond those of the latest 10 rollouts.',
    scope: 'process',
  }),
  rollback_reward_share: share(0.5, 'Rolls back at a smaller drop of the raw reward below its mean.'),
  rollback_cooldown: integer({
    default: 5,
    range: [1, 10_000],
    unit: 'rollouts',
    effect: 'Waits longer after a rollback before another.',
    scope: 'process',
  }),
});

export type PpoSettings = KnobValues<typeof ppoKnobs>;

/** Differences of the presets from the defaults, which are `balanced`. */
export const PPO_PRESETS = {
  fast: { learning_rate: 5e-4, iterations: 50, rollout_steps: 512, epochs: 5 },
  balanced: {},
  'high-quality': {
    learning_rate: 1e-4,
    iterations: 200,
    rollout_steps: 4096,
    epochs: 15,
    minibatch: 128,
    clip: 0.15,
  },
} as const satisfies Readonly<Record<string, Partial<PpoSettings>>>;

export type PpoPreset = keyof typeof PPO_PRESETS;

/** How much is undone, by the sources: three levels of the thresholds. */
export const ROLLBACK_LEVELS = {
  conservative: { rollback_kl: 0.05, rollback_loss_factor: 2, rollback_reward_share: 0.7 },
  balanced: {},
  aggressive: { rollback_kl: 0.2, rollback_loss_factor: 5, rollback_reward_share: 0.3 },
} as const satisfies Readonly<Record<string, Partial<PpoSettings>>>;
