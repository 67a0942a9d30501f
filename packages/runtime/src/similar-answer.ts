import type { Cache, CacheAnswer } from '@accord/cache';
import type { CacheUse } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import type { AnswerNames } from './answer-names.ts';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import { readKept } from './kept-answer.ts';
import type { TaskRequest } from './request.ts';
import { type SimilarQuestions, similarUse, transferred } from './similar-questions.ts';
import type { SimilarAnswer } from './without-engines.ts';

export interface SimilarAnswerOptions {
  readonly cache: Cache;
  readonly names: AnswerNames;
  readonly clock: Clock;
  readonly questions: SimilarQuestions;
}

/**
 * Looks for an answer to the same question that was kept in any mode, also one past its time within the grace; then for
 * one to a similar question, where it is proven that such answers may be given. The request takes on how that answer came
 * about.
 */
export function similarAnswer({ cache, names, clock, questions }: SimilarAnswerOptions): SimilarAnswer {
  return async (request) => {
    // Who demands a new answer is not served with an old one, not even now.
    if (request.caller.cache.noCache) return undefined;
    for (const name of names.similar(request)) {
      const answer = await cache.get(
        { tenant: request.caller.account.tenant, name },
        request.deadline.signal,
      );
      if (answer === undefined || answer.source.kind !== 'level') continue;
      const { decision } = readKept(answer).provenance;
      takeOn(request, answer, {
        outcome: 'hit',
        level: answer.source.level,
        age_ms: Math.max(0, clock.now() - answer.entry.storedAt),
        stale: answer.source.freshness === 'stale',
        saved_ms: answer.entry.tookMs,
        passed: [...answer.source.passed],
        decision,
      });
      return readKept(answer).output as JsonDocument<never>;
    }
    const answer = await questions.served(request);
    if (answer === undefined) return undefined;
    takeOn(request, answer, similarUse(answer, readKept(answer).provenance.decision, clock.now()));
    return transferred(request.task, answer);
  };
}

function takeOn<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  answer: CacheAnswer,
  use: CacheUse,
): void {
  const { provenance, engines } = readKept(answer);
  request.cache = jsonFromValue(use);
  request.plan = { ...request.plan, mode: provenance.mode_used };
  request.engines.length = 0;
  request.engines.push(...engines);
}
