import { AccordError, createRng, type Rng } from '@accord/kernel';
import type { Environment } from '../env/environment.ts';
import { packed, unpacked } from './checkpoint.ts';
import { ppoErrors } from './errors.ts';
import type { PpoSettings } from './knobs.ts';
import { type Curves, Learner, type LearnerStateOf, type NetworkNumbers } from './learner.ts';
import { guarded } from './rollout.ts';
import {
  adjustedTolerance,
  klThreshold,
  reasonToRollBack,
  type RollbackReason,
  type Signs,
} from './watch.ts';

/** The curves of one iteration. */
export interface PpoProgress extends Curves {
  /** Environment steps taken, also those that were rolled back. */
  readonly step: number;
  readonly rollbacks: number;
  readonly rollback: RollbackReason | undefined;
}

/** A network's numbers in base64. */
interface PackedNetwork {
  readonly parameters: string;
  readonly moments: string;
}

/** A state that a rollback may go back to, and the reward that its learner had. */
interface Snapshot<Network> {
  readonly reward: number | undefined;
  readonly state: LearnerStateOf<Network>;
}

export interface PpoState extends LearnerStateOf<PackedNetwork> {
  readonly environment: string;
  readonly settings: PpoSettings;
  readonly seed: number;
  readonly step: number;
  /** Number of the next stream of random numbers; each iteration has one of its own, also after a rollback. */
  readonly stream: number;
  readonly rollbacks: number;
  readonly sinceRollback: number;
  readonly tolerance: number;
  readonly snapshots: readonly Snapshot<PackedNetwork>[];
  readonly worlds: readonly { readonly state: readonly number[]; readonly running: number }[];
}

/** States that are kept, and the iterations from one to the next: together longer than it takes to see a drop. */
const SNAPSHOTS = 5;
const SNAPSHOT_EVERY = 4;
const ADJUST_EVERY = 50;
const GOLDEN = 0x9e3779b9;

/** Proximal policy optimisation (Schulman et al. 2017) of one policy over several environments side by side. */
export class Ppo {
  readonly #environments: readonly Environment[];
  readonly #settings: PpoSettings;
  readonly #seed: number;
  readonly #learner: Learner;
  #step = 0;
  #stream = 0;
  #rollbacks = 0;
  #sinceRollback = 0;
  #tolerance = 1;
  #snapshots: Snapshot<NetworkNumbers>[] = [];

  /** @throws AccordError when the environment throws */
  constructor(open: () => Environment, settings: PpoSettings, seed: number) {
    this.#environments = Array.from({ length: settings.environments }, () => guarded(open));
    this.#settings = settings;
    this.#seed = seed;
    this.#learner = new Learner(this.#environments, settings, this.#nextRng());
  }

  get step(): number {
    return this.#step;
  }

