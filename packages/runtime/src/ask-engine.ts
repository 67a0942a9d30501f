import { engineErrors, type Generation } from '@accord/engine';
import { AccordError, type Clock, nanoUsd } from '@accord/kernel';
import type { BoundEngine, BoundStep } from './bound-step.ts';
import { costOf } from './guarded-engine.ts';
import { noteStep } from './note-step.ts';
import type { TaskRequest } from './request.ts';
import { faultOf } from './schema-fault.ts';
import type { StepFacts } from './task.ts';

/** How much an engine is given. */
export interface AskTerms {
  /** Share of the configured output tokens: 1, or less for a shorter second try. */
  readonly tokenShare: number;
  /** Milliseconds that are kept of the deadline for what comes when the engine fails. */
  readonly reserveMs: number;
}

/**
 * Asks one engine for one step, within the timeout of the role and what is left of the deadline. Tokens are counted
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
  clock: Clock,
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
  try {
    const generation = await guarded.call(() => guarded.engine.generate(ask), {
      deadline,
      priority: request.caller.priority,
    });
    account(request, boundEngine, generation);
    const checked = checkedGeneration(boundStep, generation);
    const message = `answered by ${guarded.key}`;
    noteStep(request, clock, startedAt, { step: name, outcome: 'ok', message, findings: checked.findings });
    return checked;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    noteStep(request, clock, startedAt, { step: name, outcome: 'failed', message });
    throw error;
  } finally {
    deadline.clear();
  }
}

function account<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  { guarded, useOf }: BoundEngine,
  { usage, model }: Generation,
): void {
  if (usage !== undefined) {
    request.tokens.input += usage.inputTokens;
    request.tokens.output += usage.outputTokens;
    request.costNanoUsd = nanoUsd(request.costNanoUsd + costOf(usage, guarded.price));
  }
  request.engines.push(useOf(model));
}

function checkedGeneration<Input, Draft>(
  { step }: BoundStep<Input, Draft>,
  generation: Generation,
): Generation {
  if (generation.typed) return generation;
  const checked = step.answer.safeParse(generation.output);
  if (checked.success) return { ...generation, output: checked.data };
  throw new AccordError(engineErrors.ENGINE_BAD_ANSWER, {
    detail: `The ${step.role} broke its schema: ${faultOf(checked.error)}`,
    cause: checked.error,
  });
}
