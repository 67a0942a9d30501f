import type { CacheVerify, SemanticCheck, SemanticScope } from '@accord/contract';
import { bandEdges } from './bands.ts';
import { boundOf, checksNeeded, OPENED, standingOf } from './case.ts';
import { countsOf } from './evidence.ts';
import type { SemanticKnobs } from './knobs.ts';
import type { Proof } from './proof.ts';
import { servedUntilStopped } from './stopping.ts';
import type { CaseKey, ListedCheck, NearMiss, Scope, SemanticStore } from './store.ts';

/** What half of the answers are when an embedding is broken, for the number that is stated. */
const BROKEN = { falseRate: 0.5, confidence: 0.99 };
const LISTED = 50;

export interface EvidenceOptions {
  readonly store: SemanticStore;
  readonly proof: Proof;
  readonly knobs: SemanticKnobs;
  /** Name of the judge, where there is one. */
  readonly judge: string | undefined;
}

/** The evidence as it goes over the wire. @throws CACHE_LEVEL_UNAVAILABLE */
export function evidenceReport({ store, proof, knobs, judge }: EvidenceOptions): CacheVerify {
  const { errors } = proof.termsOf(0);
  const labels = store.labels(judge ?? 'none');
  return {
    mode: knobs.mode,
    delta: knobs.delta,
    alpha: knobs.alpha,
    served_check_share: knobs.served_check_share,
    checks_needed: checksNeeded(OPENED, proof.termsOf(0)),
    stops_within: servedUntilStopped({ ...BROKEN, share: knobs.served_check_share, missRate: 0 }),
    judge: {
      name: judge ?? null,
      same: labels.same,
      false_alarms: labels.falseAlarms,
      different: labels.different,
      misses: labels.misses,
      false_alarm_at_least: errors.judge.falseAlarmAtLeast,
      false_alarm_at_most: errors.judge.falseAlarmAtMost,
      miss_at_most: errors.judge.missAtMost,
    },
    scopes: scopesOf(store, proof),
    checks: store.checks(LISTED).map(checkReport),
    near_misses: store.nearMisses(LISTED).map(nearMissReport),
  };
}

function scopesOf(store: SemanticStore, proof: Proof): SemanticScope[] {
  const cases = new Map(store.cases().map((one) => [JSON.stringify(caseKeyOf(one)), one.case]));
  const scopes = new Map(
    [...store.scopes(), ...store.cases()].map((one) => [JSON.stringify(scopeOf(one)), scopeOf(one)]),
  );
  return [...scopes.values()].map((scope) => {
    const bands = proof.bands.filter((band) => cases.has(JSON.stringify({ ...scope, band })));
    const reports = bands.map((band) =>
      caseReport({ ...scope, band }, cases.get(JSON.stringify({ ...scope, band })) ?? OPENED, store, proof),
    );
    const served = reports.filter(({ standing }) => standing === 'serving');
    const [first] = served.length > 0 ? served : reports;
    return {
      ...scope,
      threshold: proof.threshold(scope),
      standing: first?.standing ?? 'gathering',
      bound: served.length > 0 ? Math.max(...served.map(({ bound }) => bound)) : (first?.bound ?? 1),
      cases: reports,
      similarities: Object.entries(store.histogram(scope)).map(([hundredths, lookups]) => ({
        similarity: Number(hundredths) / 100,
        lookups,
      })),
    };
  });
}

function caseReport(
  key: CaseKey,
  found: typeof OPENED,
  store: SemanticStore,
  proof: Proof,
): SemanticScope['cases'][number] {
  const terms = proof.termsOf(key.band);
  const { checks, wrong } = countsOf(found.evidence);
  const by = { comparer: 0, judge: 0, person: 0 };
  for (const group of found.evidence) by[group.source] += group.right + group.wrong;
  const [from, to] = bandEdges(key.band, proof.limits);
  return {
    from,
    to,
    opening: found.opening,
    standing: standingOf(found, terms).kind,
    checks,
    wrong,
    by,
    bound: boundOf(found, terms),
    checks_needed: checksNeeded(found, terms),
    history: [...store.points(key)],
  };
}

const scopeOf = ({ tenant, task, basis }: Scope): Scope => ({ tenant, task, basis });
const caseKeyOf = (key: CaseKey): CaseKey => ({ ...scopeOf(key), band: key.band });

export function checkReport(check: ListedCheck): SemanticCheck {
  const { id, at, similarity, threshold, served, about, question, state } = check;
  return {
    id,
    at,
    ...scopeOf(check),
    similarity,
    threshold,
    served,
    about,
    question,
    kept_question: check.keptQuestion,
    kept_answer: check.keptAnswer,
    new_answer: check.newAnswer ?? null,
    verdict: state.kind === 'open' ? null : { source: state.source, wrong: state.wrong },
  };
}

const nearMissReport = ({ keptQuestion, ...same }: NearMiss): CacheVerify['near_misses'][number] => ({
  ...same,
  kept_question: keptQuestion,
});
