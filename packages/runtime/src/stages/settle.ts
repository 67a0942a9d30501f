import type { Decision, Meta } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import type { DecisionStore } from '../decision-store.ts';
import { type JsonDocument, jsonFromValue, jsonObject } from '../json-document.ts';
import type { RuntimeMetrics } from '../metrics.ts';
import type { Stage, TaskRequest } from '../request.ts';

export interface SettleOptions {
  readonly clock: Clock;
  readonly decisions: DecisionStore;
  readonly metrics: RuntimeMetrics;
}

/** Stands around all other stages: keeps the record and the metrics of every request, however it ended. */
export function settleStage({ clock, decisions, metrics }: SettleOptions): Stage {
  const settle = <Input, Output, Draft>(
    request: TaskRequest<Input, Output, Draft>,
    failure: Failure | undefined,
  ): void => {
    const totalMs = clock.monotonic() - request.startedAt;
    const meta = jsonFromValue(metaOf(request, totalMs));
    request.meta = meta;
    decisions.append(request.id, decisionOf(request, meta, clock.now(), failure));
    metrics.taskFinished(request.task.name, request.plan.mode, failure === undefined, totalMs);
  };

  return async (request, next) => {
    try {
      await next();
    } catch (error) {
      settle(request, { error });
      throw error;
    }
    settle(request, undefined);
  };
}

/** In a box, because anything can be thrown, `undefined` too. */
interface Failure {
  readonly error: unknown;
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

const OK = jsonFromValue('ok' as const);
const FAILED = jsonFromValue('failed' as const);

/** The texts of the output and of `meta` are the ones that the reply is made of. */
function decisionOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  meta: JsonDocument<Meta>,
  finishedAt: number,
  failure: Failure | undefined,
): JsonDocument<Decision> {
  const record = {
    id: jsonFromValue<string>(request.id),
    created_at: jsonFromValue(new Date(finishedAt).toISOString()),
    task: jsonFromValue(request.task.name),
    input: jsonFromValue(request.input as Decision['input']),
    meta,
    steps: jsonFromValue(request.steps),
  };
  if (failure !== undefined) {
    const code = failure.error instanceof AccordError ? failure.error.code : 'INTERNAL';
    return jsonObject<Decision>({ ...record, outcome: FAILED, error_code: jsonFromValue(code) });
  }
  const output = request.output as JsonDocument<NonNullable<Decision['output']>> | undefined;
  if (output === undefined) return jsonObject<Decision>({ ...record, outcome: OK });
  return jsonObject<Decision>({ ...record, outcome: OK, output });
}
