import type { Clock, Rng } from '@accord/kernel';
import type { CacheKey } from '../key.ts';
import type { Standing } from './case.ts';
import type { SemanticKnobs } from './knobs.ts';
import type { LookupCounts } from './lookup-counts.ts';
import type { Proof } from './proof.ts';
import type {
  Embedder,
  GuardRefusal,
  KeptAnswer,
  KeptAnswers,
  Neighbour,
  Question,
  QuestionGuards,
  QuestionIndex,
} from './question.ts';
import { drawCheck } from './sampling.ts';
import type { MissReason } from './miss-reason.ts';
import type { CaseKey, Scope, SemanticStore } from './store.ts';

/** A kept question that is like the one asked, and what speaks for and against its answer. */
export interface Match {
  readonly entry: CacheKey;
  readonly keptQuestion: string;
  readonly similarity: number;
  readonly threshold: number;
}

/** A would-be hit: similar enough, and no guard refuses it. */
export interface WouldBeHit {
  readonly match: Match;
  readonly answer: KeptAnswer;
  readonly caseKey: CaseKey;
  readonly standing: Standing;
  /** The false-hit rate of hits like this is at most so much. */
  readonly bound: number;
  /** Set when it was drawn for a check. */
  readonly halvings: number | undefined;
}

export type SimilarLookup =
  | { readonly kind: 'served'; readonly hit: WouldBeHit; readonly vector: Float32Array }
  | { readonly kind: 'candidate'; readonly hit: WouldBeHit; readonly vector: Float32Array }
  | {
      readonly kind: 'missed';
      readonly reason: MissReason;
      readonly nearest: Match | undefined;
      readonly refusal: GuardRefusal | undefined;
      /** Looked at all the same, for the entry to learn from it. */
      readonly explored: Omit<WouldBeHit, 'bound' | 'standing'> | undefined;
      readonly vector: Float32Array | undefined;
    };

export interface SimilarLookupOptions {
  readonly knobs: SemanticKnobs;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly store: SemanticStore;
  readonly proof: Proof;
  readonly index: QuestionIndex;
  readonly embedder: Embedder;
  readonly guards: QuestionGuards;
  readonly answers: KeptAnswers;
  readonly counts: LookupCounts;
}

export interface SimilarLookups {
  scopeOf(question: Question): Scope;
  partitionOf(question: Question): string;
  /** @throws CACHE_LEVEL_UNAVAILABLE, and what the embedding throws */
  lookUp(question: Question, signal: () => AbortSignal): Promise<SimilarLookup>;
}

type Weighed =
  | { readonly kind: 'hit'; readonly match: Match; readonly answer: KeptAnswer; readonly checks: number }
  | { readonly kind: 'guarded'; readonly match: Match; readonly refusal: GuardRefusal }
  | {
      readonly kind: 'entry_threshold';
      readonly match: Match;
      readonly answer: KeptAnswer;
    }
  | { readonly kind: 'below_threshold' | 'not_kept'; readonly match: Match };

