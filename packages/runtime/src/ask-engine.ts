import { engineErrors, type GenerateRequest, type Generation } from '@accord/engine';
import { AccordError, type Clock, nanoUsd } from '@accord/kernel';
import type { EngineCall } from '@accord/telemetry';
import { type Deadline, resilienceErrors } from '@accord/resilience';
import type { Booking } from './booking.ts';
import type { BoundEngine, BoundStep } from './bound-step.ts';
import { costOf } from './call-cost.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import { noteStep } from './note-step.ts';
import { answerWithRepair } from './repair.ts';
import type { TaskRequest } from './request.ts';
import type { StepFacts } from './task.ts';

/** How much an engine is given. */
export interface AskTerms {
  /** Share of the configured output tokens: 1, or less for a shorter second try. */
  readonly tokenShare: number;
  /** Milliseconds that are kept of the deadline for what comes when the engine fails. */
  readonly reserveMs: number;
}

/** What every call of a model needs of the house. */
export interface AskParts {
  readonly clock: Clock;
  readonly booking: Booking;
}

/**
 * Asks one model for one step, within the timeout of the role and what is left of the deadline. Tokens are counted
 * and paid for also when the answer is of no use.
 *
 * @returns the generation, its output checked
 * @throws what the engine and its guard throw; ENGINE_BAD_ANSWER when the answer breaks the schema of the step
 */
export async function askEngine<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  boundStep: BoundStep<Input, Draft>,
  boundEngine: BoundEngine,
  facts: StepFacts<Input, Draft>,
  { tokenShare, reserveMs }: AskTerms,
  { clock, booking }: AskParts,
): Promise<Generation> {
  const startedAt = clock.monotonic();
  const { step, name, purpose, schema } = boundStep;
  const { guarded } = boundEngine;
  const { sampling, timeoutMs } = boundStep.parameters[facts.mode];
  const leftMs = request.deadline.remaining() - reserveMs;
  const deadline = request.deadline.within(Math.max(0, Math.min(timeoutMs, leftMs)));
  const ask = {
    purpose,
    facts,
    prompt: () => step.prompt(facts),
    schema,
    sampling:
      tokenShare === 1 ? sampling : { ...sampling, maxTokens: Math.ceil(sampling.maxTokens * tokenShare) },
    signal: deadline.signal,
  };
  // Time that is cut short by the caller's own deadline says nothing against the engine.
  const blame = leftMs < timeoutMs ? blameless : undefined;
  const generate = (again: GenerateRequest): Promise<Generation> =>
    blame === undefined ? guarded.engine.generate(again) : guarded.engine.generate(again).catch(blame);
  const asker = { request: request.id, account: request.caller.account };
  // Booked within the guards: each try is a call of its own, and one that waits for a place has cost nothing yet.
  const call = (again: GenerateRequest): Promise<Generation> =>
    guarded.call(() => booking.booked(asker, guarded, again, () => generate(again)), {
      deadline,
      priority: request.caller.priority,
    });
  try {
    const generation = await repaired(request, boundStep, boundEngine, ask, call, deadline, clock);
    const message = `answered by ${guarded.key}`;
    noteStep(request, clock, startedAt, {
      step: name,
      outcome: 'ok',
      message,
      findings: generation.findings,
    });
    request.engines.push(boundEngine.useOf(generation.model));
    trace(request, boundStep, guarded, ask, generation);
    return generation;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    noteStep(request, clock, startedAt, { step: name, outcome: 'failed', message });
    trace(request, boundStep, guarded, ask, error);
    throw error;
  } finally {
    deadline.clear();
  }
}

/** Notes for the trace what was asked of a model in the step that was noted last, and how it ended. */
function trace<Input, Output, Draft>(
  { calls, steps }: TaskRequest<Input, Output, Draft>,
  { step }: BoundStep<Input, Draft>,
  { engine, key }: GuardedEngine,
  { sampling }: GenerateRequest,
  ended: unknown,
): void {
  const last = steps.at(-1);
  if (calls === undefined || last === undefined) return;
  calls.set(last, {
    engine: engine.name,
    inProcess: engine.name === 'llama-cpp',
    promptVersion: step.version,
    model: key.slice(engine.name.length + 1),
    sampling,
    ...endOf(ended),
  });
}

function endOf(ended: unknown): Pick<EngineCall, 'answer' | 'errorCode'> {
  if (ended instanceof AccordError) return { errorCode: ended.code };
  if (ended instanceof Error) return { errorCode: 'INTERNAL' };
  const { model, finishReason, usage } = ended as Generation;
  return { answer: { model, finishReason, usage } };
}

function blameless(error: unknown): never {
  if (!(error instanceof AccordError) || error.code !== engineErrors.ENGINE_TIMEOUT.code) throw error;
  throw new AccordError(resilienceErrors.DEADLINE_PASSED, { detail: error.message, cause: error });
}

/** A model's answer, mended where it is nearly right, and asked for once more where it is not. */
async function repaired<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  { step }: BoundStep<Input, Draft>,
  { guarded }: BoundEngine,
  ask: GenerateRequest,
  call: (ask: GenerateRequest) => Promise<Generation>,
  deadline: Deadline,
  clock: Clock,
): Promise<Generation> {
  const startedAt = clock.monotonic();
  const counted = async (asked: GenerateRequest): Promise<Generation> => {
    const generation = await call(asked);
    account(request, guarded, generation);
    return generation;
  };
  const first = await counted(ask);
  const { answer, findings } = await answerWithRepair<unknown>({
    role: step.role,
    answer: step.answer,
    request: ask,
    first,
    tookMs: clock.monotonic() - startedAt,
    remainingMs: deadline.remaining,
    ask: counted,
  });
  return { ...first, output: answer, findings };
}

function account<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  { price }: GuardedEngine,
  { usage }: Generation,
): void {
  if (usage === undefined) return;
  request.tokens.input += usage.inputTokens;
  request.tokens.output += usage.outputTokens;
  request.costNanoUsd = nanoUsd(request.costNanoUsd + costOf(usage, price()));
}
