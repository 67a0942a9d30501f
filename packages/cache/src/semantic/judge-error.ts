import type { Evidence } from './evidence.ts';
import { EXACT, type SourceError, upperBound } from './false-hit-bound.ts';

/** What a judge said of pairs whose truth is known. */
export interface LabelledVerdicts {
  /** Pairs whose answers are the same. */
  readonly same: number;
  /** Of those, how many the judge called different. */
  readonly falseAlarms: number;
  /** Pairs whose answers differ. */
  readonly different: number;
  /** Of those, how many the judge called the same. */
  readonly misses: number;
}

export const NO_LABELS: LabelledVerdicts = { same: 0, falseAlarms: 0, different: 0, misses: 0 };

/**
 * Bounds on a judge's own errors, which hold together with confidence 1 − `alpha` at every moment, so pairs may be
 * labelled while it is at work. Without labels nothing is known of it, and its verdicts prove nothing.
 */
export function judgeError(labelled: LabelledVerdicts, alpha: number): SourceError {
  const { same, falseAlarms, different, misses } = labelled;
  const each = alpha / 3;
  return {
    falseAlarmAtLeast: 1 - rateAtMost(same - falseAlarms, same, each),
    falseAlarmAtMost: rateAtMost(falseAlarms, same, each),
    missAtMost: rateAtMost(misses, different, each),
  };
}

const EXACTLY = { comparer: EXACT, judge: EXACT, person: EXACT };

function rateAtMost(count: number, of: number, alpha: number): number {
  if (!(count >= 0 && count <= of)) throw new TypeError(`${count} of ${of} is no share`);
  const evidence: Evidence = [{ source: 'person', halvings: 0, right: of - count, wrong: count }];
  return upperBound(evidence, alpha, EXACTLY);
}
