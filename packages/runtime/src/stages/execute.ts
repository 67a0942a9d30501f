import type { Mode, Role } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { answerRole } from '../answer-role.ts';
import type { AskOptions, StepAnswer } from '../ask-engine.ts';
import { runtimeErrors } from '../errors.ts';
import type { GuardedEngine } from '../guarded-engine.ts';
import { type JsonDocument, jsonFromValue } from '../json-document.ts';
import { lesserMode } from '../planner.ts';
import type { Stage, TaskRequest } from '../request.ts';
import { faultOf } from '../schema-fault.ts';
import { purposeOf, type StepFacts, type TaskStep } from '../task.ts';

/** Finds an answer that was given before, when no engine can give one now. */
export type SimilarAnswer = <Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
) => Promise<JsonDocument<Output> | undefined>;

export interface ExecuteOptions extends AskOptions {
  /** The engines of each role, in the order in which they are asked. */
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  readonly similarAnswer: SimilarAnswer;
  /** Milliseconds that are kept of the deadline for what comes when the engines fail. */
  readonly reserveMs: number;
  /** Least that must be left of the deadline, in milliseconds, for a second try with half the tokens. */
  readonly halfTokensMinMs: number;
}

/**
 * Runs the roles of the mode that was asked for, in order; each sees what the earlier ones found. A role that the
 * plan left out, or whose engines all fail, is answered by its rules, and says so.
 */
export function executeStage(options: ExecuteOptions): Stage {
  return async (request, next) => {
    const { task, input } = request;
    let draft = task.begin(input);
    let typed = true;
    for (const role of task.plans[request.modeAsked]) {
      const step = stepOf(request, role);
      const facts = { input, mode: request.plan.mode, draft };
      const answer = await answerStep(request, step, facts, options);
      if (answer.kind === 'whole') {
        request.output = answer.output;
        return next();
      }
      draft = step.take(facts, answer.value);
      typed &&= answer.typed;
    }
    const output = task.finish(draft, input);
    request.output = jsonFromValue(typed ? output : checkedOutput(request, output));
    await next();
  };
}

/** The answer of one step, or the answer of the whole task in its place. */
type Answered<Output, Answer> =
  | ({ readonly kind: 'step' } & StepAnswer<Answer>)
  | { readonly kind: 'whole'; readonly output: JsonDocument<Output> };

async function answerStep<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  options: ExecuteOptions,
): Promise<Answered<Output, Answer>> {
  const { plan } = request;
  const planned = plan.roles.includes(step.role);
  if (planned && plan.without === undefined) {
    const terms = { tokenShare: 1, reserveMs: options.reserveMs };
    const answer = await answerRole(request, step, facts, options.engines[step.role], terms, options);
    if (answer !== undefined) return { kind: 'step', ...answer };
  }
  if (!lesserModeServes(request, step.role, planned)) {
    const saved = await savedAnswer(request, step, facts, options);
    if (saved !== undefined) return saved;
    request.reliability = 'low';
  }
  return { kind: 'step', ...byRules(request, step, facts, options) };
}

/** Whether the task can do without this role's engine; if so, and it was planned, the plan moves down. */
function lesserModeServes<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  role: Role,
  planned: boolean,
): boolean {
  if (!planned) return true;
  const { plan, task } = request;
  let mode: Mode | undefined = plan.mode;
  while (mode !== undefined && task.plans[mode].includes(role)) mode = lesserMode(mode);
  if (mode === undefined) return false;
  request.plan = { ...plan, mode, roles: task.plans[mode] };
  request.reasons.push({
    step: `execute.${role}`,
    code: `${role}_failed`,
    outcome: 'taken',
    message: `${mode} goes on without the ${role}, whose rules answer in its place`,
  });
  return true;
}

/** What is tried before the rules when the role that the task cannot do without has no engine that answers. */
async function savedAnswer<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  options: ExecuteOptions,
): Promise<Answered<Output, Answer> | undefined> {
  const where = `execute.${step.role}`;
  const output = await options.similarAnswer(request);
  if (output !== undefined) {
    const message = 'an answer that was kept is given in place of a new one';
    request.reasons.push({ step: where, code: 'kept_answer', outcome: 'taken', message });
    return { kind: 'whole', output };
  }
  const message = 'no answer to this question is kept';
  request.reasons.push({ step: where, code: 'kept_answer', outcome: 'refused', message });
  const answer = await shorterTry(request, step, facts, options);
  return answer === undefined ? undefined : { kind: 'step', ...answer };
}

