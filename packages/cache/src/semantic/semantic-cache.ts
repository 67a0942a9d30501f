import type { CacheVerify, SemanticCheck } from '@accord/contract';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import { CacheAnswer, SharedJson } from '../answer.ts';
import { createBackground } from '../background.ts';
import type { Cache } from '../cache.ts';
import { cacheErrors } from '../errors.ts';
import type { CacheKey } from '../key.ts';
import type { MaybePromise } from '../level.ts';
import type { CachePolicy, Compute, Computed, Produce } from '../policy.ts';
import { textOf } from '../sourcing.ts';
import type { StreamAnswer } from '../streaming.ts';
import { createAroundLookup, isItsOwn, keyOf, noteOf, type Seen, similarSource } from './around-lookup.ts';
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
import { createSimilarStreams } from './similar-stream.ts';
import { createSimilarLookups, type SimilarLookup, type WouldBeHit } from './similar-lookup.ts';
import type { SemanticStore } from './store.ts';

export interface SemanticOptions {
  readonly cache: Pick<Cache, 'getOrCompute' | 'getOrStream' | 'peek' | 'noteSimilar'>;
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
  /**
   * The same for `Cache.getOrStream`. Streams are found for streams only, since the name of an answer tells them apart.
   *
   * @throws as `Cache.getOrStream`; never for what goes wrong here
   */
  getOrStream<End>(
    key: CacheKey,
    question: () => Question,
    produce: Produce<End>,
    policy: CachePolicy,
    comparison: Comparison,
  ): MaybePromise<StreamAnswer<End>>;
  /** A similar answer that may be served, when nothing can be computed. Nothing is checked by it. */
  served(question: Question, signal: () => AbortSignal): Promise<CacheAnswer | undefined>;
  /** Writes down what waits, and waits for checks under way. */
  close(): Promise<void>;
}

export function createSemanticCache(options: SemanticOptions): SemanticCache {
  const { cache, knobs, clock, store, index, judge, metrics, onFailure } = options;
  const background = createBackground(onFailure);
  const proof = createProof({ store, knobs, clock, judge: judge?.key ?? 'none' });
  const counts = createLookupCounts({ store, proof, clock, onFailure });
  const lookups = createSimilarLookups({ ...options, proof, counts, answers: cache });
  const checking = createChecking({ proof, judge, clock, background, onFailure });
  const around = createAroundLookup({ lookups, checking, index, background, metrics, onFailure });
  const streams = createSimilarStreams({ cache, around, background });

  /**
   * Has what was served computed after all, to see whether it was right. It goes through the exact cache, so that the true
   * answer is kept as any other is, and not when it was invalidated meanwhile.
   */
  const checkBehind =
    ({ policy, compute, comparison }: Asked, question: Question, lookup: SimilarLookup) =>
    async (signal: () => AbortSignal): Promise<void> => {
      const unhurried: CachePolicy = { ...policy, signal };
      const answer = await cache.getOrCompute(keyOf(question), policy.behind ?? compute, unhurried);
      if (!isItsOwn(answer.source)) return;
      around.compareWith(lookup, question, answer.text, comparison);
      around.keep(question, lookup, answer.entry.staleUntil);
    };

  /** What the source is asked through: a similar answer in place of it, or the source itself and a check. */
  const similarOr = (asked: Asked, seen: Seen): Compute<unknown> => {
    const { question, compute, comparison } = asked;
    return async (signal) => {
      const words = question();
      const lookup = await around.lookUp(words, () => signal);
      if (lookup !== undefined) seen.found = { question: words, lookup };
      if (lookup?.kind === 'served') return servedOf(lookup.hit);
      const answer = await compute(signal);
      if (lookup !== undefined && answer.cacheable.kind === 'yes') {
        const text = textOf(answer);
        around.compareWith(lookup, words, text, comparison);
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
      const checked = around.checkedBehind(lookup.hit, checkBehind(asked, question, lookup));
      return new CacheAnswer(
        lookup.hit.answer.entry,
        similarSource(lookup.hit, checked, source.passed),
        answer.json,
      );
    }
    if (source.keeping.kind === 'kept') around.keep(question, lookup, answer.entry.staleUntil);
    return answer.from({ ...source, similar: noteOf(lookup) });
  };

  // A request that may leave no trace is no evidence, and one that wants a new answer gets no older one.
  const looksFor = ({ directives }: CachePolicy): boolean =>
    knobs.mode !== 'off' && directives?.noCache !== true && directives?.noStore !== true;

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
      if (!looksFor(policy)) return cache.getOrCompute(key, compute, policy);
      const asked: Asked = { question, compute, policy, comparison };
      const seen: Seen = {};
      const answer = cache.getOrCompute(key, similarOr(asked, seen), policy);
      const done = answer instanceof Promise ? answer.then((one) => finished(asked, seen, one)) : answer;
      return done as MaybePromise<CacheAnswer<Value>>;
    },
    getOrStream: <End>(
      key: CacheKey,
      question: () => Question,
      produce: Produce<End>,
      policy: CachePolicy,
      comparison: Comparison,
    ): MaybePromise<StreamAnswer<End>> => {
      if (!looksFor(policy)) return cache.getOrStream(key, produce, policy);
      const answer = streams.getOrStream(key, { question, produce, policy, comparison });
      return answer as MaybePromise<StreamAnswer<End>>;
    },
    async served(question, signal) {
      if (knobs.mode !== 'serve') return undefined;
      const lookup = await around.lookUp(question, signal);
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

const servedOf = ({ answer }: WouldBeHit): Computed<unknown> => ({
  text: answer.entry.text,
  similar: answer.entry,
  cacheable: { kind: 'no', reason: 'similar' },
});
