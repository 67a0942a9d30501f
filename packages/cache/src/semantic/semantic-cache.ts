import type { CacheVerify, SemanticCheck } from '@accord/contract';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import {
  CacheAnswer,
  type AnswerSource,
  SharedJson,
  type SimilarMatch,
  type SimilarNote,
} from '../answer.ts';
import { createBackground } from '../background.ts';
import type { Cache } from '../cache.ts';
import { cacheErrors } from '../errors.ts';
import type { CacheKey } from '../key.ts';
import type { MaybePromise } from '../level.ts';
import type { CachePolicy, Compute, Computed } from '../policy.ts';
import { textOf } from '../sourcing.ts';
import { createChecking } from './checking.ts';
import type { SemanticKnobs } from './knobs.ts';
import { createLookupCounts } from './lookup-counts.ts';
import type { SemanticMetrics } from './metrics.ts';
import { checkReport, evidenceReport } from './evidence-report.ts';
import { createProof } from './proof.ts';
import type {
  AnswerJudge,
  Comparison,
  Embedder,
  Question,
  QuestionGuards,
  QuestionIndex,
} from './question.ts';
import { createSimilarLookups, type SimilarLookup, type WouldBeHit } from './similar-lookup.ts';
import type { SemanticStore } from './store.ts';

export interface SemanticOptions {
  readonly cache: Pick<Cache, 'getOrCompute' | 'peek' | 'noteSimilar'>;
  readonly knobs: SemanticKnobs;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly store: SemanticStore;
  readonly index: QuestionIndex;
  readonly embedder: Embedder;
  readonly guards: QuestionGuards;
  readonly judge?: AnswerJudge | undefined;
  readonly metrics?: SemanticMetrics | undefined;
  /** Told of what failed without failing a request. */
  readonly onFailure: (error: unknown) => void;
}

export interface SemanticCache {
  /** The evidence, with what this process has gathered last. @throws CACHE_LEVEL_UNAVAILABLE */
  evidence(): CacheVerify;
  /**
   * A person's verdict on a check. Returns the check as it is now.
   *
   * @throws CACHE_CHECK_UNKNOWN, CACHE_LEVEL_UNAVAILABLE
   */
  judge(id: number, wrong: boolean): SemanticCheck;
  /**
   * As `Cache.getOrCompute`, with a look for a similar question between the exact levels and the source. What is served
   * of it has the source `similar`; what was only found is told beside `computed`. The question is put into words only
   * when no exact answer is in memory; its tenant and name are those of the key.
   *
   * @throws as `Cache.getOrCompute`; never for what goes wrong here
   */
  getOrCompute<Value>(
    key: CacheKey,
    question: () => Question,
    compute: Compute<Value>,
    policy: CachePolicy,
    comparison: Comparison,
  ): MaybePromise<CacheAnswer<Value>>;
  /** A similar answer that may be served, when nothing can be computed. Nothing is checked by it. */
  served(question: Question, signal: () => AbortSignal): Promise<CacheAnswer | undefined>;
  /** Writes down what waits, and waits for checks under way. */
  close(): Promise<void>;
}

/** Checks behind served hits that may be computed at once; one drawn beyond it is left out. */
const MOST_CHECKS_BEHIND = 4;
const CHECK_MS = 120_000;

