import type {
  Cache,
  CacheAnswer,
  CacheKey,
  CachePolicy,
  Comparison,
  Compute,
  MaybePromise,
  Question,
  SemanticCache,
  SimilarNote,
} from '@accord/cache';
import type { CacheUse, Role, SimilarNote as SimilarNoteOnWire } from '@accord/contract';
import type { AnswerNames } from './answer-names.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import { outputIn, readKept } from './kept-answer.ts';
import type { TaskRequest } from './request.ts';
import type { Similarity, Task } from './task.ts';

/** The cache, with a look for similar questions where a task says what that is. */
export interface SimilarQuestions {
  getOrCompute<Input, Output, Draft>(
    request: TaskRequest<Input, Output, Draft>,
    key: CacheKey,
    compute: Compute<unknown>,
    policy: CachePolicy,
  ): MaybePromise<CacheAnswer>;
  /** An answer to a similar question in any mode, when no engine can give one. */
  served<Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>): Promise<CacheAnswer | undefined>;
}

export interface SimilarQuestionsOptions {
  readonly cache: Cache;
  readonly semantic: SemanticCache | undefined;
  readonly names: AnswerNames;
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
}

export function similarQuestions(options: SimilarQuestionsOptions): SimilarQuestions {
  const { cache, semantic, names, engines } = options;
  /** What rules answer costs less than to look for something like it. */
  const byModel = (roles: readonly Role[]): boolean => roles.some((role) => !engines[role][0]?.rules);

  return {
    getOrCompute(request, key, compute, policy) {
      const { task, input, plan } = request;
      const { similarity } = task;
      if (semantic === undefined || similarity === undefined || !byModel(plan.roles)) {
        return cache.getOrCompute(key, compute, policy);
      }
      const question = (): Question => ({
        ...key,
        task: task.name,
        exact: names.of({ ...request, input: similarity.exact(input) }, plan),
        text: similarity.text(input),
      });
      return semantic.getOrCompute(key, question, compute, policy, comparisonOf(similarity));
    },
    async served(request) {
      const { task, input, caller, deadline } = request;
      const { similarity } = task;
      if (semantic === undefined || similarity === undefined) return undefined;
      const exact = names.similar({ ...request, input: similarity.exact(input) });
      for (const [at, name] of names.similar(request).entries()) {
        const question: Question = {
          tenant: caller.account.tenant,
          name,
          task: task.name,
          exact: exact[at] ?? '',
          text: similarity.text(input),
        };
        const answer = await semantic.served(question, deadline.signal);
        if (answer !== undefined) return answer;
      }
      return undefined;
    },
  };
}

const comparisonOf = <Input, Output>({ same }: Similarity<Input, Output>): Comparison => ({
  by: 'comparer',
  same: (kept, computed) => same(outputIn(kept) as Output, outputIn(computed) as Output),
});

/** What of an answer may be given to another question than the one it was made for. */
export function transferred<Input, Output, Draft>(
  { similarity }: Task<Input, Output, Draft>,
  answer: CacheAnswer,
): JsonDocument<Output> {
  if (similarity === undefined) throw new TypeError('only a task that knows what is similar is answered so');
  return jsonFromValue(similarity.transfer(readKept(answer).output.value as Output));
}

/** How a similar answer is told of. */
export function similarUse({ source, entry }: CacheAnswer, decision: string, now: number): CacheUse {
  if (source.kind !== 'similar') throw new TypeError(`${source.kind} is not similar`);
  return {
    outcome: 'similar',
    level: source.level,
    age_ms: Math.max(0, now - entry.storedAt),
    saved_ms: Math.round(entry.tookMs * 1000) / 1000,
    ...source.match,
    checked: source.checked,
    passed: [...source.passed],
    decision,
  };
}

/** What was found of a similar question beside a new answer. */
export function noteOnWire(note: SimilarNote): SimilarNoteOnWire {
  if (note.kind === 'candidate') {
    return { found: 'candidate', ...note.match, standing: note.standing, checked: note.checked };
  }
  const { reason, similarity, threshold, guard } = note;
  return {
    found: 'nothing',
    reason,
    ...(similarity !== undefined && { similarity: Math.max(-1, Math.min(1, similarity)) }),
    ...(threshold !== undefined && { threshold }),
    ...(guard !== undefined && { guard }),
  };
}
