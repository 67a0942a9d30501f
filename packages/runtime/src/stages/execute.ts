import type { MaybePromise } from '@accord/cache';
import type { Role } from '@accord/contract';
import type { Generation } from '@accord/engine';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { answerRole } from '../answer-role.ts';
import { askRules } from '../ask-rules.ts';
import type { Booking } from '../booking.ts';
import { bindSteps, type BoundStep, type BoundSteps } from '../bound-step.ts';
import { runtimeErrors } from '../errors.ts';
import type { GuardedEngine } from '../guarded-engine.ts';
import { jsonFromValue } from '../json-document.ts';
import type { downshiftKnobs, ServingParameters } from '../knobs.ts';
import type { Stage, TaskRequest } from '../request.ts';
import { faultOf } from '../schema-fault.ts';
import type { StepFacts, Task } from '../task.ts';
import { type Answered, type SimilarAnswer, withoutEngines } from '../without-engines.ts';

export interface ExecuteOptions {
  readonly clock: Clock;
  /** The engines of each role, in the order in which they are asked. */
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  readonly parameters: ServingParameters;
  readonly downshift: KnobValues<typeof downshiftKnobs>;
  readonly similarAnswer: SimilarAnswer;
  readonly booking: Booking;
}

/**
 * Runs the roles of the mode that was asked for, in order; each sees what the earlier ones found. A role that the
 * plan left out, or whose engines all fail, is answered by its rules, and says so. Where every answer is vouched for by
 * the compiler, so is the output made of them; as soon as a model had a part in it, it is checked against the schema of
 * the task.
 */
export function executeStage(options: ExecuteOptions): Stage {
  const { engines, parameters } = options;
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
    const { task, input, modeAsked } = request;
    const steps = boundSteps(task);
    let draft = task.begin(input);
    let typed = true;
    for (const role of task.plans[modeAsked]) {
      const step = steps.get(role);
      if (step === undefined) throw missingStep(task.name, role, modeAsked);
      const facts = { input, mode: request.plan.mode, draft };
      const answering = answerStep(request, step, facts, options);
      const answer = answering instanceof Promise ? await answering : answering;
      if (answer.kind === 'kept') {
        request.output = answer.output;
        return next();
      }
      draft = step.step.take(facts, answer.value);
      typed &&= answer.typed;
    }
    const output = task.finish(draft, input);
    request.output = jsonFromValue(typed ? output : checkedOutput(task, output));
    await next();
  };
}

/** At once where the rules are bound to the role; then they are its only engine. */
function answerStep<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  options: ExecuteOptions,
): MaybePromise<Answered<Output>> {
  const { plan } = request;
  if (plan.without !== undefined || !plan.roles.includes(step.step.role)) {
    return withoutEngines(request, step, facts, options);
  }
  const [first] = step.engines;
  const rules = first?.guarded.rules;
  if (first === undefined || rules === undefined) return answerByModels(request, step, facts, options);
  return given(askRules(request, step, first, rules, facts, options.clock));
}

async function answerByModels<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  options: ExecuteOptions,
): Promise<Answered<Output>> {
  const terms = { tokenShare: 1, reserveMs: options.downshift.reserve_ms };
  const generation = await answerRole(request, step, step.engines, facts, terms, options);
  return generation === undefined ? withoutEngines(request, step, facts, options) : given(generation);
}

const given = <Output>({ output, typed }: Generation): Answered<Output> => ({
  kind: 'new',
  value: output,
  typed: typed === true,
});

function missingStep(taskName: string, role: Role, mode: string): AccordError {
  return new AccordError(runtimeErrors.TASK_STEP_MISSING, {
    detail: `${taskName} declares no ${role}, which its ${mode} plan names`,
  });
}

function checkedOutput<Input, Output, Draft>(task: Task<Input, Output, Draft>, output: Output): Output {
  const checked = task.output.safeParse(output);
  if (checked.success) return checked.data;
  throw new AccordError(runtimeErrors.TASK_OUTPUT_INVALID, {
    detail: `${task.name}: ${faultOf(checked.error)}`,
    cause: checked.error,
  });
}