/** A second try with half the tokens, where an engine may be asked and time for it is left. */
async function shorterTry<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  options: ExecuteOptions,
): Promise<StepAnswer<Answer> | undefined> {
  const where = `execute.${step.role}`;
  const leftMs = Math.round(request.deadlineAt - options.clock.monotonic());
  const numbers = { remaining_ms: leftMs, needed_ms: options.halfTokensMinMs };
  const models = options.engines[step.role].filter(({ rules }) => !rules);
  if (request.plan.without !== undefined || models.length === 0 || leftMs < options.halfTokensMinMs) {
    const message = 'a second try with half the tokens is not made: ' + whyNot(request, models.length);
    request.reasons.push({ step: where, code: 'half_tokens', outcome: 'refused', message, numbers });
    return undefined;
  }
  const message = 'a second try with half the tokens is made';
  request.reasons.push({ step: where, code: 'half_tokens', outcome: 'taken', message, numbers });
  const terms = { tokenShare: 0.5, reserveMs: options.reserveMs };
  return answerRole(request, step, facts, models.slice(0, 1), terms, options);
}

function whyNot<Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>, models: number): string {
  if (models === 0) return 'the role has no model';
  return request.plan.without === undefined ? 'too little time is left' : 'the plan asks no engine';
}

/**
 * The rules in place of an engine, marked as such.
 *
 * @throws SERVING_EMERGENCY when the step declares none
 */
function byRules<Input, Output, Draft, Answer>(
  request: TaskRequest<Input, Output, Draft>,
  step: TaskStep<Input, Draft, Answer>,
  facts: StepFacts<Input, Draft>,
  { clock }: ExecuteOptions,
): StepAnswer<Answer> {
  const { role, version, rules } = step;
  if (rules === undefined) throw emergency(request, role);
  const startedAt = clock.monotonic();
  const { output, findings } = rules(facts);
  request.steps.push({
    step: `execute.${role}`,
    started_ms: startedAt - request.startedAt,
    took_ms: clock.monotonic() - startedAt,
    outcome: 'ok',
    message: 'answered by the rules in place of an engine',
    ...(findings && { findings: [...findings] }),
  });
  const model = `${purposeOf(request.task.name, role)}@${version}`;
  request.engines.push({ role, engine: 'rules', model, prompt_version: version, fallback: true });
  return { value: output, typed: true };
}

const DEFAULT_RETRY_MS = 10_000;

function emergency<Input, Output, Draft>(
  { task, plan }: TaskRequest<Input, Output, Draft>,
  role: Role,
): AccordError {
  return new AccordError(runtimeErrors.SERVING_EMERGENCY, {
    detail: `No engine answers the ${role} of ${task.name}, no answer is kept, and it has no rules`,
    retryAfterSeconds: Math.max(1, (plan.without?.retryInMs ?? DEFAULT_RETRY_MS) / 1000),
  });
}

function stepOf<Input, Output, Draft>(
  { task, plan }: TaskRequest<Input, Output, Draft>,
  role: Role,
  // oxlint-disable-next-line typescript/no-explicit-any -- each step has an answer type of its own
): TaskStep<Input, Draft, any> {
  const step = task.steps.find((candidate) => candidate.role === role);
  if (step !== undefined) return step;
  throw new AccordError(runtimeErrors.TASK_STEP_MISSING, {
    detail: `${task.name} declares no ${role}, which its ${plan.mode} plan names`,
  });
}

function checkedOutput<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  output: Output,
): Output {
  const checked = request.task.output.safeParse(output);
  if (checked.success) return checked.data;
  throw new AccordError(runtimeErrors.TASK_OUTPUT_INVALID, {
    detail: `${request.task.name}: ${faultOf(checked.error)}`,
    cause: checked.error,
  });
}
