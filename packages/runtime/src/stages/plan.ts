import type { Mode, Reason } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import { type JsonDocument, jsonFromValue } from '../json-document.ts';
import { noteStep } from '../note-step.ts';
import type { Plan, Stage } from '../request.ts';
import type { Task } from '../task.ts';

interface StatedPlan {
  readonly plan: Plan;
  readonly reason: JsonDocument<Reason>;
  readonly message: string;
}

/** Settles which roles run. Every role is available for now, so the mode asked for is the mode used. */
export function planStage(clock: Clock): Stage {
  const asAsked = new WeakMap<object, Map<Mode, StatedPlan>>();

  const planFor = <Input, Output, Draft>(task: Task<Input, Output, Draft>, mode: Mode): StatedPlan => {
    let plans = asAsked.get(task);
    if (plans === undefined) asAsked.set(task, (plans = new Map()));
    let stated = plans.get(mode);
    if (stated === undefined) plans.set(mode, (stated = statedPlan(task, mode)));
    return stated;
  };

  return async (request, next) => {
    const startedAt = clock.monotonic();
    const { plan, reason, message } = planFor(request.task, request.modeAsked);
    request.plan = plan;
    request.reasons.push(reason);
    noteStep(request, clock, startedAt, { step: 'plan', outcome: 'ok', message });
    await next();
  };
}

function statedPlan<Input, Output, Draft>(task: Task<Input, Output, Draft>, mode: Mode): StatedPlan {
  const roles = task.plans[mode];
  const names = roles.join(', ');
  return {
    plan: { mode, roles },
    reason: jsonFromValue({ step: 'plan', code: 'mode_as_asked', message: `${mode} runs ${names}` }),
    message: `${mode} mode: ${names}`,
  };
}