export function createSimilarLookups(options: SimilarLookupOptions): SimilarLookups {
  const { knobs, clock, rng, store, proof, index, embedder, guards, answers, counts } = options;
  const basis = `${embedder.key} ${guards.version}`;
  const scopeOf = ({ tenant, task }: Question): Scope => ({ tenant, task, basis });
  const partitionOf = ({ tenant, task, exact }: Question): string =>
    JSON.stringify([tenant, task, basis, exact]);

  const weigh = async (question: Question, neighbour: Neighbour, threshold: number): Promise<Weighed> => {
    const { similarity, name, text } = neighbour;
    const entry: CacheKey = { tenant: question.tenant, name };
    const match = { entry, keptQuestion: text, similarity, threshold };
    if (similarity < threshold) return { kind: 'below_threshold', match };
    const refusal = guards.refusal(question.text, text);
    if (refusal !== undefined) return { kind: 'guarded', match, refusal };
    const answer = await answers.peek(entry);
    if (answer === undefined || answer.entry.freshUntil <= clock.now()) {
      if (answer === undefined) index.remove(partitionOf(question), name);
      return { kind: 'not_kept', match };
    }
    const known = proof.entry(entry);
    if (similarity < known.threshold) {
      return { kind: 'entry_threshold', match: { ...match, threshold: known.threshold }, answer };
    }
    return { kind: 'hit', match, answer, checks: known.checks };
  };
  const nearMiss = (question: Question, { match }: Weighed, guard: string, detail: string): void => {
    store.addNearMiss({
      ...scopeOf(question),
      at: clock.now(),
      similarity: match.similarity,
      threshold: match.threshold,
      question: question.text,
      keptQuestion: match.keptQuestion,
      guard,
      detail,
    });
  };
  const found = (
    question: Question,
    weighed: Extract<Weighed, { kind: 'hit' }>,
    vector: Float32Array,
  ): SimilarLookup => {
    const { match, answer, checks } = weighed;
    const { key, standing, bound } = proof.weigh(scopeOf(question), match.similarity);
    const serve = knobs.mode === 'serve' && standing.kind === 'serving';
    const share = serve ? knobs.served_check_share : knobs.candidate_check_share;
    const value = { checksOfEntry: checks, margin: match.similarity - match.threshold };
    const draw = drawCheck(share, value, rng);
    const halvings = draw.kind === 'drawn' ? draw.halvings : undefined;
    const hit: WouldBeHit = { match, answer, caseKey: key, standing, bound: bound(), halvings };
    return { kind: serve ? 'served' : 'candidate', hit, vector };
  };
  /** Now and then an entry that was wrong is given another chance to show from where on it is right. */
  const missed = (question: Question, weighed: readonly Weighed[], vector: Float32Array): SimilarLookup => {
    const [first] = weighed;
    const wrongBefore = weighed.find((one) => one.kind === 'entry_threshold');
    const guarded = weighed.find((one) => one.kind === 'guarded');
    if (guarded !== undefined) {
      nearMiss(question, guarded, guarded.refusal.guard, guarded.refusal.detail);
    }
    if (wrongBefore !== undefined) nearMiss(question, wrongBefore, 'entry_threshold', '');
    const explored =
      wrongBefore !== undefined && rng.next() < knobs.served_check_share
        ? {
            match: wrongBefore.match,
            answer: wrongBefore.answer,
            caseKey: proof.weigh(scopeOf(question), wrongBefore.match.similarity).key,
            halvings: 0,
          }
        : undefined;
    const telling = wrongBefore ?? guarded ?? first;
    return {
      kind: 'missed',
      reason: telling?.kind === undefined || telling.kind === 'hit' ? 'nothing_near' : telling.kind,
      nearest: telling?.match,
      refusal: guarded?.refusal,
      explored,
      vector,
    };
  };

  return {
    scopeOf,
    partitionOf,
    async lookUp(question, signal) {
      if (question.text.length > knobs.max_text_chars) return NOT_LOOKED_UP;
      const vector = await embedder.embed(question.text, signal);
      if (vector.every((part) => part === 0)) return NOT_LOOKED_UP;
      const scope = scopeOf(question);
      const near = index.nearest(partitionOf(question), vector, knobs.neighbours, 0);
      const threshold = proof.threshold(scope);
      const weighed: Weighed[] = [];
      for (const neighbour of near) {
        // The question itself was looked for before, and is not kept, or not to be given.
        if (neighbour.name === question.name) continue;
        const one = await weigh(question, neighbour, threshold);
        if (one.kind === 'hit') {
          counts.add(scope, near[0]?.similarity, true);
          return found(question, one, vector);
        }
        weighed.push(one);
        if (one.kind === 'below_threshold') break;
      }
      counts.add(scope, near[0]?.similarity, false);
      return missed(question, weighed, vector);
    },
  };
}

const NOT_LOOKED_UP: SimilarLookup = {
  kind: 'missed',
  reason: 'not_looked_up',
  nearest: undefined,
  refusal: undefined,
  explored: undefined,
  vector: undefined,
};
