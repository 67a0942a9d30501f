import type { CacheVerify, SemanticScope } from '@accord/contract';

/** Words about answers to similar questions. */
export interface SimilarText {
  readonly title: string;
  readonly lead: string;
  readonly mode: Readonly<Record<CacheVerify['mode'], string>>;
  readonly promise: (delta: string, confidence: string, checks: string) => string;
  readonly stops: (served: string) => string;
  readonly empty: string;
  readonly standing: Readonly<Record<SemanticScope['standing'], string>>;
  readonly of: (task: string, tenant: string) => string;
  readonly bound: string;
  readonly boundDetail: (delta: string) => string;
  readonly checks: string;
  readonly checksDetail: (wrong: string) => string;
  readonly needed: string;
  readonly neededDetail: string;
  readonly threshold: string;
  readonly histogram: string;
  readonly histogramSaid: (lookups: string, above: string, threshold: string) => string;
  readonly curve: string;
  readonly curveSaid: (from: string, to: string, delta: string) => string;
  readonly curveEmpty: string;
  readonly axisSimilarity: string;
  readonly axisChecks: string;
  readonly latestChecks: string;
  readonly noChecks: string;
  readonly asked: string;
  readonly kept: string;
  readonly keptAnswer: string;
  readonly newAnswer: string;
  readonly answers: string;
  readonly served: string;
  readonly heldBack: string;
  readonly open: string;
  readonly verdict: Readonly<Record<'right' | 'wrong', string>>;
  readonly by: Readonly<Record<'comparer' | 'judge' | 'person', string>>;
  readonly thumb: Readonly<Record<'right' | 'wrong', string>>;
  readonly nearMisses: string;
  readonly noNearMisses: string;
  readonly refusedBy: (guard: string) => string;
  readonly similarity: string;
  readonly guard: Readonly<Record<string, string>>;
}
