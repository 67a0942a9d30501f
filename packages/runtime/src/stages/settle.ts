import { AccordError, type Clock, type NanoUsd } from '@accord/kernel';
import { decisionDocument, type Outcome } from '../decision-document.ts';
import type { DecisionStore } from '../decision-store.ts';
import type { JsonDocument } from '../json-document.ts';
import { metaDocument } from '../meta-document.ts';
import type { RuntimeMetrics } from '../metrics.ts';
import type { OutputHolders } from '../output-holders.ts';
import type { Stage, TaskRequest } from '../request.ts';
import type { TierMetrics, TraceExporter } from '@accord/telemetry';
import type { ServingRecord } from '../serving-record.ts';

export interface SettleOptions {
  readonly clock: Clock;
  readonly decisions: DecisionStore;
  readonly holders: OutputHolders;
  readonly metrics: RuntimeMetrics;
  readonly record: ServingRecord;
  readonly spent: (cost: NanoUsd) => void;
  readonly tiers: Pick<TierMetrics, 'record'>;
  readonly traces?: Pick<TraceExporter, 'export'> | undefined;
}

/** Stands around all other stages: keeps the record and the metrics of every request, however it ended. */
export function settleStage(options: SettleOptions): Stage {
  const { clock, decisions, holders, metrics, record, spent, tiers, traces } = options;
  const settle = <Input, Output, Draft>(
    request: TaskRequest<Input, Output, Draft>,
    outcome: Outcome,
  ): void => {
    const { id, input, plan, modeAsked, reliability, cache, reasons, engines, tokens, steps } = request;
    const { costNanoUsd } = request;
    const taskName = request.task.name;
    const modeUsed = plan.mode;
    const totalMs = clock.monotonic() - request.startedAt;
    request.deadline.clear();
    const meta = metaDocument({
      id,
      taskName,
      modeAsked,
      modeUsed,
      reliability,
      reasons,
      cache,
      engines,
      tokens,
      costNanoUsd,
      steps,
      totalMs,
    });
    request.meta = meta;
    const createdAt = clock.now();
    const { prediction } = plan;
    decisions.append(
      id,
      decisionDocument({ id, createdAt, taskName, input, meta, steps, prediction, outcome }),
    );
    tiers.record(request.planned === undefined ? 'cached' : 'generation', totalMs);
    traces?.export({
      id,
      task: taskName,
      endedAt: createdAt,
      tookMs: totalMs,
      outcome: outcome.kind === 'ok' ? { kind: 'ok' } : { kind: 'failed', code: outcome.code },
      modeAsked,
      modeUsed,
      engines: engines.map(({ value }) => value),
      tokens,
      steps: steps.map((step) => ({ ...step, call: request.calls?.get(step) })),
      traceparent: request.caller.traceparent,
    });
    if (costNanoUsd > 0) spent(costNanoUsd);
    if (tokens.input + tokens.output > 0) metrics.tokensUsed(taskName, tokens.input, tokens.output);
    metrics.taskFinished(taskName, modeUsed, outcome.kind === 'ok', totalMs);
    if (request.planned !== undefined) {
      record.finished(taskName, request.planned, {
        outcome: request.fellShort || outcome.kind === 'failed' ? 'fell_short' : 'as_planned',
        tookMs: totalMs,
        costNanoUsd,
        outputTokens: tokens.output,
      });
    }
    if (modeUsed !== modeAsked || request.fellShort)
      metrics.downshifted(modeAsked, endOf(request, outcome), causeOf(request));
  };

  return async (request, next) => {
    let outcome: Outcome;
    try {
      await next();
      outcome = successOf(request, holders);
    } catch (error) {
      settle(request, { kind: 'failed', code: error instanceof AccordError ? error.code : 'INTERNAL' });
      throw error;
    }
    settle(request, outcome);
  };
}

/** What came out of the cache is in the record of another request, as a rule. */
function successOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  holders: OutputHolders,
): Outcome {
  const output = settledOutput(request);
  const use = request.cache.value;
  if (use.outcome === 'bypassed' || (use.outcome === 'miss' && !use.stored)) return { kind: 'ok', output };
  const origin = use.outcome === 'miss' ? request.id : use.decision;
  const outputOf = holders.holderOf(origin, request.id);
  return outputOf === undefined ? { kind: 'ok', output } : { kind: 'ok', outputOf };
}

/** Where a request that did not go as asked ended up. */
function endOf<Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>, outcome: Outcome): string {
  if (outcome.kind === 'failed') return 'failed';
  if (request.reliability === 'low') return 'rules';
  return request.cache.value.outcome === 'hit' ? 'kept_answer' : request.plan.mode;
}

/** The first way that was refused is what began it. */
function causeOf<Input, Output, Draft>({ reasons }: TaskRequest<Input, Output, Draft>): string {
  const first = reasons.find(({ value }) => value.outcome === 'refused');
  return first?.value.code ?? 'unknown';
}

function settledOutput<Input, Output, Draft>({
  output,
  task,
}: TaskRequest<Input, Output, Draft>): JsonDocument<Output> {
  if (output === undefined) throw new TypeError(`no stage settled an output of ${task.name}`);
  return output;
}
