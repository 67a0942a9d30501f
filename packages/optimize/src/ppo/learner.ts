import type { Rng } from '@accord/kernel';
import type { Environment } from '../env/environment.ts';
import { type Kernel, MemoryPlan, openKernel } from '../network/kernel.ts';
import { layOutMlp, Mlp } from '../network/mlp.ts';
import { type ActionHead, actionHead } from './action-head.ts';
import { estimateAdvantages } from './advantages.ts';
import type { PpoSettings } from './knobs.ts';
import { layOutMinibatch, learn, type Learning } from './learning.ts';
import { RewardWindow, windowFor } from './reward-window.ts';
import { gather, guarded, layOutRollout, observed, Rollout, writeMask } from './rollout.ts';
import { scheduled } from './schedule.ts';
import { type Level, MEMORY, type Signs } from './watch.ts';

/** The numbers of one network. */
export interface NetworkNumbers {
  readonly parameters: Float32Array;
  readonly moments: Float32Array;
}

/** What learning changes, and a rollback takes back. `Network` is how a network is kept. */
export interface LearnerStateOf<Network> {
  /** The policy and the value. */
  readonly networks: readonly Network[];
  readonly updates: number;
  /** Environment steps that the schedules have come to. */
  readonly scheduleStep: number;
  readonly clip: number;
  readonly window: ReturnType<RewardWindow['save']>;
  readonly episodes: readonly number[];
  readonly history: readonly Signs[];
}

/** The curves of one round that the learner knows of. */
export interface Curves {
  /** Mean raw return of the latest episodes, up to 20. */
  readonly reward: number | undefined;
  readonly entropy: number;
  readonly kl: number;
  readonly clipFraction: number;
  readonly explainedVariance: number;
}

const LATEST_EPISODES = 20;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Gathers rollouts and learns from them. */
export class Learner {
  readonly #environments: readonly Environment[];
  readonly #settings: PpoSettings;
  readonly #on: Learning;
  readonly #window: RewardWindow;
  /** Raw reward so far in the episode of each environment. */
  readonly running: number[];
  #scheduleStep = 0;
  #updates = 0;
  #clip: number;
  #episodes: number[] = [];
  #history: Signs[] = [];

  /** @throws AccordError when the environment throws */
  constructor(environments: readonly Environment[], settings: PpoSettings, rng: Rng) {
    const [first] = environments as readonly [Environment];
    this.#environments = environments;
    this.#settings = settings;
    this.#on = openLearning(first, settings, rng);
    this.#window = new RewardWindow(settings.reward_window);
    this.#clip = settings.clip;
    this.running = environments.map(() => 0);
    this.begin(rng);
  }

  get history(): readonly Signs[] {
    return this.#history;
  }

  /** Steps over all environments in a rollout. */
  get rolloutSize(): number {
    return this.#on.rollout.layout.size;
  }

