import { type Generation, engineErrors, type NamedSchema } from '@accord/engine';
import { AccordError, type Clock, nanoUsd } from '@accord/kernel';
import { z } from 'zod';
import { requestDeadline } from './deadline.ts';
import { costOf, type GuardedEngine } from './guarded-engine.ts';
import type { ServingParameters } from './knobs.ts';
import type { TaskRequest } from './request.ts';
import { parametersFor } from './sampling.ts';
import { faultOf } from './schema-fault.ts';
import { purposeOf, type StepFacts, type TaskStep } from './task.ts';

export interface StepAnswer<Answer> {
  readonly value: Answer;
  /** True when the compiler vouches for the answer; see `Generation.typed`. */
  readonly typed: boolean;
}

/** How one engine is asked in place of another. */
export interface AskTerms {
  /** Share of the configured output tokens: 1, or less for a shorter second try. */
  readonly tokenShare: number;
  /** True when it is asked in place of the first engine of the role. */
  readonly fallback: boolean;
  /** Milliseconds that are kept of the deadline for what comes when the engine fails. */
  readonly reserveMs: number;
}

export interface AskOptions {
  readonly clock: Clock;
  readonly parameters: ServingParameters;
}

/**
 * Asks one engine for one step, within the timeout of the role and what is left of the deadline. Tokens are counted
 * and paid for also when the answer is of no use.
 *
 * @throws what the engine and its guard throw; ENGINE_BAD_ANSWER when the answer breaks the schema of the step
 */
export async function askEngine<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  guarded: GuardedEngine,
  terms: AskTerms,
  { clock, parameters }: AskOptions,
): Promise<StepAnswer<Answer>> {
  const startedAt = clock.monotonic();
  const record = (outcome: 'ok' | 'failed', message: string, generation?: Generation): void => {
    request.steps.push({
      step: `execute.${step.role}`,
      started_ms: startedAt - request.startedAt,
      took_ms: clock.monotonic() - startedAt,
      outcome,
      message,
      ...(generation?.findings && { findings: [...generation.findings] }),
    });
  };
  const { sampling, timeoutMs } = parametersFor(step.role, facts.mode, parameters);
  const leftMs = request.deadlineAt - startedAt - terms.reserveMs;
  const deadline = requestDeadline(request.caller.signal, Math.max(1, Math.min(timeoutMs, leftMs)));
  try {
    const generation = await guarded.call(() =>
      guarded.engine.generate({
        purpose: purposeOf(request.task.name, step.role),
        facts,
        prompt: () => step.prompt(facts),
        schema: answerSchema(request.task.name, step),
        sampling: { ...sampling, maxTokens: Math.ceil(sampling.maxTokens * terms.tokenShare) },
        signal: deadline.signal,
      }),
    );
    account(request, step, guarded, terms, generation);
    const value = checkedAnswer(step, generation);
    record('ok', `answered by ${guarded.engine.name}`, generation);
    return { value, typed: generation.typed === true };
  } catch (error) {
    record('failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    deadline.clear();
  }
}

function account<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  guarded: GuardedEngine,
  { fallback }: AskTerms,
  { usage, model }: Generation,
): void {
  if (usage !== undefined) {
    request.tokens.input += usage.inputTokens;
    request.tokens.output += usage.outputTokens;
    request.costNanoUsd = nanoUsd(request.costNanoUsd + costOf(usage, guarded.price));
  }
  const { role, version } = step;
  request.engines.push({ role, engine: guarded.engine.name, model, prompt_version: version, fallback });
}

const schemas = new WeakMap<z.ZodType, NamedSchema>();

/** The JSON Schema of a step's answer, made once per step. */
function answerSchema<Input, Draft, Answer>(
  taskName: string,
  step: TaskStep<Input, Draft, Answer>,
): NamedSchema {
  let schema = schemas.get(step.answer);
  if (schema === undefined) {
    const name = `${taskName}_${step.role}`.replaceAll('.', '_');
    schema = { name, schema: z.toJSONSchema(step.answer, { io: 'input' }) };
    schemas.set(step.answer, schema);
  }
  return schema;
}

function checkedAnswer<Input, Draft, Answer>(
  step: TaskStep<Input, Draft, Answer>,
  generation: Generation,
): Answer {
  if (generation.typed) return generation.output as Answer;
  const checked = step.answer.safeParse(generation.output);
  if (checked.success) return checked.data;
  throw new AccordError(engineErrors.ENGINE_BAD_ANSWER, {
    detail: `The ${step.role} broke its schema: ${faultOf(checked.error)}`,
    cause: checked.error,
  });
}
