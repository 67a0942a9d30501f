import type { Decision, Meta } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import type { DecisionStore } from '../decision-store.ts';
import type { RuntimeMetrics } from '../metrics.ts';
import type { Stage, TaskRequest } from '../request.ts';

export interface SettleOptions {
  readonly clock: Clock;
  readonly decisions: DecisionStore;
  readonly metrics: RuntimeMetrics;
}

/** Stands around all other stages: keeps the record and the metrics of every request, however it ended. */
export function settleStage({ clock, decisions, metrics }: SettleOptions): Stage {
  return async (request, next) => {
    let failure: unknown;
    try {
      await next();
    } catch (error) {
      failure = error;
    }
    const totalMs = clock.monotonic() - request.startedAt;
    request.meta = metaOf(request, totalMs);
    decisions.append(decisionOf(request, request.meta, clock.now(), failure));
    metrics.taskFinished(request.task.name, request.plan.mode, failure === undefined, totalMs);
    if (failure !== undefined) throw failure;
  };
}

const toMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

function metaOf<Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>, totalMs: number): Meta {
  const timings: Record<string, number> = { total: toMicroseconds(totalMs) };
  for (const { step, took_ms } of request.steps) timings[step] = toMicroseconds(took_ms);
  return {
    id: request.id,
    task: request.task.name,
    mode_asked: request.modeAsked,
    mode_used: request.plan.mode,
    reasons: request.reasons,
    engines: request.engines,
    tokens: request.tokens,
    timings_ms: timings,
  };
}

function decisionOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  meta: Meta,
  finishedAt: number,
  failure: unknown,
): Decision {
  const record = {
    id: request.id,
    created_at: new Date(finishedAt).toISOString(),
    task: request.task.name,
    input: request.input as Decision['input'],
    meta,
    steps: request.steps,
  };
  if (failure === undefined) {
    return { ...record, outcome: 'ok', output: request.output as Decision['output'] };
  }
  const code = failure instanceof AccordError ? failure.code : 'INTERNAL';
  return { ...record, outcome: 'failed', error_code: code };
}
