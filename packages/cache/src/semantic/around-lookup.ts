import type { AnswerSource, SimilarMatch, SimilarNote } from '../answer.ts';
import type { Background } from '../background.ts';
import type { CacheKey } from '../key.ts';
import type { Checking } from './checking.ts';
import type { SemanticMetrics } from './metrics.ts';
import type { Comparison, Question, QuestionIndex } from './question.ts';
import type { SimilarLookup, SimilarLookups, WouldBeHit } from './similar-lookup.ts';

/** What is done before and after a look for a similar question, for answers in one piece and for streams. */
export interface AroundLookup {
  /** Undefined when it failed, which fails no request. @throws when the signal is aborted */
  lookUp(question: Question, signal: () => AbortSignal): Promise<SimilarLookup | undefined>;
  /** Has what was found and drawn count, by the text that the source gave. */
  compareWith(lookup: SimilarLookup, question: Question, text: string, comparison: Comparison): void;
  /** Has the question found from now on. */
  keep(question: Question, lookup: SimilarLookup, expiresAt: number): void;
  /**
   * Computes behind a served hit, where it was drawn for a check and not too many are computed already.
   *
   * @returns whether it does
   */
  checkedBehind(hit: WouldBeHit, work: (signal: () => AbortSignal) => Promise<void>): boolean;
}

export interface AroundLookupOptions {
  readonly lookups: SimilarLookups;
  readonly checking: Checking;
  readonly index: QuestionIndex;
  readonly background: Background;
  readonly metrics: SemanticMetrics | undefined;
  readonly onFailure: (error: unknown) => void;
}

/** Checks behind served hits that may be computed at once; one drawn beyond it is left out. */
const MOST_CHECKS_BEHIND = 4;
const CHECK_MS = 120_000;

export function createAroundLookup(options: AroundLookupOptions): AroundLookup {
  const { lookups, checking, index, background, metrics, onFailure } = options;
  let behind = 0;

  const counted = async (work: (signal: () => AbortSignal) => Promise<void>): Promise<void> => {
    behind += 1;
    try {
      const ended = AbortSignal.timeout(CHECK_MS);
      await work(() => ended);
    } finally {
      behind -= 1;
    }
  };

  return {
    async lookUp(question, signal) {
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
    },
    compareWith(lookup, question, text, comparison) {
      const hit = drawnIn(lookup);
      if (hit?.halvings === undefined) return;
      const { caseKey, match, answer, halvings } = hit;
      const about = lookup.kind === 'missed' ? 'entry' : 'case';
      const served = lookup.kind === 'served';
      checking.compare({ question, caseKey, match, answer, halvings, about, served }, text, comparison);
    },
    keep(question, { vector }, expiresAt) {
      if (vector === undefined) return;
      const { name, text } = question;
      try {
        index.add({ partition: lookups.partitionOf(question), name, text, vector, expiresAt });
      } catch (error) {
        if (error instanceof TypeError) throw error;
        onFailure(error);
      }
    },
    checkedBehind(hit, work) {
      const checked = hit.halvings !== undefined && behind < MOST_CHECKS_BEHIND;
      if (checked) background.run(counted(work));
      return checked;
    },
  };
}

/** What the lookup found, for the one request that made it; those who joined it know nothing of it. */
export interface Seen {
  found?: { readonly question: Question; readonly lookup: SimilarLookup };
}

/** What a lookup would have compared: the would-be hit, or what an entry is to learn from. */
export const drawnIn = (
  lookup: SimilarLookup,
): Pick<WouldBeHit, 'caseKey' | 'match' | 'answer' | 'halvings'> | undefined =>
  lookup.kind === 'missed' ? lookup.explored : lookup.hit;

export const keyOf = ({ tenant, name }: Question): CacheKey => ({ tenant, name });

/** Whether it is the answer to this very question; what was joined may be that to a similar one again. */
export const isItsOwn = (source: AnswerSource): boolean =>
  source.kind === 'level' || (source.kind === 'computed' && source.keeping.kind === 'kept');

const matchOf = ({ match, bound }: WouldBeHit): SimilarMatch => ({
  similarity: match.similarity,
  threshold: match.threshold,
  bound,
});

export const similarSource = (
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

export function noteOf(lookup: Exclude<SimilarLookup, { kind: 'served' }>): SimilarNote {
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
