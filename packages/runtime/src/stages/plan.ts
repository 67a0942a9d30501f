import { MODES, type Mode, type Reason, type Role } from '@accord/contract';
import { type Clock, type NanoUsd, nanoUsd } from '@accord/kernel';
import type { GuardedEngine } from '../guarded-engine.ts';
import { type JsonDocument, jsonFromValue } from '../json-document.ts';
import type { ServingParameters } from '../knobs.ts';
import { noteStep } from '../note-step.ts';
import { choosePlan, type PlanConditions, type Prediction, type RoleCondition } from '../planner.ts';
import type { Plan, Stage, TaskRequest } from '../request.ts';
import { parametersFor } from '../sampling.ts';
import { say } from '../say.ts';
import type { ServingRecord } from '../serving-record.ts';
import type { Task } from '../task.ts';

export interface PlanOptions {
  readonly clock: Clock;
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  readonly parameters: ServingParameters;
  readonly record: ServingRecord;
  /** Money that is left today; undefined without a limit. */
  readonly moneyLeft: () => NanoUsd | undefined;
  /** Set while the process lags behind. */
  readonly lagging: () => PlanConditions['lagging'];
}

interface StatedPlan {
  readonly plan: Plan;
  readonly reason: JsonDocument<Reason>;
  readonly message: string;
}

const NOTHING_PREDICTED: Prediction = { p95Ms: undefined, costNanoUsd: nanoUsd(0) };

/**
 * Settles which roles run and in which mode. Where only rules are asked and the process keeps up, there is nothing to
 * weigh: the plan is the one that was asked for, and is made once.
 */
export function planStage(options: PlanOptions): Stage {
  const { clock, engines } = options;
  const asAsked = new WeakMap<object, Map<Mode, StatedPlan>>();
  const roleOf = new Map(Object.entries(engines).map(([role, chain]) => [role, conditionOf(chain)]));
  const byRules = (roles: readonly Role[]): boolean =>
    roles.every((role) => engines[role][0]?.rules !== undefined);

  const planFor = <Input, Output, Draft>(task: Task<Input, Output, Draft>, mode: Mode): StatedPlan => {
    let plans = asAsked.get(task);
    if (plans === undefined) asAsked.set(task, (plans = new Map()));
    let stated = plans.get(mode);
    if (stated === undefined) plans.set(mode, (stated = statedPlan(task, mode)));
    return stated;
  };

  /** A plan that never ran is expected to cost the most that it can. */
  const predict = <Input, Output, Draft>(task: Task<Input, Output, Draft>, mode: Mode): Prediction => {
    const { p95Ms, costNanoUsd } = options.record.predict(task.name, mode);
    return { p95Ms, costNanoUsd: costNanoUsd ?? dearest(task.plans[mode], mode, options) };
  };

  const weigh = <Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>): string => {
    const { task, modeAsked } = request;
    const choice = choosePlan(modeAsked, task.plans, {
      roles: (role) => roleOf.get(role)?.() ?? MISSING,
      predict: (mode) => predict(task, mode),
      errorBudget: (mode) => options.record.errorBudget(task.name, mode),
      remainingMs: request.deadline.remaining(),
      remainingNanoUsd: options.moneyLeft(),
      lagging: options.lagging(),
    });
    for (const reason of choice.reasons) say(request, reason);
    if (choice.kind === 'none') {
      request.plan = { mode: LEAST, roles: [], without: choice, prediction: NOTHING_PREDICTED };
      request.fellShort = true;
      return 'no engine is asked';
    }
    const { mode } = choice;
    const prediction = predict(task, mode);
    request.planned = mode;
    request.plan = { mode, roles: task.plans[mode], without: undefined, prediction };
    return `${mode} mode: ${request.plan.roles.join(', ')}`;
  };

  return async (request, next) => {
    const startedAt = clock.monotonic();
    let message: string;
    if (byRules(request.task.plans[request.modeAsked]) && options.lagging() === undefined) {
      const stated = planFor(request.task, request.modeAsked);
      request.plan = stated.plan;
      request.planned = stated.plan.mode;
      request.reasons.push(stated.reason);
      message = stated.message;
    } else message = weigh(request);
    noteStep(request, clock, startedAt, { step: 'plan', outcome: 'ok', message });
    await next();
  };
}

/** What the first engines of the roles would cost, were they to write all the tokens they may. */
function dearest(roles: readonly Role[], mode: Mode, { engines, parameters }: PlanOptions): NanoUsd {
  let picoUsd = 0;
  for (const role of roles) {
    const { maxTokens } = parametersFor(role, mode, parameters).sampling;
    picoUsd += maxTokens * (engines[role][0]?.price().output ?? 0);
  }
  return nanoUsd(Math.ceil(picoUsd / 1000));
}

const LEAST = MODES[0];
const UP: RoleCondition = { state: 'up' };
const MISSING: RoleCondition = { state: 'down', detail: 'it has no engine', retryInMs: 0 };

/** A role is up while one of its engines may be asked. */
function conditionOf(chain: readonly GuardedEngine[]): () => RoleCondition {
  return () => {
    let retryInMs = Number.POSITIVE_INFINITY;
    const details: string[] = [];
    for (const { key, admission } of chain) {
      const answer = admission();
      if (answer.state === 'admitted') return UP;
      retryInMs = Math.min(retryInMs, answer.retryInMs);
      details.push(`${key}: ${answer.detail}`);
    }
    return details.length === 0 ? MISSING : { state: 'down', detail: details.join('; '), retryInMs };
  };
}

function statedPlan<Input, Output, Draft>(task: Task<Input, Output, Draft>, mode: Mode): StatedPlan {
  const roles = task.plans[mode];
  const names = roles.join(', ');
  return {
    plan: { mode, roles, without: undefined, prediction: NOTHING_PREDICTED },
    reason: jsonFromValue({
      step: 'plan',
      code: 'mode_as_asked',
      outcome: 'taken',
      message: `${mode} runs ${names}`,
    }),
    message: `${mode} mode: ${names}`,
  };
}
