import type { DecisionStep, EngineUse, Meta, Mode, Reason, Role } from '@accord/contract';
import type { Id } from '@accord/kernel';
import type { JsonDocument } from './json-document.ts';
import type { Task } from './task.ts';

export type DecisionId = Id<'decision'>;

/** What the planner settled: which roles run, in which mode, and why. */
export interface Plan {
  readonly mode: Mode;
  readonly roles: readonly Role[];
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
  /** Aborted when the caller goes away. */
  readonly signal: (() => AbortSignal) | undefined;
  /** Reading of the monotonic clock when the request came in. */
  readonly startedAt: number;
  plan: Plan;
  /**
   * Set by the stage that has the answer. A stage that knows only the text of it, such as a cache, gives that; it is
   * parsed if someone asks for the value.
   */
  output: JsonDocument<Output> | undefined;
  /** Settled last, whether the request went well or not. */
  meta: JsonDocument<Meta> | undefined;
  readonly reasons: JsonDocument<Reason>[];
  readonly engines: JsonDocument<EngineUse>[];
  readonly steps: DecisionStep[];
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
