import { AccordError, createRng, type Rng } from '@accord/kernel';
import type { Environment } from '../env/environment.ts';
import { Mlp } from '../network/mlp.ts';
import { type ActionHead, actionHead } from './action-head.ts';
import { advantagesOf } from './advantages.ts';
import { packed, unpack } from './checkpoint.ts';
import { ppoErrors } from './errors.ts';
import type { PpoSettings } from './knobs.ts';
import { learn } from './learning.ts';
import { RewardWindow, windowFor } from './reward-window.ts';
import { gather, guarded, maskOf, observed, place } from './rollout.ts';
import { scheduled } from './schedule.ts';
import { adjustedTolerance, reasonToRollBack, type RollbackReason, type Signs } from './watch.ts';

/** The curves of one iteration. */
export interface PpoProgress {
  /** Environment steps taken, also those that were rolled back. */
  readonly step: number;
  /** Mean raw return of the latest episodes, up to 20. */
  readonly reward: number | undefined;
  readonly entropy: number;
  readonly kl: number;
  readonly clipFraction: number;
  readonly explainedVariance: number;
  readonly rollbacks: number;
  readonly rollback: RollbackReason | undefined;
}

/** What learning changes, and a rollback takes back. */
interface LearnerState {
  readonly networks: readonly { readonly parameters: string; readonly moments: string }[];
  readonly updates: number;
  /** Environment steps that the schedules have come to. */
  readonly scheduleStep: number;
  readonly clip: number;
  readonly window: ReturnType<RewardWindow['save']>;
  readonly episodes: readonly number[];
  readonly history: readonly Signs[];
}

interface Snapshot {
  readonly reward: number | undefined;
  readonly state: LearnerState;
}

export interface PpoState extends LearnerState {
  readonly environment: string;
  readonly settings: PpoSettings;
  readonly seed: number;
  readonly step: number;
  /** Number of the next stream of random numbers; each iteration has one of its own, also after a rollback. */
  readonly stream: number;
  readonly rollbacks: number;
  readonly sinceRollback: number;
  readonly tolerance: number;
  readonly snapshots: readonly Snapshot[];
  readonly worlds: readonly { readonly state: readonly number[]; readonly running: number }[];
}

const LATEST_EPISODES = 20;
const SNAPSHOTS = 5;
const HISTORY = 50;
const GOLDEN = 0x9e3779b9;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Proximal policy optimisation (Schulman et al. 2017) of one policy over several environments side by side. */
export class Ppo {
  readonly #environments: readonly Environment[];
  readonly #settings: PpoSettings;
  readonly #seed: number;
  readonly #head: ActionHead;
  readonly #policy: Mlp;
  readonly #value: Mlp;
  readonly #window: RewardWindow;
  readonly #running: number[];
  readonly #observationSize: number;
  #step = 0;
  #scheduleStep = 0;
  #stream = 0;
  #updates = 0;
  #clip: number;
  #rollbacks = 0;
  #sinceRollback = 0;
  #tolerance = 1;
  #episodes: number[] = [];
  #history: Signs[] = [];
  #snapshots: Snapshot[] = [];

