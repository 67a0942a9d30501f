import type { Mode, Role } from '@accord/contract';
import type { Generation } from '@accord/engine';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { answerRole } from './answer-role.ts';
import type { Booking } from './booking.ts';
import type { BoundStep } from './bound-step.ts';
import { runtimeErrors } from './errors.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import type { JsonDocument } from './json-document.ts';
import type { downshiftKnobs } from './knobs.ts';
import { noteStep } from './note-step.ts';
import { lesserMode } from './planner.ts';
import type { TaskRequest } from './request.ts';
import { say } from './say.ts';
import type { StepFacts } from './task.ts';

/** Finds an answer that was given before, when no engine can give one now. */
export type SimilarAnswer = <Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
) => Promise<JsonDocument<Output> | undefined>;

export interface WithoutOptions {
  readonly clock: Clock;
  readonly downshift: KnobValues<typeof downshiftKnobs>;
  readonly similarAnswer: SimilarAnswer;
  readonly booking: Booking;
}

/** The answer of one step, or in its place an answer of the whole task that was kept. */
export type Answered<Output> =
  // `value` is of the step's answer type; the step itself takes it.
  | { readonly kind: 'new'; readonly value: unknown; readonly typed: boolean }
  | { readonly kind: 'kept'; readonly output: JsonDocument<Output> };

/**
 * What answers a step that no engine answers. Where a lesser mode does without the role, the rules stand in for it and
 * the plan moves down. Else, in this order: an answer that was kept, a second try with half the tokens, the rules with
 * the whole answer marked unreliable, or nothing.
 *
 * @throws QUEUE_FULL, QUEUE_EXPIRED when an engine had no room and no answer is kept: more load is not met with worse
 * answers; SERVING_EMERGENCY when the step has no rules either
 */
export async function withoutEngines<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  options: WithoutOptions,
): Promise<Answered<Output>> {
  if (dispensable(request, step.step.role)) return byRules(request, step, facts, options.clock);
  const output = await options.similarAnswer(request);
  sayKept(request, step.name, output !== undefined);
  if (output !== undefined) return { kind: 'kept', output };
  if (request.overflow !== undefined) throw request.overflow;
  const shorter = await shorterTry(request, step, facts, options);
  if (shorter !== undefined) {
    return { kind: 'new', value: shorter.output, typed: shorter.typed === true };
  }
  request.reliability = 'low';
  return byRules(request, step, facts, options.clock);
}

/** Whether the task can do without this role's engine; if it was planned, the plan moves down to where it is not. */
function dispensable<Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>, role: Role): boolean {
  const { plan, task } = request;
  const mode = modeWithout(role, plan.mode, task.plans);
  if (mode === undefined) return false;
  if (mode === plan.mode) return true;
  request.plan = { ...plan, mode, roles: task.plans[mode] };
  const message = `${mode} goes on without the ${role}, and its rules stand in`;
  say(request, { step: `execute.${role}`, code: `${role}_replaced`, outcome: 'taken', message });
  return true;
}

/** The richest mode, from the given one downward, whose plan leaves the role out. */
function modeWithout(
  role: Role,
  from: Mode,
  plans: Readonly<Record<Mode, readonly Role[]>>,
): Mode | undefined {
  let mode: Mode | undefined = from;
  while (mode !== undefined && plans[mode].includes(role)) mode = lesserMode(mode);
  return mode;
}

function sayKept<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: string,
  found: boolean,
): void {
  const message = found
    ? 'an answer that was kept is given in place of a new one'
    : 'no answer to this question is kept';
  say(request, { step, code: 'kept_answer', outcome: found ? 'taken' : 'refused', message });
}

/** A second try with half the tokens, where a model of the role may be asked and time for it is left. */
async function shorterTry<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  step: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  { clock, downshift, booking }: WithoutOptions,
): Promise<Generation | undefined> {
  const models = step.engines
    .filter(({ guarded }) => guarded.rules === undefined && mayBeAsked(guarded))
    .slice(0, 1);
  const remaining = request.deadline.remaining();
  const numbers = { remaining_ms: Math.round(remaining), needed_ms: downshift.half_tokens_min_ms };
  const spoken = { step: step.name, code: 'half_tokens', numbers };
  const against = againstShorterTry(request, models.length, remaining, downshift.half_tokens_min_ms);
  if (against !== undefined) {
    say(request, {
      ...spoken,
      outcome: 'refused',
      message: `no second try with half the tokens: ${against}`,
    });
    return undefined;
  }
  say(request, { ...spoken, outcome: 'taken', message: 'a second try, with half the tokens' });
  const terms = { tokenShare: 0.5, reserveMs: downshift.reserve_ms };
  return answerRole(request, step, models, facts, terms, { clock, booking });
}

const mayBeAsked = ({ admission }: GuardedEngine): boolean => admission().state === 'admitted';

function againstShorterTry<Input, Output, Draft>(
  { plan }: TaskRequest<Input, Output, Draft>,
  models: number,
  remainingMs: number,
  neededMs: number,
): string | undefined {
  if (plan.without !== undefined) return 'the plan asks no engine';
  if (models === 0) return 'the role has no model that may be asked';
  return remainingMs < neededMs ? 'too little time is left' : undefined;
}

function byRules<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  { step, name, rulesInPlace }: BoundStep<Input, Draft>,
  facts: StepFacts<Input, Draft>,
  clock: Clock,
): Answered<Output> {
  if (step.rules === undefined) throw emergency(request, step.role);
  const startedAt = clock.monotonic();
  const { output, findings } = step.rules(facts);
  const message = 'answered by the rules in place of an engine';
  noteStep(request, clock, startedAt, { step: name, outcome: 'ok', message, findings });
  request.engines.push(rulesInPlace);
  return { kind: 'new', value: output, typed: true };
}

const RETRY_MS = 10_000;

function emergency<Input, Output, Draft>(
  { task, plan }: TaskRequest<Input, Output, Draft>,
  role: Role,
): AccordError {
  return new AccordError(runtimeErrors.SERVING_EMERGENCY, {
    detail: `No engine answers the ${role} of ${task.name}, no answer is kept, and it has no rules`,
    retryAfterSeconds: Math.max(1, (plan.without?.retryInMs ?? RETRY_MS) / 1000),
  });
}
