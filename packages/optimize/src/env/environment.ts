import type { Rng } from '@accord/kernel';

/** What an action is: one of `count`, or a point in a box with finite bounds. */
export type ActionSpace =
  | { readonly kind: 'discrete'; readonly count: number }
  | { readonly kind: 'continuous'; readonly low: readonly number[]; readonly high: readonly number[] };

export interface Transition {
  readonly reward: number;
  /** The episode has come to an end of its own; nothing follows. */
  readonly terminated: boolean;
  /** The episode was cut off, as by a limit of time; what would have followed has a value. */
  readonly truncated: boolean;
}

/** The contract of Gymnasium's `Env`, with its state in the open so that training can be resumed to the bit. */
export interface Environment {
  readonly name: string;
  readonly observationSize: number;
  readonly actions: ActionSpace;
  /** Begins an episode and returns its first observation. */
  reset(rng: Rng): readonly number[];
  /** `action` is an index for discrete actions (its first number), or a point in the box. */
  step(action: readonly number[], rng: Rng): Transition;
  /** What is observed now; after `terminated` or `truncated`, the last observation of the episode. */
  observe(): readonly number[];
  /** For discrete actions: which are valid now. Without it all are. */
  mask?(): readonly boolean[];
  save(): readonly number[];
  restore(state: readonly number[]): void;
}
