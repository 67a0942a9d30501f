import type { Role } from '@accord/contract';
import type { Engine, Generation, NamedSchema } from '@accord/engine';
import { engineErrors } from '@accord/engine';
import { AccordError, type Clock } from '@accord/kernel';
import { z } from 'zod';
import { requestDeadline } from '../deadline.ts';
import { runtimeErrors } from '../errors.ts';
import { jsonFromValue } from '../json-document.ts';
import type { ServingParameters } from '../knobs.ts';
import type { Stage, TaskRequest } from '../request.ts';
import { parametersFor } from '../sampling.ts';
import { purposeOf, type TaskStep } from '../task.ts';

export interface ExecuteOptions {
  readonly clock: Clock;
  readonly engines: Readonly<Record<Role, Engine>>;
  readonly parameters: ServingParameters;
}

/**
 * Runs the planned roles in order; each sees what the earlier ones found. Where every answer is vouched for by the
 * compiler, so is the output made of them; as soon as a model had a part in it, it is checked against the schema of
 * the task.
 */
export function executeStage({ clock, engines, parameters }: ExecuteOptions): Stage {
  return async (request, next) => {
    const { task, input, plan } = request;
    let draft = task.begin(input);
    let typed = true;
    for (const role of plan.roles) {
      const step = task.steps.find((candidate) => candidate.role === role);
      if (step === undefined) {
        throw new AccordError(runtimeErrors.TASK_STEP_MISSING, {
          detail: `${task.name} declares no ${role}, which its ${plan.mode} plan names`,
        });
      }
      const facts = { input, mode: plan.mode, draft };
      const answer = await runStep(request, step, facts, engines[role], parameters, clock);
      draft = step.take(facts, answer.value);
      typed &&= answer.typed;
    }
    const output = task.finish(draft, input);
    request.output = jsonFromValue(typed ? output : checkedOutput(request, output));
    await next();
  };
}

interface StepAnswer<Answer> {
  readonly value: Answer;
  /** True when the compiler vouches for the answer; see `Generation.typed`. */
  readonly typed: boolean;
}

async function runStep<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: Parameters<typeof step.rules>[0],
  engine: Engine,
  parameters: ServingParameters,
  clock: Clock,
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
  const deadline = requestDeadline(request.signal, timeoutMs);
  try {
    const generation = await engine.generate({
      purpose: purposeOf(request.task.name, step.role),
      facts,
      prompt: () => step.prompt(facts),
      schema: answerSchema(request.task.name, step),
      sampling,
      signal: deadline.signal,
    });
    request.tokens.input += generation.usage?.inputTokens ?? 0;
    request.tokens.output += generation.usage?.outputTokens ?? 0;
    request.engines.push({
      role: step.role,
      engine: engine.name,
      model: generation.model,
      prompt_version: step.version,
    });
    const value = checkedAnswer(step, generation);
    record('ok', `answered by ${engine.name}`, generation);
    return { value, typed: generation.typed === true };
  } catch (error) {
    record('failed', error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    deadline.clear();
  }
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
    detail: `The ${step.role} broke its schema: ${summarise(checked.error)}`,
    cause: checked.error,
  });
}

function checkedOutput<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  output: Output,
): Output {
  const checked = request.task.output.safeParse(output);
  if (checked.success) return checked.data;
  throw new AccordError(runtimeErrors.TASK_OUTPUT_INVALID, {
    detail: `${request.task.name}: ${summarise(checked.error)}`,
    cause: checked.error,
  });
}

function summarise(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'unknown fault';
  return `${first.path.join('.') || 'answer'}: ${first.message}`;
}
