import type { CacheEntry } from '../entry.ts';
import type { LevelName } from '../answer.ts';
import type { CacheKey } from '../key.ts';
import type { MaybePromise } from '../level.ts';

/** A question in words, whose answer is kept under an exact name. */
export interface Question {
  readonly tenant: string;
  readonly task: string;
  /** Name of the exact answer. */
  readonly name: string;
  /** All that must be the same for an answer to be one to this question: mode, model, prompt, index, parameters. */
  readonly exact: string;
  readonly text: string;
}

/** Kept questions, to be found by what is like them. */
export interface QuestionIndex {
  /** Replaces the one of the same name. */
  add(question: KeptQuestion): void;
  /** The most similar first; never one of another partition. */
  nearest(partition: string, vector: Float32Array, most: number, atLeast: number): readonly Neighbour[];
  remove(partition: string, name: string): void;
}

export interface KeptQuestion {
  readonly partition: string;
  readonly name: string;
  readonly text: string;
  readonly vector: Float32Array;
  /** Milliseconds since the Unix epoch. From then on it is not found. */
  readonly expiresAt: number;
}

export interface Neighbour {
  readonly name: string;
  readonly text: string;
  /** Cosine, −1 to 1. */
  readonly similarity: number;
}

export interface Embedder {
  /** What makes its vectors comparable: model and version. */
  readonly key: string;
  embed(text: string, signal: () => AbortSignal): MaybePromise<Float32Array>;
}

/** Says whether an answer to one question may be given to another that is like it. */
export interface QuestionGuards {
  readonly version: string;
  /** Nothing when no guard refuses; else the one that does. */
  refusal(question: string, kept: string): GuardRefusal | undefined;
}

export interface GuardRefusal {
  readonly guard: string;
  readonly detail: string;
}

/** Says whether two answers say the same, for questions without a comparer of their own. */
export interface AnswerJudge {
  readonly key: string;
  same(answers: JudgedAnswers, signal: () => AbortSignal): Promise<boolean>;
}

export interface JudgedAnswers {
  readonly question: string;
  readonly keptQuestion: string;
  readonly keptAnswer: string;
  readonly newAnswer: string;
}

/** How the kept answer is compared with the one that was computed. */
export type Comparison =
  /** By what the task calls the same; nothing where it cannot tell. */
  | { readonly by: 'comparer'; readonly same: (kept: string, computed: string) => boolean | undefined }
  /** By the judge where there is one, else by a person: `words` is what of a kept text they are shown. */
  | { readonly by: 'judge'; readonly words: (kept: string) => string };

/** An exact answer, and where it lies. */
export interface KeptAnswer {
  readonly entry: CacheEntry;
  readonly level: LevelName;
}

/** The cache of exact answers, as far as it is looked into. */
export interface KeptAnswers {
  /** The entry as a level has it, uncounted. */
  peek(key: CacheKey): MaybePromise<KeptAnswer | undefined>;
}
