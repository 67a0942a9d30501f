import { AccordError, type Clock } from '@accord/kernel';
import { decisionDocument, type Outcome } from '../decision-document.ts';
import type { DecisionStore } from '../decision-store.ts';
import type { JsonDocument } from '../json-document.ts';
import { metaDocument } from '../meta-document.ts';
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
    outcome: Outcome,
  ): void => {
    const { id, input, modeAsked, reasons, engines, tokens, steps } = request;
    const taskName = request.task.name;
    const modeUsed = request.plan.mode;
    const totalMs = clock.monotonic() - request.startedAt;
    const meta = metaDocument({
      id,
      taskName,
      modeAsked,
      modeUsed,
      reasons,
      engines,
      tokens,
      steps,
      totalMs,
    });
    request.meta = meta;
    const createdAt = clock.now();
    decisions.append(id, decisionDocument({ id, createdAt, taskName, input, meta, steps, outcome }));
    metrics.taskFinished(taskName, modeUsed, outcome.kind === 'ok', totalMs);
  };

  return async (request, next) => {
    let output: JsonDocument<unknown>;
    try {
      await next();
      output = settledOutput(request);
    } catch (error) {
      settle(request, { kind: 'failed', code: error instanceof AccordError ? error.code : 'INTERNAL' });
      throw error;
    }
    settle(request, { kind: 'ok', output });
  };
}

function settledOutput<Input, Output, Draft>({
  output,
  task,
}: TaskRequest<Input, Output, Draft>): JsonDocument<Output> {
  if (output === undefined) throw new TypeError(`no stage settled an output of ${task.name}`);
  return output;
}
