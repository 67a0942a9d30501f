import type { Cache } from '@accord/cache';
import type { CacheUse } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import type { AnswerNames } from './answer-names.ts';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import { readKept } from './kept-answer.ts';
import type { SimilarAnswer } from './without-engines.ts';

/**
 * Looks for an answer to the same question that was kept in any mode, also one past its time within the grace. The
 * request takes on how that answer came about.
 */
export function similarAnswer(cache: Cache, names: AnswerNames, clock: Clock): SimilarAnswer {
  return async (request) => {
    // Who demands a new answer is not served with an old one, not even now.
    if (request.caller.cache.noCache) return undefined;
    for (const name of names.similar(request)) {
      const answer = await cache.get({ tenant: request.caller.tenant, name }, request.deadline.signal);
      if (answer === undefined || answer.source.kind !== 'level') continue;
      const { output, provenance, engines } = readKept(answer);
      const use: CacheUse = {
        outcome: 'hit',
        level: answer.source.level,
        age_ms: Math.max(0, clock.now() - answer.entry.storedAt),
        stale: answer.source.freshness === 'stale',
        saved_ms: answer.entry.tookMs,
        passed: [...answer.source.passed],
        decision: provenance.decision,
      };
      request.cache = jsonFromValue(use);
      request.plan = { ...request.plan, mode: provenance.mode_used };
      request.engines.length = 0;
      request.engines.push(...engines);
      return output as JsonDocument<never>;
    }
    return undefined;
  };
}
