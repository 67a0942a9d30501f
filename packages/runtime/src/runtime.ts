import type { Cache, SemanticCache } from '@accord/cache';
import type { CacheUse, Meta, Mode, Role } from '@accord/contract';
import { type Clock, type NanoUsd, nanoUsd } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { TierMetrics, TraceExporter } from '@accord/telemetry';
import { createDeadline } from '@accord/resilience';
import { answerNames } from './answer-names.ts';
import type { Booking } from './booking.ts';
import type { Caller } from './caller.ts';
import type { DecisionStore } from './decision-store.ts';
import type { GuardedEngine } from './guarded-engine.ts';
import { type JsonDocument, jsonFromValue } from './json-document.ts';
import type { downshiftKnobs, limitKnobs, ServingParameters } from './knobs.ts';
import type { RuntimeMetrics } from './metrics.ts';
import { outputHolders } from './output-holders.ts';
import type { PlanConditions } from './planner.ts';
import { compose, type DecisionId, type Plan, type TaskRequest } from './request.ts';
import { servingRecord, type ServingRecord } from './serving-record.ts';
import { similarAnswer } from './similar-answer.ts';
import { similarQuestions } from './similar-questions.ts';
import { executeStage } from './stages/execute.ts';
import { lookUpStage } from './stages/look-up.ts';
import { planStage } from './stages/plan.ts';
import { settleStage } from './stages/settle.ts';
import type { Task } from './task.ts';

/** What engines may cost today. */
export interface SpendMeter {
  /** Undefined without a limit. */
  left(): NanoUsd | undefined;
  spent(cost: NanoUsd): void;
}

export interface RuntimeOptions {
  readonly clock: Clock;
  readonly nextId: () => DecisionId;
  /** The engines of each role, in the order in which they are asked. */
  readonly engines: Readonly<Record<Role, readonly GuardedEngine[]>>;
  readonly parameters: ServingParameters;
  readonly downshift: KnobValues<typeof downshiftKnobs>;
  readonly limits: KnobValues<typeof limitKnobs>;
  readonly spend: SpendMeter;
  readonly booking: Booking;
  /** Undefined where nothing is to be kept. */
  readonly cache: Cache | undefined;
  /** Undefined where only the same question is answered from the cache. */
  readonly semantic?: SemanticCache | undefined;
  /** Set while the process lags behind. */
  readonly lagging: () => PlanConditions['lagging'];
  readonly decisions: DecisionStore;
  readonly metrics: RuntimeMetrics;
  readonly tiers: Pick<TierMetrics, 'record'>;
  /** Undefined where nobody traces. */
  readonly traces?: Pick<TraceExporter, 'export'> | undefined;
}

export interface RunOptions {
  readonly mode: Mode;
  readonly caller: Caller;
}

export interface TaskReply<Output> {
  readonly output: JsonDocument<Output>;
  readonly meta: JsonDocument<Meta>;
}

/** The one way a task is run, whoever asks: server, command line or another job. */
export interface Runtime {
  run<Input, Output, Draft>(
    task: Task<Input, Output, Draft>,
    input: Input,
    options: RunOptions,
  ): Promise<TaskReply<Output>>;
  /** What each plan of each task took. */
  readonly record: ServingRecord;
}

const UNPLANNED: Plan = {
  mode: 'fast',
  roles: [],
  without: undefined,
  prediction: { p95Ms: undefined, costNanoUsd: nanoUsd(0) },
};
const DISABLED: JsonDocument<CacheUse> = jsonFromValue({ outcome: 'bypassed', reason: 'disabled' });
const NOT_REACHED: JsonDocument<CacheUse> = jsonFromValue({ outcome: 'bypassed', reason: 'not_reached' });

/** One way for all requests, and one without the cache for what is computed anew behind a stale answer. */
export function createRuntime(options: RuntimeOptions): Runtime {
  const { clock, spend, limits, cache, engines, parameters } = options;
  const record = servingRecord(clock, options.downshift);
  const names = answerNames(engines, parameters);
  const holders = outputHolders(options.decisions.retention);
  const settle = settleStage({ ...options, record, holders, spent: spend.spent });
  const plan = planStage({ ...options, record, moneyLeft: spend.left });
  const questions = cache && similarQuestions({ ...options, cache, semantic: options.semantic, names });
  const kept = cache && questions ? similarAnswer({ cache, names, clock, questions }) : async () => undefined;
  const execute = executeStage({ ...options, similarAnswer: kept });

  const requestOf = <Input, Output, Draft>(
    task: Task<Input, Output, Draft>,
    input: Input,
    { mode, caller }: RunOptions,
  ): TaskRequest<Input, Output, Draft> => {
    const timeoutMs = Math.min(limits.deadline_s[mode] * 1000, caller.withinMs ?? Number.POSITIVE_INFINITY);
    return {
      id: options.nextId(),
      task,
      input,
      modeAsked: mode,
      caller,
      startedAt: clock.monotonic(),
      deadline: createDeadline({ clock, timeoutMs, caller: caller.signal }),
      plan: UNPLANNED,
      planned: undefined,
      output: undefined,
      meta: undefined,
      reliability: 'normal',
      cache: cache === undefined ? DISABLED : NOT_REACHED,
      costNanoUsd: nanoUsd(0),
      fellShort: false,
      overflow: undefined,
      reasons: [],
      engines: [],
      steps: [],
      calls: options.traces === undefined ? undefined : new Map(),
      tokens: { input: 0, output: 0 },
    };
  };
  const behind = compose([settle, plan, execute]);
  const anew = async <Input, Output, Draft>(
    { task, input, modeAsked, caller }: TaskRequest<Input, Output, Draft>,
    signal: AbortSignal,
  ): Promise<TaskRequest<Input, Output, Draft>> => {
    const nobody: Caller = { ...caller, signal: () => signal, priority: 'low', withinMs: undefined };
    const request = requestOf(task, input, { mode: modeAsked, caller: nobody });
    await behind(request);
    return request;
  };
  const lookUp = questions === undefined ? [] : [lookUpStage({ clock, questions, names, anew })];
  const pipeline = compose([settle, plan, ...lookUp, execute]);

  return {
    record,
    async run<Input, Output, Draft>(
      task: Task<Input, Output, Draft>,
      input: Input,
      run: RunOptions,
    ): Promise<TaskReply<Output>> {
      const request = requestOf(task, input, run);
      await pipeline(request);
      if (request.output === undefined || request.meta === undefined) {
        throw new TypeError(`the pipeline ended without settling ${task.name}`);
      }
      return { output: request.output, meta: request.meta };
    },
  };
}