  /** @throws AccordError when the environment throws */
  constructor(open: () => Environment, settings: PpoSettings, seed: number) {
    this.#environments = Array.from({ length: settings.environments }, () => guarded(open));
    const [first] = this.#environments as [Environment];
    const rng = this.#nextRng(seed);
    const hidden = Math.ceil(settings.hidden / 8) * 8;
    const batch = Math.max(settings.minibatch, settings.environments);
    const shape = { inputs: first.observationSize, hidden: [hidden, hidden], batch };
    this.#head = actionHead(first.actions);
    this.#policy = new Mlp({ ...shape, outputs: this.#head.outputs, outputGain: 0.01 }, rng);
    this.#value = new Mlp({ ...shape, outputs: 1, outputGain: 1 }, rng);
    this.#window = new RewardWindow(settings.reward_window);
    this.#running = this.#environments.map(() => 0);
    this.#observationSize = first.observationSize;
    this.#settings = settings;
    this.#seed = seed;
    this.#clip = settings.clip;
    for (const environment of this.#environments) guarded(() => environment.reset(rng));
  }

  get step(): number {
    return this.#step;
  }

  /** Gathers one rollout and learns from it, or goes back to a state from before it went wrong. */
  iterate(): PpoProgress {
    const rng = this.#nextRng(this.#seed);
    const before = this.#learnerState();
    const learned = this.#learn(rng);
    const reason =
      this.#sinceRollback < this.#cooldown() && Number.isFinite(learned.signs.kl)
        ? undefined
        : reasonToRollBack(learned.signs, this.#history, this.#thresholds());
    this.#sinceRollback += 1;
    if (reason === undefined) this.#accept(learned.signs, before);
    else this.#rollBack(reason, before, rng);
    this.#adjust();
    return { ...learned.curves, rollbacks: this.#rollbacks, rollback: reason };
  }

  /** The likeliest action for what the environment shows. */
  act(environment: Environment): readonly number[] {
    place(this.#policy, 0, observed(environment));
    this.#policy.forward(1);
    const action = new Float64Array(this.#head.size);
    const row = this.#policy.outputs.subarray(0, this.#policy.outputStride);
    this.#head.choose(row, maskOf(environment), action, undefined);
    return this.#head.outward(action);
  }

  /** Everything that the next iteration depends on. */
  save(): PpoState {
    return {
      ...this.#learnerState(),
      environment: this.#environments[0]?.name ?? '',
      settings: this.#settings,
      seed: this.#seed,
      step: this.#step,
      stream: this.#stream,
      rollbacks: this.#rollbacks,
      sinceRollback: this.#sinceRollback,
      tolerance: this.#tolerance,
      snapshots: [...this.#snapshots],
      worlds: this.#environments.map((world, e) => ({ state: world.save(), running: this.#running[e] ?? 0 })),
    };
  }

  /** @throws AccordError PPO_CHECKPOINT_FOREIGN when the state is of another environment, seed or settings */
  restore(state: PpoState): void {
    const own = this.save();
    if (
      state.environment !== own.environment ||
      state.seed !== own.seed ||
      JSON.stringify(state.settings) !== JSON.stringify(own.settings)
    )
      throw new AccordError(ppoErrors.PPO_CHECKPOINT_FOREIGN);
    this.#restoreLearner(state);
    this.#step = state.step;
    this.#stream = state.stream;
    this.#rollbacks = state.rollbacks;
    this.#sinceRollback = state.sinceRollback;
    this.#tolerance = state.tolerance;
    this.#snapshots = [...state.snapshots];
    state.worlds.forEach((world, e) => {
      this.#environments[e]?.restore(world.state);
      this.#running[e] = world.running;
    });
  }

  #learn(rng: Rng): { signs: Signs; curves: Omit<PpoProgress, 'rollbacks' | 'rollback'> } {
    const settings = this.#settings;
    const [environments, head, policy, value] = [this.#environments, this.#head, this.#policy, this.#value];
    const steps = Math.max(1, Math.round(settings.rollout_steps / environments.length));
    const on = { environments, head, policy, value, window: this.#window, running: this.#running };
    const rollout = gather(on, steps, rng);
    const divisor = this.#window.divisor();
    rollout.rewards.forEach((reward, at) => (rollout.rewards[at] = reward / divisor));
    const advantages = advantagesOf(rollout, environments.length, settings.gamma, settings.lambda);
    const targetVariance = variance(rollout.values.map((one, at) => one + (advantages[at] ?? 0)));
    const learned = learn(
      {
        head,
        policy,
        value,
        rollout,
        advantages,
        observationSize: this.#observationSize,
        epochs: settings.epochs,
        minibatch: settings.minibatch,
        clip: this.#clip,
        valueClip: settings.value_clip,
        entropy: this.#entropyWeight(),
        learningRate: this.#learningRate(),
        targetKl: settings.target_kl,
        maxGradientNorm: settings.max_gradient_norm,
        updates: this.#updates,
      },
      rng,
    );
    this.#step += rollout.size;
    this.#scheduleStep += rollout.size;
    this.#updates = learned.updates;
    this.#episodes = [...this.#episodes, ...rollout.episodes].slice(-LATEST_EPISODES);
    this.#clip = adaptedClip(this.#clip, settings.clip, learned.kl, settings.target_kl);
    const reward = this.#episodes.length === 0 ? undefined : mean(this.#episodes);
    const { kl, clipFraction, entropy, valueLoss } = learned;
    const explainedVariance = targetVariance === 0 ? 0 : 1 - variance(advantages) / targetVariance;
    return {
      signs: {
        kl,
        valueLoss,
        targetVariance,
        reward: this.#episodes.length < LATEST_EPISODES ? undefined : reward,
      },
      curves: { step: this.#step, reward, entropy, kl, clipFraction, explainedVariance },
    };
  }

  #accept(signs: Signs, before: LearnerState): void {
    this.#history = [...this.#history, signs].slice(-HISTORY);
    this.#snapshots = [...this.#snapshots, { reward: signs.reward, state: before }].slice(-SNAPSHOTS);
  }

  /**
   * A jump or a spike came from this update, so the state before it is sound. A drop came from earlier ones, so the best of
   * the kept states is taken. Environments begin anew; the random numbers go on, or the same would happen again.
   */
  #rollBack(reason: RollbackReason, before: LearnerState, rng: Rng): void {
    const best = this.#snapshots.reduce<Snapshot | undefined>(
      (found, one) => ((one.reward ?? -Infinity) > (found?.reward ?? -Infinity) ? one : found),
      undefined,
    );
    this.#restoreLearner(reason === 'reward_drop' ? (best?.state ?? before) : before);
    this.#environments.forEach((environment, e) => {
      guarded(() => environment.reset(rng));
      this.#running[e] = 0;
    });
    this.#rollbacks += 1;
    this.#sinceRollback = 0;
  }

  /** Every 50 iterations, by the rules for the size of the window and the thresholds. */
  #adjust(): void {
    const iterations = this.#stream - 1;
    if (iterations % 50 !== 0) return;
    this.#tolerance = adjustedTolerance(this.#tolerance, this.#rollbacks / iterations);
    const size = windowFor(this.#window.deviation());
    if (this.#settings.adapt_window === 'on' && size !== this.#window.size) this.#window.resize(size);
  }

  #learnerState(): LearnerState {
    return {
      networks: [this.#policy, this.#value].map(({ parameters, moments }) => ({
        parameters: packed(parameters),
        moments: packed(moments),
      })),
      updates: this.#updates,
      scheduleStep: this.#scheduleStep,
      clip: this.#clip,
      window: this.#window.save(),
      episodes: [...this.#episodes],
      history: [...this.#history],
    };
  }

  #restoreLearner(state: LearnerState): void {
    [this.#policy, this.#value].forEach((network, at) => {
      unpack(state.networks[at]?.parameters ?? '', network.parameters);
      unpack(state.networks[at]?.moments ?? '', network.moments);
    });
    this.#updates = state.updates;
    this.#scheduleStep = state.scheduleStep;
    this.#clip = state.clip;
    this.#window.restore(state.window);
    this.#episodes = [...state.episodes];
    this.#history = [...state.history];
  }

  #thresholds() {
    const {
      rollback_kl: kl,
      rollback_loss_factor: lossFactor,
      rollback_reward_share: rewardShare,
    } = this.#settings;
    return { kl: kl * this.#tolerance, lossFactor, rewardShare };
  }

  #cooldown(): number {
    return this.#rollbacks === 0 ? 0 : this.#settings.rollback_cooldown;
  }

  #entropyWeight(): number {
    const { entropy_schedule: schedule, entropy, final_entropy: last, entropy_steps: steps } = this.#settings;
    return scheduled(schedule, entropy, last, this.#scheduleStep / steps);
  }

  #learningRate(): number {
    const {
      learning_rate_schedule: schedule,
      learning_rate: rate,
      final_learning_rate: last,
    } = this.#settings;
    const steps = this.#settings.iterations * this.#settings.rollout_steps;
    return scheduled(schedule, rate, last, this.#scheduleStep / steps);
  }

  #nextRng(seed: number): Rng {
    const rng = createRng((seed + Math.imul(this.#stream, GOLDEN)) | 0);
    this.#stream += 1;
    return rng;
  }
}

/** Narrower after an update that went too far, wider after a timid one, within a quarter of the setting and all of it. */
function adaptedClip(clip: number, setting: number, kl: number, target: number): number {
  if (kl > 1.5 * target) return Math.max(setting / 4, clip / 1.5);
  return kl < target / 1.5 ? Math.min(setting, clip * 1.2) : clip;
}

function variance(values: Float64Array): number {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
}
