import type { CacheAnswer, CacheKey, CachePolicy, Computed, MaybePromise } from '@accord/cache';
import type { CacheUse, Mode } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import { createDeadline, type Deadline, resilienceErrors } from '@accord/resilience';
import type { AnswerNames } from '../answer-names.ts';
import { jsonFromValue } from '../json-document.ts';
import { keptText, readKept } from '../kept-answer.ts';
import { noteStep } from '../note-step.ts';
import type { Stage, TaskRequest } from '../request.ts';
import { noteOnWire, type SimilarQuestions, similarUse, transferred } from '../similar-questions.ts';

export interface LookUpOptions {
  readonly clock: Clock;
  readonly questions: SimilarQuestions;
  readonly names: AnswerNames;
  /** Runs the request once more, as a request of its own, behind an answer that is past its time. */
  readonly anew: <Input, Output, Draft>(
    request: TaskRequest<Input, Output, Draft>,
    signal: AbortSignal,
  ) => Promise<TaskRequest<Input, Output, Draft>>;
}

const WITHOUT = jsonFromValue<CacheUse>({ outcome: 'bypassed', reason: 'no_engine' });

/**
 * Answers from the cache, or joins a request for the same that is under way, or lets the engines answer and keeps what
 * came. Where the plan asks no engine, the cache is left to those who look for an answer that was kept.
 */
export function lookUpStage({ clock, questions, names, anew }: LookUpOptions): Stage {
  return async (request, next) => {
    if (request.plan.without !== undefined) {
      request.cache = WITHOUT;
      return next();
    }
    const startedAt = clock.monotonic();
    const { caller, deadline } = request;
    const { mode } = request.plan;
    const key: CacheKey = { tenant: caller.account.tenant, name: names.of(request, request.plan) };
    const compute = async (signal: AbortSignal): Promise<Computed<unknown>> => {
      await withSignal(request, signal, clock, next);
      return computedOf(request, mode);
    };
    const policy: CachePolicy = {
      life: { by: 'mode', mode: request.modeAsked },
      tags: names.tags(request, request.plan),
      directives: caller.cache,
      behind: async (signal) => computedOf(await anew(request, signal), mode),
      signal: deadline.signal,
    };
    const answer = await given(questions.getOrCompute(request, key, compute, policy), deadline);
    takeIn(request, answer, clock);
    noteStep(request, clock, startedAt, { step: 'look_up', outcome: 'ok', message: sentence(answer) });
  };
}

async function given(answer: MaybePromise<CacheAnswer>, deadline: Deadline): Promise<CacheAnswer> {
  if (!(answer instanceof Promise)) return answer;
  try {
    return await answer;
  } catch (error) {
    throw error instanceof DOMException ? leftOf(error, deadline) : error;
  }
}

/** Who waits is told by the reason of the signal that ended the wait. */
function leftOf(reason: DOMException, deadline: Deadline): unknown {
  if (!deadline.signal().aborted) return reason;
  const kind =
    reason.name === 'TimeoutError' ? resilienceErrors.DEADLINE_PASSED : resilienceErrors.CALL_CANCELLED;
  return new AccordError(kind, { cause: reason });
}

/**
 * While others may wait for the same answer, it is not this caller's going away that ends the work, but everyone's: the
 * signal of the flight takes the place of the caller's.
 */
async function withSignal<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  signal: AbortSignal,
  clock: Clock,
  work: () => Promise<void>,
): Promise<void> {
  const own = request.deadline;
  const shared = createDeadline({ clock, timeoutMs: own.remaining(), caller: () => signal });
  request.deadline = shared;
  try {
    await work();
  } finally {
    request.deadline = own;
    shared.clear();
  }
}

/** Only what was answered in full, as planned for the mode that it is kept under, is kept. */
function computedOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  mode: Mode,
): Computed<unknown> {
  const { output, costNanoUsd, fellShort, plan, reliability } = request;
  const asPlanned = !fellShort && plan.mode === mode && reliability === 'normal';
  if (output === undefined) throw new TypeError(`no stage settled an output of ${request.task.name}`);
  return {
    text: keptText(request, output),
    cacheable: asPlanned ? { kind: 'yes' } : { kind: 'no', reason: 'not_as_planned' },
    costNanoUsd,
  };
}

/** What a request learns from an answer that it did not compute itself. */
function takeIn<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  answer: CacheAnswer,
  clock: Clock,
): void {
  const { source } = answer;
  if (source.kind === 'computed') {
    // In place of a new answer one was kept, and has said so.
    if (request.cache.value.outcome === 'hit' || request.cache.value.outcome === 'similar') return;
    const { keeping } = source;
    request.cache = jsonFromValue<CacheUse>({
      outcome: 'miss',
      stored: keeping.kind === 'kept',
      reason: keeping.kind === 'kept' ? '' : keeping.reason,
      passed: [...source.passed],
      ...(source.similar && { similar: noteOnWire(source.similar) }),
    });
    return;
  }
  const { output, provenance, engines } = readKept(answer);
  request.output =
    source.kind === 'similar'
      ? transferred(request.task, answer)
      : (output as NonNullable<typeof request.output>);
  request.reliability = provenance.reliability;
  request.plan = { ...request.plan, mode: provenance.mode_used };
  request.planned = undefined;
  request.engines.push(...engines);
  request.cache = jsonFromValue(useOf(answer, provenance.decision, clock.now()));
}

function useOf(answer: CacheAnswer, decision: string, now: number): CacheUse {
  const { source, entry } = answer;
  if (source.kind === 'similar') return similarUse(answer, decision, now);
  if (source.kind === 'joined') {
    const across = source.process === 'this' ? 'process' : 'processes';
    return { outcome: 'joined', across, passed: [...source.passed], decision };
  }
  if (source.kind === 'computed') throw new TypeError('a computed answer is no hit');
  return {
    outcome: 'hit',
    level: source.level,
    age_ms: Math.max(0, now - entry.storedAt),
    stale: source.freshness === 'stale',
    saved_ms: Math.round(entry.tookMs * 1000) / 1000,
    passed: [...source.passed],
    decision,
  };
}

function sentence({ source }: CacheAnswer): string {
  switch (source.kind) {
    case 'level':
      return `found in ${source.level}${source.freshness === 'stale' ? ', past its time' : ''}`;
    case 'similar':
      return `found for a similar question in ${source.level}`;
    case 'joined':
      return `joined a request in ${source.process === 'this' ? 'this' : 'another'} process`;
    case 'computed':
      return source.keeping.kind === 'kept'
        ? 'not found; the new answer is kept'
        : `not found; the new answer is not kept: ${source.keeping.reason}`;
  }
}