  /** Begins an episode in each environment. */
  begin(rng: Rng): void {
    this.#environments.forEach((environment, e) => {
      guarded(() => environment.reset(rng));
      this.running[e] = 0;
    });
  }

  /** One rollout, and what is learned from it. */
  round(rng: Rng): { readonly signs: Signs; readonly curves: Curves } {
    const { rollout } = this.#on;
    const { gamma, lambda, clip, target_kl: targetKl } = this.#settings;
    const environments = this.#environments;
    gather({ ...this.#on, environments, window: this.#window, running: this.running }, rng);
    estimateAdvantages(rollout, environments.length, this.#window.divisor(), gamma, lambda);
    const targetVariance = variance(rollout.targets);
    const learned = learn(this.#on, this.#roundSettings(), rng);
    this.#scheduleStep += this.rolloutSize;
    this.#updates = learned.updates;
    this.#episodes = [...this.#episodes, ...rollout.episodes].slice(-LATEST_EPISODES);
    this.#clip = adaptedClip(this.#clip, clip, learned.kl, targetKl);
    const reward = this.#episodes.length === 0 ? undefined : mean(this.#episodes);
    const { kl, clipFraction, entropy, valueLoss } = learned;
    const explainedVariance = targetVariance === 0 ? 0 : 1 - variance(rollout.advantages) / targetVariance;
    const enough = this.#episodes.length === LATEST_EPISODES;
    return {
      signs: { kl, valueLoss, targetVariance, reward: enough ? levelOf(this.#episodes) : undefined },
      curves: { reward, entropy, kl, clipFraction, explainedVariance },
    };
  }

  /** Counts a round among what is usual. */
  remember(signs: Signs): void {
    this.#history = [...this.#history, signs].slice(-MEMORY);
  }

  /** What is usual is then learned anew, as far as it is about returns. */
  forgetReturns(): void {
    this.#episodes = [];
    this.#history = this.#history.map((signs) => ({ ...signs, reward: undefined }));
  }

  /** By the rule for the size of the window. */
  adaptWindow(): void {
    const size = windowFor(this.#window.deviation());
    if (size !== this.#window.size) this.#window.resize(size);
  }

  /** The likeliest action for what the environment shows. */
  act(environment: Environment): readonly number[] {
    const { head, policy, rollout } = this.#on;
    const action = new Float64Array(head.size);
    const mask = new Uint8Array(rollout.layout.maskSize);
    if (mask.length > 0) writeMask(environment, mask, 0);
    rollout.probe.set(observed(environment));
    policy.forward(rollout.layout.probe, 1);
    head.choose(policy.outputs, 0, mask, 0, action, 0, undefined);
    return head.outward(action, 0);
  }

  save(): LearnerStateOf<NetworkNumbers> {
    return {
      networks: [this.#on.policy, this.#on.value].map(({ parameters, moments }) => ({
        parameters: parameters.slice(),
        moments: moments.slice(),
      })),
      updates: this.#updates,
      scheduleStep: this.#scheduleStep,
      clip: this.#clip,
      window: this.#window.save(),
      episodes: [...this.#episodes],
      history: [...this.#history],
    };
  }

  restore(state: LearnerStateOf<NetworkNumbers>): void {
    [this.#on.policy, this.#on.value].forEach((network, at) => {
      const kept = state.networks[at] as NetworkNumbers;
      network.parameters.set(kept.parameters);
      network.moments.set(kept.moments);
    });
    this.#updates = state.updates;
    this.#scheduleStep = state.scheduleStep;
    this.#clip = state.clip;
    this.#window.restore(state.window);
    this.#episodes = [...state.episodes];
    this.#history = [...state.history];
  }

  #roundSettings() {
    const s = this.#settings;
    const budget = s.iterations * s.rollout_steps;
    const learned = this.#scheduleStep / budget;
    const annealed = this.#scheduleStep / s.entropy_steps;
    return {
      epochs: s.epochs,
      minibatch: s.minibatch,
      clip: this.#clip,
      valueClip: s.value_clip,
      entropy: scheduled(s.entropy_schedule, s.entropy, s.final_entropy, annealed),
      learningRate: scheduled(s.learning_rate_schedule, s.learning_rate, s.final_learning_rate, learned),
      targetKl: s.target_kl,
      maxGradientNorm: s.max_gradient_norm,
      updates: this.#updates,
    };
  }
}

/** Both networks, a rollout and a minibatch in one memory. */
export function openLearning(
  first: Environment,
  { environments, rollout_steps: wanted, minibatch, hidden: units }: PpoSettings,
  rng: Rng,
): Learning {
  const head: ActionHead = actionHead(first.actions);
  const hidden = Math.ceil(units / 8) * 8;
  const batch = Math.max(minibatch, environments);
  const shape = { inputs: first.observationSize, hidden: [hidden, hidden], batch };
  const steps = Math.max(1, Math.round(wanted / environments));
  const plan = new MemoryPlan();
  const policy = layOutMlp(plan, { ...shape, outputs: head.outputs, outputGain: 0.01 });
  const value = layOutMlp(plan, { ...shape, outputs: 1, outputGain: 1 });
  const rollout = layOutRollout(plan, first, { environments, steps, actionSize: head.size });
  const layout = layOutMinibatch(plan, rollout, minibatch);
  const kernel: Kernel = openKernel(plan.bytes);
  return {
    kernel,
    head,
    policy: new Mlp(kernel, policy, rng),
    value: new Mlp(kernel, value, rng),
    rollout: new Rollout(kernel, rollout),
    layout,
  };
}

/** Narrower after an update that went too far, wider after a timid one, within a quarter of the setting and all of it. */
function adaptedClip(clip: number, setting: number, kl: number, target: number): number {
  if (kl > 1.5 * target) return Math.max(setting / 4, clip / 1.5);
  return kl < target / 1.5 ? Math.min(setting, clip * 1.2) : clip;
}

const levelOf = (returns: readonly number[]): Level => ({
  mean: mean(returns),
  variance: variance(returns) / returns.length,
});

function variance(values: Float64Array | readonly number[]): number {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const middle = sum / values.length;
  for (const value of values) squares += (value - middle) ** 2;
  return squares / values.length;
}
