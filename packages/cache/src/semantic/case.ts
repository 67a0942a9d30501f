import { hasChanged, NO_SUSPICION, type Suspicion, suspicionAfter } from './change-detector.ts';
import { type Check, type Evidence, evidenceWith } from './evidence.ts';
import { evidenceAgainst, EXACT, type SourceErrors, upperBound } from './false-hit-bound.ts';
import { judgeError, type LabelledVerdicts } from './judge-error.ts';

/**
 * The case for serving the would-be hits of one task and tenant in one band of similarity. It is opened anew, with
 * nothing proven, when its answers are found to have become worse.
 */
export interface Case {
  /** From 1; one more with each time that it was opened anew. */
  readonly opening: number;
  readonly evidence: Evidence;
  readonly suspicion: Suspicion;
}

/** What a case is held to. */
export interface Terms {
  /** Highest false-hit rate that is served. */
  readonly delta: number;
  /** The checks' part of the probability that any bound is wrong. */
  readonly alpha: number;
  /** As in `hasChanged`. */
  readonly runLength: number;
  readonly errors: SourceErrors;
}

export type Standing =
  /** Too little is proven. Would-be hits are computed, and checks. */
  | { readonly kind: 'gathering' }
  /** It was proven, but a check was wrong lately. Nothing is served until enough were right again. */
  | { readonly kind: 'suspicious' }
  | { readonly kind: 'serving' };

export const OPENED: Case = { opening: 1, evidence: [], suspicion: NO_SUSPICION };

const SHARE_OF_CHECKS = 0.8;
const WITHIN_ROUNDING = 1e-12;

/** The terms of the case of one band. The judge's errors and all bands share `alpha`, so that all bounds hold together. */
export function termsOf(
  knobs: { readonly delta: number; readonly alpha: number; readonly runLength: number },
  band: number,
  labelled: LabelledVerdicts,
): Terms {
  const judge = judgeError(labelled, knobs.alpha * (1 - SHARE_OF_CHECKS));
  return {
    delta: knobs.delta,
    alpha: knobs.alpha * SHARE_OF_CHECKS * 0.5 ** (band + 1),
    runLength: knobs.runLength,
    errors: { comparer: EXACT, person: EXACT, judge },
  };
}

/** The confidence that is left for one opening: over all of them it adds up to `alpha`, as 1/2 + 1/6 + 1/12 + … = 1. */
export const alphaOf = (opening: number, alpha: number): number => alpha / (opening * (opening + 1));

export function caseAfter(before: Case, check: Check, terms: Terms): Case {
  const { delta, errors, runLength } = terms;
  const suspicion = suspicionAfter(before.suspicion, check, delta, errors[check.source]);
  if (hasChanged(suspicion, runLength)) return { ...OPENED, opening: before.opening + 1 };
  return { ...before, suspicion, evidence: evidenceWith(before.evidence, check) };
}

export function standingOf({ opening, evidence, suspicion }: Case, terms: Terms): Standing {
  const proven = evidenceAgainst(terms.delta, evidence, terms.errors) >= needed(opening, terms);
  if (!proven) return { kind: 'gathering' };
  return { kind: suspicion.quick > WITHIN_ROUNDING ? 'suspicious' : 'serving' };
}

/** The false-hit rate is at most this. */
export function boundOf({ opening, evidence }: Case, terms: Terms): number {
  return upperBound(evidence, alphaOf(opening, terms.alpha), terms.errors);
}

const needed = (opening: number, { alpha }: Terms): number => Math.log(1 / alphaOf(opening, alpha));

/**
 * How many more checks by exact comparison or by people it takes until the case is proven, if all of them are right;
 * 0 when it is. Never more than `MOST_NEEDED`.
 */
export function checksNeeded({ opening, evidence }: Case, terms: Terms): number {
  const proven = (more: number): boolean => {
    const clean = { source: 'comparer', halvings: 0, right: more, wrong: 0 } as const;
    return evidenceAgainst(terms.delta, [...evidence, clean], terms.errors) >= needed(opening, terms);
  };
  if (proven(0)) return 0;
  let [low, high] = [0, 1];
  while (!proven(high) && high < MOST_NEEDED) [low, high] = [high, Math.min(MOST_NEEDED, high * 2)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (proven(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Beyond this a case is as good as lost. */
export const MOST_NEEDED = 10_000_000;
