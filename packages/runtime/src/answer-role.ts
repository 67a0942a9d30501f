import { engineErrors } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import { type AskOptions, askEngine, type AskTerms, type StepAnswer } from './ask-engine.ts';
import { runtimeErrors } from './errors.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import type { TaskRequest } from './request.ts';
import type { StepFacts, TaskStep } from './task.ts';

/**
 * What goes wrong outside of this program and can be answered by asking elsewhere. Everything else is a fault of the
 * program or the caller's own wish, and is never a reason to fall back.
 */
const FAULTS_OF_ENGINES: ReadonlySet<string> = new Set([
  engineErrors.ENGINE_UNREACHABLE.code,
  engineErrors.ENGINE_TIMEOUT.code,
  engineErrors.ENGINE_REJECTED.code,
  engineErrors.ENGINE_OVERLOADED.code,
  engineErrors.ENGINE_BAD_ANSWER.code,
  runtimeErrors.ENGINE_REFUSED.code,
]);

export const isFaultOfEngine = (error: unknown): error is AccordError =>
  error instanceof AccordError && FAULTS_OF_ENGINES.has(error.code);

/**
 * Asks the engines of a role in order, until one answers. Undefined when none did; each that was passed over or
 * failed leaves its reason.
 */
export async function answerRole<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  engines: readonly GuardedEngine[],
  terms: Pick<AskTerms, 'tokenShare' | 'reserveMs'>,
  options: AskOptions,
): Promise<StepAnswer<Answer> | undefined> {
  const say = reasonsOf(request, step.role, options);
  for (const [place, guarded] of engines.entries()) {
    const admission = guarded.admission();
    if (admission.state === 'refused') {
      say.refused(guarded, admission.detail, admission.retryInMs);
      continue;
    }
    if (say.remainingMs() <= terms.reserveMs && !guarded.rules) {
      say.noTime(guarded);
      continue;
    }
    const startedAt = options.clock.monotonic();
    try {
      const fallback = place > 0;
      const answer = await askEngine(request, step, facts, guarded, { ...terms, fallback }, options);
      if (fallback) say.fellBack(guarded);
      return answer;
    } catch (error) {
      if (!isFaultOfEngine(error)) throw error;
      say.failed(guarded, error, options.clock.monotonic() - startedAt);
    }
  }
  return undefined;
}

function reasonsOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  role: string,
  { clock }: AskOptions,
) {
  const step = `execute.${role}`;
  const remainingMs = (): number => Math.round(request.deadlineAt - clock.monotonic());
  const say = (
    code: string,
    outcome: 'taken' | 'refused',
    message: string,
    numbers: Record<string, number>,
  ): void => {
    request.reasons.push({ step, code, outcome, message, numbers });
  };
  return {
    remainingMs,
    refused: ({ key }: GuardedEngine, detail: string, retryInMs: number) =>
      say('engine_refused', 'refused', `${key} is not asked: ${detail}`, {
        retry_in_ms: Math.round(retryInMs),
      }),
    noTime: ({ key }: GuardedEngine) =>
      say('engine_out_of_time', 'refused', `no time is left to ask ${key}`, { remaining_ms: remainingMs() }),
    failed: ({ key }: GuardedEngine, error: AccordError, tookMs: number) =>
      say('engine_failed', 'refused', `${key} failed with ${error.code}: ${error.message}`, {
        took_ms: Math.round(tookMs),
        remaining_ms: remainingMs(),
      }),
    fellBack: ({ key }: GuardedEngine) =>
      say('fallback_engine', 'taken', `${key} answered in place of the engines before it`, {
        remaining_ms: remainingMs(),
      }),
  };
}
