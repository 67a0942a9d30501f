import type { Role } from '@accord/contract';
import type { Engine, Generation } from '@accord/engine';
import { engineErrors } from '@accord/engine';
import { AccordError, type Clock } from '@accord/kernel';
import type { z } from 'zod';
import { bindSteps, type BoundStep, type BoundSteps } from '../bound-step.ts';
import { requestDeadline } from '../deadline.ts';
import { runtimeErrors } from '../errors.ts';
import { jsonFromValue } from '../json-document.ts';
import type { ServingParameters } from '../knobs.ts';
import { noteStep } from '../note-step.ts';
import type { Stage, TaskRequest } from '../request.ts';
import type { StepFacts, Task } from '../task.ts';

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
  const bound = new WeakMap<object, BoundSteps<never, never>>();

  const boundSteps = <Input, Output, Draft>(task: Task<Input, Output, Draft>): BoundSteps<Input, Draft> => {
    // What is kept under a task was bound for that task, and so has its types.
    const known = bound.get(task) as BoundSteps<Input, Draft> | undefined;
    if (known !== undefined) return known;
    const steps = bindSteps(task, engines, parameters);
    bound.set(task, steps as unknown as BoundSteps<never, never>);
    return steps;
  };

  return async (request, next) => {
    const { task, input, plan } = request;
    const steps = boundSteps(task);
    let draft = task.begin(input);
    let typed = true;
    for (const role of plan.roles) {
      const boundStep = steps.get(role);
      if (boundStep === undefined) throw missingStep(task.name, role, plan.mode);
      const facts = { input, mode: plan.mode, draft };
      const generation = await runStep(request, boundStep, facts, clock);
      draft = boundStep.step.take(facts, generation.output);
      typed &&= generation.typed === true;
    }
    const output = task.finish(draft, input);
    request.output = jsonFromValue(typed ? output : checkedOutput(task, output));
    await next();
  };
}

function missingStep(taskName: string, role: Role, mode: string): AccordError {
  return new AccordError(runtimeErrors.TASK_STEP_MISSING, {
    detail: `${taskName} declares no ${role}, which its ${mode} plan names`,
  });
}

/** The generation, its output checked. */
async function runStep<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  boundStep: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  clock: Clock,
): Promise<Generation> {
  const startedAt = clock.monotonic();
  const { step, name, engine } = boundStep;
  const { sampling, timeoutMs } = boundStep.parameters[facts.mode];
  const deadline = requestDeadline(request.signal, timeoutMs);
  try {
    const generation = await engine.generate({
      purpose: boundStep.purpose,
      facts,
      prompt: () => step.prompt(facts),
      schema: boundStep.schema,
      sampling,
      signal: deadline.signal,
    });
    request.tokens.input += generation.usage?.inputTokens ?? 0;
    request.tokens.output += generation.usage?.outputTokens ?? 0;
    request.engines.push(boundStep.useOf(generation.model));
    const checked = checkedGeneration(boundStep, generation);
    const message = `answered by ${engine.name}`;
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

function checkedGeneration<Input, Draft>(
  { step }: BoundStep<Input, Draft>,
  generation: Generation,
): Generation {
  if (generation.typed) return generation;
  const checked = step.answer.safeParse(generation.output);
  if (checked.success) return { ...generation, output: checked.data };
  throw new AccordError(engineErrors.ENGINE_BAD_ANSWER, {
    detail: `The ${step.role} broke its schema: ${summarise(checked.error)}`,
    cause: checked.error,
  });
}

function checkedOutput<Input, Output, Draft>(task: Task<Input, Output, Draft>, output: Output): Output {
  const checked = task.output.safeParse(output);
  if (checked.success) return checked.data;
  throw new AccordError(runtimeErrors.TASK_OUTPUT_INVALID, {
    detail: `${task.name}: ${summarise(checked.error)}`,
    cause: checked.error,
  });
}

function summarise(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return 'unknown fault';
  return `${first.path.join('.') || 'answer'}: ${first.message}`;
}
