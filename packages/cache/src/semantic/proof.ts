import type { Clock } from '@accord/kernel';
import type { CacheKey } from '../key.ts';
import { bandOf, nextThreshold, type ThresholdKnobs } from './bands.ts';
import {
  boundOf,
  type Case,
  caseAfter,
  OPENED,
  type Standing,
  standingOf,
  type Terms,
  termsOf,
} from './case.ts';
import { suspicionAfter } from './change-detector.ts';
import { entryThreshold, MOST_OUTCOMES } from './entry-threshold.ts';
import { countsOf } from './evidence.ts';
import type { LabelledVerdicts } from './judge-error.ts';
import type { SemanticKnobs } from './knobs.ts';
import type { CaseKey, CheckState, KeptCheck, ListedCheck, Scope, SemanticStore } from './store.ts';

/** What is proven, and what is made of each check. Throws CACHE_LEVEL_UNAVAILABLE as the store does. */
export interface Proof {
  readonly limits: ThresholdKnobs;
  /** All bands, from the most similar down. */
  readonly bands: readonly number[];
  threshold(scope: Scope): number;
  termsOf(band: number): Terms;
  /** Whether a would-be hit of this similarity may be served, and what bound says so. */
  weigh(scope: Scope, similarity: number): Weighed;
  /** The similarity from which the entry answers, and how many checks it has had. */
  entry(key: CacheKey): { readonly threshold: number; readonly checks: number };
  /** Keeps a check. One that is judged counts at once. */
  add(check: KeptCheck, state: CheckState): number;
  /** Judges one that is open. Returns whether there was one. */
  judge(id: number, state: Extract<CheckState, { kind: 'judged' }>): boolean;
  /**
   * A person's verdict. It judges a check that is open, and tells of the judge where it has judged before.
   *
   * @returns the check as it was before, nothing when there is none
   */
  thumb(id: number, wrong: boolean): ListedCheck | undefined;
  /** Takes note of lookups, of which `hits` found a would-be hit, and moves the threshold when it is time. */
  lookedUp(scope: Scope, lookups: number, hits: number): void;
}

export interface Weighed {
  readonly key: CaseKey;
  readonly standing: Standing;
  /** The false-hit rate is at most this. */
  readonly bound: () => number;
}

export interface ProofOptions {
  readonly store: SemanticStore;
  readonly knobs: SemanticKnobs;
  readonly clock: Clock;
  /** Whose labelled pairs tell of the judge; `none` where there is no judge. */
  readonly judge: string;
}

/** Labels come rarely; another process's are seen after this. */
const LABELS_MS = 5000;
const POINT_EVERY = 10;

