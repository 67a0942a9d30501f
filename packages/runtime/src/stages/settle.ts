import type { CacheUse } from '@accord/contract';
import { AccordError, type Clock, type NanoUsd } from '@accord/kernel';
import type { Booking } from '../booking.ts';
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
  readonly booking: Booking;
  readonly metrics: RuntimeMetrics;
  readonly record: ServingRecord;
  readonly spent: (cost: NanoUsd) => void;
  readonly tiers: Pick<TierMetrics, 'record'>;
  readonly traces?: Pick<TraceExporter, 'export'> | undefined;
}

/** Stands around all other stages: keeps the record and the metrics of every request, however it ended. */
export function settleStage(options: SettleOptions): Stage {
  const { clock, decisions, holders, booking, metrics, record, spent, tiers, traces } = options;
  const settle = <Input, Output, Draft>(
    request: TaskRequest<Input, Output, Draft>,
    outcome: Outcome,
  ): void => {
    const { id, input, plan, modeAsked, reliability, cache, reasons, engines, tokens, steps } = request;
    const { costNanoUsd } = request;
    const taskName = request.task.name;
    const modeUsed = plan.mode;
    const totalMs = clock.monotonic() - request.startedAt;
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
    const { tenant } = request.caller.account;
    const { prediction } = plan;
    decisions.append(
      id,
      decisionDocument({ id, createdAt, tenant, taskName, input, meta, steps, prediction, outcome }),
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
    // Where others wait for the same answer, the work goes on under a deadline of its own after this request is over.
    const { deadline } = request;
    let outcome: Outcome;
    try {
      await next();
      bookKept(request, booking);
      outcome = successOf(request, holders);
    } catch (error) {
      settle(request, { kind: 'failed', code: error instanceof AccordError ? error.code : 'INTERNAL' });
      throw error;
    } finally {
      deadline.clear();
    }
    settle(request, outcome);
  };
}

/** What models answered before costs nothing now, and is in the books all the same. */
function bookKept<Input, Output, Draft>(
  { id, caller: { account }, cache, engines }: TaskRequest<Input, Output, Draft>,
  booking: Booking,
): void {
  const { outcome } = cache.value;
  if (outcome !== 'hit' && outcome !== 'similar' && outcome !== 'joined') return;
  const model = engines.find(({ value }) => value.engine !== 'rules')?.value;
  if (model !== undefined) booking.kept({ request: id, account }, model.engine, model.model);
}

/** What came out of the cache is in the record of another request, as a rule. */
function successOf<Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  holders: OutputHolders,
): Outcome {
  const output = settledOutput(request);
  const use = request.cache.value;
  const origin = originOf(use, request.id);
  if (origin === undefined) return { kind: 'ok', output };
  const outputOf = holders.holderOf(origin, request.id);
  return outputOf === undefined ? { kind: 'ok', output } : { kind: 'ok', outputOf };
}

/** The decision whose output may be given again as it is; the answer to a similar question is made to fit. */
function originOf(use: CacheUse, id: string): string | undefined {
  switch (use.outcome) {
    case 'hit':
    case 'joined':
      return use.decision;
    case 'miss':
      return use.stored ? id : undefined;
    case 'similar':
    case 'bypassed':
      return undefined;
  }
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
