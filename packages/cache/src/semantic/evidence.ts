/** Who said whether a would-be hit was right. */
export const CHECK_SOURCES = ['comparer', 'judge', 'person'] as const;
export type CheckSource = (typeof CHECK_SOURCES)[number];

/** Weights are halved at most so often. */
export const MOST_HALVINGS = 4;

/** One would-be hit that was drawn for a check, and what the check said. */
export interface Check {
  readonly source: CheckSource;
  /** The kept answer is not the answer to the question. */
  readonly wrong: boolean;
  /**
   * The check weighs 2^−halvings: the lowest probability that a would-be hit was drawn with at the time, divided by the
   * probability that this one was drawn with.
   */
  readonly halvings: number;
}

/** Checks alike in source and weight. */
export interface CheckGroup {
  readonly source: CheckSource;
  readonly halvings: number;
  readonly right: number;
  readonly wrong: number;
}

/** All that a bound is computed from. The order of the checks does not matter to it, so processes may add in any order. */
export type Evidence = readonly CheckGroup[];

export function evidenceWith(evidence: Evidence, check: Check): Evidence {
  const { source, halvings, wrong } = check;
  if (!(Number.isInteger(halvings) && halvings >= 0 && halvings <= MOST_HALVINGS)) {
    throw new TypeError(`a weight is halved 0 to ${MOST_HALVINGS} times, not ${halvings}`);
  }
  const at = evidence.findIndex((group) => group.source === source && group.halvings === halvings);
  const old = evidence[at] ?? { source, halvings, right: 0, wrong: 0 };
  const group = wrong ? { ...old, wrong: old.wrong + 1 } : { ...old, right: old.right + 1 };
  return at < 0 ? [...evidence, group] : evidence.with(at, group);
}

export function countsOf(evidence: Evidence): { readonly checks: number; readonly wrong: number } {
  let checks = 0;
  let wrong = 0;
  for (const group of evidence) {
    checks += group.right + group.wrong;
    wrong += group.wrong;
  }
  return { checks, wrong };
}