export function createProof({ store, knobs, clock, judge }: ProofOptions): Proof {
  const limits: ThresholdKnobs = {
    start: knobs.threshold,
    min: Math.min(knobs.threshold_min, knobs.threshold),
    max: Math.max(knobs.threshold_max, knobs.threshold),
  };
  const terms = termsByBand({ store, knobs, clock, judge });

  const learn = (key: CacheKey, similarity: number, right: boolean): void =>
    store.changeEntry(key, clock.now(), (before) => {
      const outcomes = [...(before?.outcomes ?? []), { similarity, right }].slice(-MOST_OUTCOMES);
      return { outcomes, threshold: entryThreshold(outcomes, limits.start, 1 - knobs.delta) };
    });
  const note = (key: CaseKey, before: Case, after: Case): void => {
    const held = terms(key.band);
    const { checks, wrong } = countsOf(after.evidence);
    const standing = standingOf(after, held).kind;
    const turned = after.opening !== before.opening || standing !== standingOf(before, held).kind;
    if (!turned && checks % POINT_EVERY !== 0) return;
    const bound = boundOf(after, held);
    store.addPoint(key, { at: clock.now(), opening: after.opening, checks, wrong, bound, standing });
  };
  const change = (key: CaseKey, how: (before: Case) => Case): void => {
    let was = OPENED;
    const after = store.changeCase(key, (before) => how((was = before ?? OPENED)));
    note(key, was, after);
  };
  const count = (check: KeptCheck, state: Extract<CheckState, { kind: 'judged' }>): void => {
    learn(check.entry, check.similarity, !state.wrong);
    if (check.about === 'entry') return;
    const { halvings } = check;
    change(keyOf(check), (before) => caseAfter(before, { ...state, halvings }, terms(check.band)));
  };
  const suspect = (check: ListedCheck): void => {
    const { delta, errors } = terms(check.band);
    const verdict = { source: 'person', wrong: true, halvings: check.halvings } as const;
    change(keyOf(check), (before) => ({
      ...before,
      suspicion: suspicionAfter(before.suspicion, verdict, delta, errors.person),
    }));
  };

  const lowest = bandOf(limits.min, limits) ?? 0;
  return {
    limits,
    bands: Array.from({ length: lowest + 1 }, (_, band) => band),
    termsOf: terms,
    threshold: (scope) => within(store.threshold(scope)?.threshold ?? limits.start, limits),
    weigh(scope, similarity) {
      const band = bandOf(similarity, limits);
      if (band === undefined) throw new TypeError(`${similarity} is below every band`);
      const key = { ...scope, band };
      const found = store.case(key) ?? OPENED;
      const held = terms(band);
      return { key, standing: standingOf(found, held), bound: () => boundOf(found, held) };
    },
    entry(key) {
      const record = store.entry(key);
      if (record === undefined) return { threshold: 0, checks: 0 };
      const untouched = record.outcomes.every(({ right }) => right);
      return { threshold: untouched ? 0 : record.threshold, checks: record.outcomes.length };
    },
    add(check, state) {
      const id = store.addCheck(check, state);
      if (state.kind === 'judged') count(check, state);
      return id;
    },
    judge(id, state) {
      const before = store.judge(id, state);
      if (before?.state.kind !== 'open') return false;
      count(before, state);
      return true;
    },
    thumb(id, wrong) {
      const before = store.judge(id, { kind: 'judged', source: 'person', wrong });
      if (before === undefined) return undefined;
      if (before.state.kind === 'open') count(before, { kind: 'judged', source: 'person', wrong });
      else if (before.state.source !== 'person') {
        if (before.state.source === 'judge') store.addLabels(judge, labelsOf(wrong, before.state.wrong));
        if (wrong !== before.state.wrong) learn(before.entry, before.similarity, !wrong);
        if (wrong && !before.state.wrong && before.about === 'case') suspect(before);
      }
      return before;
    },
    lookedUp(scope, lookups, hits) {
      store.changeThreshold(scope, (before) => {
        const now = before ?? { threshold: limits.start, lookups: 0, hits: 0 };
        const sum = { ...now, lookups: now.lookups + lookups, hits: now.hits + hits };
        if (!knobs.threshold_moves || sum.lookups < knobs.threshold_window) return sum;
        const threshold = nextThreshold(within(now.threshold, limits), sum.hits / sum.lookups, limits);
        return { threshold, lookups: 0, hits: 0 };
      });
    },
  };
}

const keyOf = ({ tenant, task, basis, band }: CaseKey): CaseKey => ({ tenant, task, basis, band });

const within = (threshold: number, { min, max }: ThresholdKnobs): number =>
  Math.min(max, Math.max(min, threshold));

/** What one pair tells of a judge, whose truth a person has said. */
const labelsOf = (wrong: boolean, said: boolean): LabelledVerdicts => ({
  same: wrong ? 0 : 1,
  falseAlarms: !wrong && said ? 1 : 0,
  different: wrong ? 1 : 0,
  misses: wrong && !said ? 1 : 0,
});

/** The terms of each band, with what is known of the judge at the moment. */
function termsByBand({ store, knobs, clock, judge }: ProofOptions): (band: number) => Terms {
  const held = { delta: knobs.delta, alpha: knobs.alpha, runLength: knobs.run_length };
  let known: { readonly labels: LabelledVerdicts; readonly text: string } | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  const terms = new Map<number, Terms>();
  const labels = (): LabelledVerdicts => {
    if (known !== undefined && clock.monotonic() - readAt < LABELS_MS) return known.labels;
    readAt = clock.monotonic();
    const found = store.labels(judge);
    const text = JSON.stringify(found);
    if (text !== known?.text) terms.clear();
    known = { labels: found, text };
    return found;
  };
  return (band) => {
    const now = labels();
    let found = terms.get(band);
    if (found === undefined) terms.set(band, (found = termsOf(held, band, now)));
    return found;
  };
}
