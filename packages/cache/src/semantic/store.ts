import type { CacheKey } from '../key.ts';
import type { Case } from './case.ts';
import type { EntryOutcome } from './entry-threshold.ts';
import type { CheckSource } from './evidence.ts';
import type { LabelledVerdicts } from './judge-error.ts';

/** What one bound is about. */
export interface Scope {
  readonly tenant: string;
  readonly task: string;
  /** What makes vectors of texts, and the version of the guards: with another one, nothing is proven. */
  readonly basis: string;
}

export interface CaseKey extends Scope {
  /** As in `bandOf`. */
  readonly band: number;
}

/** A would-be hit that was drawn for a check, as it is kept until someone has judged it, and a while after. */
export interface KeptCheck extends CaseKey {
  readonly at: number;
  readonly similarity: number;
  readonly threshold: number;
  readonly halvings: number;
  /** `entry`: only the entry learns from it, because it was not a would-be hit of all. */
  readonly about: 'case' | 'entry';
  readonly served: boolean;
  readonly entry: CacheKey;
  readonly question: string;
  readonly keptQuestion: string;
  readonly keptAnswer: string;
  /** What was computed; undefined where it could not be. */
  readonly newAnswer: string | undefined;
}

export type CheckState =
  | { readonly kind: 'open' }
  | { readonly kind: 'judged'; readonly source: CheckSource; readonly wrong: boolean };

export interface ListedCheck extends KeptCheck {
  readonly id: number;
  readonly state: CheckState;
}

/** A question that was similar enough and yet not answered. */
export interface NearMiss extends Scope {
  readonly at: number;
  readonly similarity: number;
  readonly threshold: number;
  readonly question: string;
  readonly keptQuestion: string;
  /** Which guard refused it, or `entry_threshold`. */
  readonly guard: string;
  readonly detail: string;
}

/** What checks found of one entry. */
export interface EntryRecord {
  readonly outcomes: readonly EntryOutcome[];
  /** As in `entryThreshold`. */
  readonly threshold: number;
}

/** Where the threshold of a scope stands, and what was looked up since it moved last. */
export interface ThresholdRecord {
  readonly threshold: number;
  readonly lookups: number;
  readonly hits: number;
}

/** How a case stood at some moment, for the curve of its bound. */
export interface BoundPoint {
  readonly at: number;
  readonly opening: number;
  readonly checks: number;
  readonly wrong: number;
  readonly bound: number;
  readonly standing: 'gathering' | 'suspicious' | 'serving';
}

/** Lookups by how similar the best was: hundredths of similarity, 0 to 100. */
export type Histogram = Readonly<Record<number, number>>;

/**
 * What is known of the semantic cache by all processes that share a store, beyond their lives. Everything throws
 * CACHE_LEVEL_UNAVAILABLE when the store cannot be used; who asks then serves nothing.
 */
export interface SemanticStore {
  case(key: CaseKey): Case | undefined;
  cases(): readonly (CaseKey & { readonly case: Case })[];
  /** Changes a case as one step, which no other process comes between. Returns what it became. */
  changeCase(key: CaseKey, change: (before: Case | undefined) => Case): Case;
  addPoint(key: CaseKey, point: BoundPoint): void;
  /** The oldest first. */
  points(key: CaseKey): readonly BoundPoint[];

  entry(key: CacheKey): EntryRecord | undefined;
  changeEntry(key: CacheKey, at: number, change: (before: EntryRecord | undefined) => EntryRecord): void;

  /** Those in which something was looked up. */
  scopes(): readonly Scope[];
  threshold(scope: Scope): ThresholdRecord | undefined;
  changeThreshold(
    scope: Scope,
    change: (before: ThresholdRecord | undefined) => ThresholdRecord,
  ): ThresholdRecord;

  /** Returns its id. The oldest beyond a limit are forgotten. */
  addCheck(check: KeptCheck, state: CheckState): number;
  /** Returns the check as it was before, or nothing when there is none. */
  judge(id: number, state: CheckState): ListedCheck | undefined;
  /** The latest first. */
  checks(most: number): readonly ListedCheck[];

  addNearMiss(miss: NearMiss): void;
  /** The latest first. */
  nearMisses(most: number): readonly NearMiss[];

  countSimilarities(scope: Scope, counts: Histogram): void;
  histogram(scope: Scope): Histogram;

  labels(judge: string): LabelledVerdicts;
  addLabels(judge: string, labels: LabelledVerdicts): void;
}