export function createSemanticCache(options: SemanticOptions): SemanticCache {
  const { cache, knobs, clock, store, index, judge, metrics, onFailure } = options;
  const background = createBackground(onFailure);
  const proof = createProof({ store, knobs, clock, judge: judge?.key ?? 'none' });
  const counts = createLookupCounts({ store, proof, clock, onFailure });
  const lookups = createSimilarLookups({ ...options, proof, counts, answers: cache });
  const checking = createChecking({ proof, judge, clock, background, onFailure });
  let behind = 0;

  const lookUp = async (
    question: Question,
    signal: () => AbortSignal,
  ): Promise<SimilarLookup | undefined> => {
    try {
      const lookup = await lookups.lookUp(question, signal);
      metrics?.lookedUp(lookup);
      return lookup;
    } catch (error) {
      if (error instanceof TypeError || signal().aborted) throw error;
      metrics?.failed();
      onFailure(error);
      return undefined;
    }
  };
  const compareWith = (
    lookup: SimilarLookup,
    question: Question,
    text: string,
    comparison: Comparison,
  ): void => {
    const hit = lookup.kind === 'missed' ? lookup.explored : lookup.hit;
    if (hit?.halvings === undefined) return;
    const { caseKey, match, answer, halvings } = hit;
    const about = lookup.kind === 'missed' ? 'entry' : 'case';
    const served = lookup.kind === 'served';
    checking.compare({ question, caseKey, match, answer, halvings, about, served }, text, comparison);
  };
  const keep = (question: Question, vector: Float32Array | undefined, expiresAt: number): void => {
    if (vector === undefined) return;
    const { name, text } = question;
    try {
      index.add({ partition: lookups.partitionOf(question), name, text, vector, expiresAt });
    } catch (error) {
      if (error instanceof TypeError) throw error;
      onFailure(error);
    }
  };

  /**
   * Has what was served computed after all, to see whether it was right. It goes through the exact cache, so that the true
   * answer is kept as any other is, and not when it was invalidated meanwhile.
   */
  const checkBehind = async (
    { policy, compute, comparison }: Asked,
    question: Question,
    lookup: Extract<SimilarLookup, { kind: 'served' }>,
  ): Promise<void> => {
    behind += 1;
    try {
      const ended = AbortSignal.timeout(CHECK_MS);
      const unhurried: CachePolicy = { ...policy, signal: () => ended };
      const answer = await cache.getOrCompute(keyOf(question), policy.behind ?? compute, unhurried);
      if (!isItsOwn(answer.source)) return;
      compareWith(lookup, question, answer.text, comparison);
      keep(question, lookup.vector, answer.entry.staleUntil);
    } finally {
      behind -= 1;
    }
  };

  /** What the source is asked through: a similar answer in place of it, or the source itself and a check. */
  const similarOr = (asked: Asked, seen: Seen): Compute<unknown> => {
    const { question, compute, comparison } = asked;
    return async (signal) => {
      const words = question();
      const lookup = await lookUp(words, () => signal);
      if (lookup !== undefined) seen.found = { question: words, lookup };
      if (lookup?.kind === 'served') return servedOf(lookup.hit);
      const answer = await compute(signal);
      if (lookup !== undefined && answer.cacheable.kind === 'yes') {
        const text = textOf(answer);
        compareWith(lookup, words, text, comparison);
        return { ...answer, text };
      }
      return answer;
    };
  };
  const finished = (asked: Asked, seen: Seen, answer: CacheAnswer): CacheAnswer => {
    const { source } = answer;
    if (seen.found === undefined || source.kind !== 'computed') return answer;
    const { question, lookup } = seen.found;
    if (lookup.kind === 'served') {
      const checked = lookup.hit.halvings !== undefined && behind < MOST_CHECKS_BEHIND;
      if (checked) background.run(checkBehind(asked, question, lookup));
      return new CacheAnswer(
        lookup.hit.answer.entry,
        similarSource(lookup.hit, checked, source.passed),
        answer.json,
      );
    }
    if (source.keeping.kind === 'kept') keep(question, lookup.vector, answer.entry.staleUntil);
    return answer.from({ ...source, similar: noteOf(lookup) });
  };

  return {
    evidence() {
      counts.flush();
      return evidenceReport({ store, proof, knobs, judge: judge?.key });
    },
    judge(id, wrong) {
      const before = proof.thumb(id, wrong);
      if (before === undefined) {
        throw new AccordError(cacheErrors.CACHE_CHECK_UNKNOWN, {
          detail: `There is no check ${id}`,
          field: 'id',
        });
      }
      return checkReport({ ...before, state: { kind: 'judged', source: 'person', wrong } });
    },
    getOrCompute: <Value>(
      key: CacheKey,
      question: () => Question,
      compute: Compute<Value>,
      policy: CachePolicy,
      comparison: Comparison,
    ): MaybePromise<CacheAnswer<Value>> => {
      const { directives } = policy;
      // A request that may leave no trace is no evidence, and one that wants a new answer gets no older one.
      if (knobs.mode === 'off' || directives?.noCache === true || directives?.noStore === true) {
        return cache.getOrCompute(key, compute, policy);
      }
      const asked: Asked = { question, compute, policy, comparison };
      const seen: Seen = {};
      const answer = cache.getOrCompute(key, similarOr(asked, seen), policy);
      const done = answer instanceof Promise ? answer.then((one) => finished(asked, seen, one)) : answer;
      return done as MaybePromise<CacheAnswer<Value>>;
    },
    async served(question, signal) {
      if (knobs.mode !== 'serve') return undefined;
      const lookup = await lookUp(question, signal);
      if (lookup?.kind !== 'served') return undefined;
      const { entry } = lookup.hit.answer;
      cache.noteSimilar(entry);
      return new CacheAnswer(entry, similarSource(lookup.hit, false, []), new SharedJson(entry.text));
    },
    async close() {
      await background.ended();
      counts.close();
    },
  };
}

interface Asked {
  readonly question: () => Question;
  readonly compute: Compute<unknown>;
  readonly policy: CachePolicy;
  readonly comparison: Comparison;
}

/** What the lookup found, for the one request that made it; those who joined it know nothing of it. */
interface Seen {
  found?: { readonly question: Question; readonly lookup: SimilarLookup };
}

const keyOf = ({ tenant, name }: Question): CacheKey => ({ tenant, name });

/** Whether it is the answer to this very question; what was joined may be that to a similar one again. */
const isItsOwn = (source: AnswerSource): boolean =>
  source.kind === 'level' || (source.kind === 'computed' && source.keeping.kind === 'kept');

const servedOf = ({ answer }: WouldBeHit): Computed<unknown> => ({
  text: answer.entry.text,
  similar: answer.entry,
  cacheable: { kind: 'no', reason: 'similar' },
});

const matchOf = ({ match, bound }: WouldBeHit): SimilarMatch => ({
  similarity: match.similarity,
  threshold: match.threshold,
  bound,
});

const similarSource = (
  hit: WouldBeHit,
  checked: boolean,
  passed: AnswerSource['passed'],
): Extract<AnswerSource, { kind: 'similar' }> => ({
  kind: 'similar',
  level: hit.answer.level,
  match: matchOf(hit),
  checked,
  passed,
});

function noteOf(lookup: Exclude<SimilarLookup, { kind: 'served' }>): SimilarNote {
  if (lookup.kind === 'candidate') {
    const { standing, halvings } = lookup.hit;
    return {
      kind: 'candidate',
      match: matchOf(lookup.hit),
      standing: standing.kind,
      checked: halvings !== undefined,
    };
  }
  const { reason, nearest, refusal } = lookup;
  return {
    kind: 'missed',
    reason,
    similarity: nearest?.similarity,
    threshold: nearest?.threshold,
    guard: refusal?.guard,
  };
}