  /** Gathers one rollout and learns from it, or goes back to a state from before it went wrong. */
  iterate(): PpoProgress {
    const rng = this.#nextRng();
    const before = this.#learner.save();
    const { signs, curves } = this.#learner.round(rng);
    this.#step += this.#learner.rolloutSize;
    const reason = this.#reasonToRollBack(signs);
    this.#sinceRollback += 1;
    if (reason === undefined) this.#accept(signs, before);
    else this.#rollBack(reason, before, rng);
    this.#adjust();
    return { step: this.#step, ...curves, rollbacks: this.#rollbacks, rollback: reason };
  }

  /** The likeliest action for what the environment shows. */
  act(environment: Environment): readonly number[] {
    return this.#learner.act(environment);
  }

  /** Everything that the next iteration depends on. */
  save(): PpoState {
    return {
      ...packedState(this.#learner.save()),
      environment: this.#environments[0]?.name ?? '',
      settings: this.#settings,
      seed: this.#seed,
      step: this.#step,
      stream: this.#stream,
      rollbacks: this.#rollbacks,
      sinceRollback: this.#sinceRollback,
      tolerance: this.#tolerance,
      snapshots: this.#snapshots.map(({ reward, state }) => ({ reward, state: packedState(state) })),
      worlds: this.#environments.map((world, e) => ({
        state: world.save(),
        running: this.#learner.running[e] ?? 0,
      })),
    };
  }

  /** @throws AccordError PPO_CHECKPOINT_FOREIGN when the state is of another environment, seed or settings */
  restore(state: PpoState): void {
    const own = this.#environments[0]?.name;
    if (
      state.environment !== own ||
      state.seed !== this.#seed ||
      JSON.stringify(state.settings) !== JSON.stringify(this.#settings)
    )
      throw new AccordError(ppoErrors.PPO_CHECKPOINT_FOREIGN);
    const snapshots = state.snapshots.map((kept) => ({
      reward: kept.reward,
      state: this.#unpacked(kept.state),
    }));
    this.#learner.restore(this.#unpacked(state));
    this.#step = state.step;
    this.#stream = state.stream;
    this.#rollbacks = state.rollbacks;
    this.#sinceRollback = state.sinceRollback;
    this.#tolerance = state.tolerance;
    this.#snapshots = snapshots;
    state.worlds.forEach((world, e) => {
      this.#environments[e]?.restore(world.state);
      this.#learner.running[e] = world.running;
    });
  }

  /** While a rollback is young, only what is no number any more is taken back. */
  #reasonToRollBack(signs: Signs): RollbackReason | undefined {
    const { rollback_kl: kl, rollback_loss_factor: lossFactor, target_kl: target } = this.#settings;
    const { rollback_reward_share: rewardShare, rollback_cooldown: cooldown } = this.#settings;
    const waiting = this.#rollbacks > 0 && this.#sinceRollback < cooldown;
    if (waiting && Number.isFinite(signs.kl + signs.valueLoss)) return undefined;
    return reasonToRollBack(signs, this.#learner.history, {
      kl: klThreshold(kl, this.#tolerance, target),
      lossFactor,
      rewardShare,
    });
  }

  #accept(signs: Signs, before: LearnerStateOf<NetworkNumbers>): void {
    this.#learner.remember(signs);
    if ((this.#stream - 2) % SNAPSHOT_EVERY !== 0) return;
    const kept = [...this.#snapshots, { reward: signs.reward?.mean, state: before }];
    this.#snapshots = kept.slice(-SNAPSHOTS);
  }

  /**
   * A jump or a spike came from this update, so the state before it is sound. Environments begin anew; the random numbers go on, or the
   * same would happen again.
   */
  #rollBack(reason: RollbackReason, before: LearnerStateOf<NetworkNumbers>, rng: Rng): void {
    if (reason === 'reward_drop') this.#goBackToTheBest(before);
    else this.#learner.restore(before);
    this.#learner.begin(rng);
    this.#rollbacks += 1;
    this.#sinceRollback = 0;
  }

  /**
   * A drop came from earlier updates, so the best of the kept states is taken, and those after it are let go. Its returns are measured anew: they are
   * those of policies before it, and held against them it would seem to drop again and again.
   */
  #goBackToTheBest(before: LearnerStateOf<NetworkNumbers>): void {
    const rewards = this.#snapshots.map(({ reward }) => reward ?? -Infinity);
    const best = rewards.indexOf(Math.max(...rewards));
    this.#learner.restore(this.#snapshots[best]?.state ?? before);
    this.#learner.forgetReturns();
    this.#snapshots = this.#snapshots.slice(0, best + 1);
  }

  /** By the rules for the size of the window and the thresholds. */
  #adjust(): void {
    const iterations = this.#stream - 1;
    if (iterations % ADJUST_EVERY !== 0) return;
    this.#tolerance = adjustedTolerance(this.#tolerance, this.#rollbacks / iterations);
    if (this.#settings.adapt_window === 'on') this.#learner.adaptWindow();
  }

  #unpacked(state: LearnerStateOf<PackedNetwork>): LearnerStateOf<NetworkNumbers> {
    const own = this.#learner.save().networks;
    return {
      ...state,
      networks: own.map(({ parameters, moments }, at) => ({
        parameters: unpacked(state.networks[at]?.parameters ?? '', parameters.length),
        moments: unpacked(state.networks[at]?.moments ?? '', moments.length),
      })),
    };
  }

  #nextRng(): Rng {
    const rng = createRng((this.#seed + Math.imul(this.#stream, GOLDEN)) | 0);
    this.#stream += 1;
    return rng;
  }
}

const packedState = (state: LearnerStateOf<NetworkNumbers>): LearnerStateOf<PackedNetwork> => ({
  ...state,
  networks: state.networks.map(({ parameters, moments }) => ({
    parameters: packed(parameters),
    moments: packed(moments),
  })),
});
