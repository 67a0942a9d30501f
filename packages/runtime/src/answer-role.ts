import { engineErrors, type Generation } from '@accord/engine';
import { AccordError } from '@accord/kernel';
import { resilienceErrors } from '@accord/resilience';
import { askEngine, type AskParts, type AskTerms } from './ask-engine.ts';
import type { BoundEngine, BoundStep } from './bound-step.ts';
import type { TaskRequest } from './request.ts';
import { say } from './say.ts';
import type { StepFacts } from './task.ts';

/**
 * What goes wrong outside of this program and can be answered by asking elsewhere. Everything else is a fault of the
 * program or the caller's own wish, and is never a reason to fall back.
 */
const FAULTS_OF_ENGINES: ReadonlySet<string> = new Set(
  [
    engineErrors.ENGINE_UNREACHABLE,
    engineErrors.ENGINE_TIMEOUT,
    engineErrors.ENGINE_REJECTED,
    engineErrors.ENGINE_OVERLOADED,
    engineErrors.ENGINE_BAD_ANSWER,
    resilienceErrors.BREAKER_OPEN,
    resilienceErrors.DEADLINE_PASSED,
  ].map(({ code }) => code),
);

/** The engine is well, and has too much to do. */
const OVERFLOWS: ReadonlySet<string> = new Set([
  resilienceErrors.QUEUE_FULL.code,
  resilienceErrors.QUEUE_EXPIRED.code,
]);

const isFaultOfEngine = (error: unknown): error is AccordError =>
  error instanceof AccordError && (FAULTS_OF_ENGINES.has(error.code) || OVERFLOWS.has(error.code));

/**
 * Asks the given engines of a step in order, until one answers. Undefined when none did; each that was passed over or
 * failed leaves its reason.
 */
export async function answerRole<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: BoundStep<Input, Draft>,
  engines: readonly BoundEngine[],
  facts: StepFacts<Input, Draft>,
  terms: AskTerms,
  parts: AskParts,
): Promise<Generation | undefined> {
  const { clock } = parts;
  for (const [place, engine] of engines.entries()) {
    if (!mayAsk(request, step.name, engine, terms.reserveMs)) continue;
    const startedAt = clock.monotonic();
    try {
      const generation = await askEngine(request, step, engine, facts, terms, parts);
      if (place > 0) sayFallback(request, step.name, engine);
      return generation;
    } catch (error) {
      if (!isFaultOfEngine(error)) throw error;
      request.fellShort = true;
      if (OVERFLOWS.has(error.code)) request.overflow = error;
      sayFailure(request, step.name, engine, error, clock.monotonic() - startedAt);
    }
  }
  return undefined;
}

function mayAsk<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: string,
  { guarded }: BoundEngine,
  reserveMs: number,
): boolean {
  const admission = guarded.admission();
  if (admission.state === 'refused') {
    request.fellShort = true;
    const numbers = { retry_in_ms: Math.round(admission.retryInMs) };
    const message = `${guarded.key} is not asked: ${admission.detail}`;
    say(request, { step, code: 'engine_refused', outcome: 'refused', message, numbers });
    return false;
  }
  const remaining = request.deadline.remaining();
  if (remaining > reserveMs) return true;
  const numbers = { remaining_ms: Math.round(remaining), reserve_ms: reserveMs };
  const message = `no time is left to ask ${guarded.key}`;
  say(request, { step, code: 'engine_out_of_time', outcome: 'refused', message, numbers });
  return false;
}

function sayFallback<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: string,
  { guarded }: BoundEngine,
): void {
  const message = `${guarded.key} answers in place of the engines before it`;
  const numbers = { remaining_ms: Math.round(request.deadline.remaining()) };
  say(request, { step, code: 'fallback_engine', outcome: 'taken', message, numbers });
}

function sayFailure<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: string,
  { guarded }: BoundEngine,
  error: AccordError,
  tookMs: number,
): void {
  const message = `${guarded.key} failed with ${error.code}: ${error.message}`;
  const numbers = {
    took_ms: Math.round(tookMs),
    remaining_ms: Math.round(request.deadline.remaining()),
  };
  say(request, { step, code: 'engine_failed', outcome: 'refused', message, numbers });
}
