import type { CacheUse, DecisionStep, EngineUse, Meta, Mode, Reason, Role } from '@accord/contract';
import type { AccordError, Id, NanoUsd } from '@accord/kernel';
import type { EngineCall } from '@accord/telemetry';
import type { Deadline } from '@accord/resilience';
import type { Caller } from './caller.ts';
import type { JsonDocument } from './json-document.ts';
import type { Prediction } from './planner.ts';
import type { Task } from './task.ts';

export type DecisionId = Id<'decision'>;

/** What the planner settled: which roles run and in which mode. */
export interface Plan {
  readonly mode: Mode;
  readonly roles: readonly Role[];
  /** Where no engine may be asked: what is left is an answer from the cache, rules, or none. */
  readonly without: { readonly retryInMs: number } | undefined;
  readonly prediction: Prediction;
}

/**
 * A request on its way through the pipeline. Each stage reads what earlier stages settled and adds its own; the
 * decision record is made from it at the end.
 */
export interface TaskRequest<Input, Output, Draft> {
  readonly id: DecisionId;
  readonly task: Task<Input, Output, Draft>;
  readonly input: Input;
  readonly modeAsked: Mode;
  readonly caller: Caller;
  /** Reading of the monotonic clock when the request came in. */
  readonly startedAt: number;
  /** For the whole of it; the socket of a call closes when it passes or nobody waits any more. */
  deadline: Deadline;
  plan: Plan;
  /** The mode that the engines were to run; undefined where nothing was run. Its latency is learnt from. */
  planned: Mode | undefined;
  /**
   * Set by the stage that has the answer. A stage that knows only the text of it, such as a cache, gives that; it is
   * parsed if someone asks for the value.
   */
  output: JsonDocument<Output> | undefined;
  /** Settled last, whether the request went well or not. */
  meta: JsonDocument<Meta> | undefined;
  reliability: Meta['reliability'];
  cache: JsonDocument<CacheUse>;
  /** True once an engine failed it or refused, whatever became of it then. */
  fellShort: boolean;
  /** Set when an engine had no room: quality is not traded for room, so it is refused if nothing is kept. */
  overflow: AccordError | undefined;
  costNanoUsd: NanoUsd;
  readonly reasons: JsonDocument<Reason>[];
  readonly engines: JsonDocument<EngineUse>[];
  readonly steps: DecisionStep[];
  /** What models were asked in which step, for traces; undefined where nobody traces. */
  readonly calls: Map<DecisionStep, EngineCall> | undefined;
  readonly tokens: { input: number; output: number };
}

/** One stage of the pipeline. It may do its work before the next stage, after it, around it, or instead of it. */
export type Stage = <Input, Output, Draft>(
  request: TaskRequest<Input, Output, Draft>,
  next: () => Promise<void>,
) => Promise<void>;

/** Runs the stages in order, each around the rest. */
export function compose(
  stages: readonly Stage[],
): <Input, Output, Draft>(request: TaskRequest<Input, Output, Draft>) => Promise<void> {
  return (request) => {
    const enter = async (index: number): Promise<void> => {
      const stage = stages[index];
      if (stage !== undefined) await stage(request, () => enter(index + 1));
    };
    return enter(0);
  };
}
