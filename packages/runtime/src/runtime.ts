import type { Meta, Mode, Role } from '@accord/contract';
import type { Engine } from '@accord/engine';
import type { Clock } from '@accord/kernel';
import type { DecisionStore } from './decision-store.ts';
import type { JsonDocument } from './json-document.ts';
import type { ServingParameters } from './knobs.ts';
import type { RuntimeMetrics } from './metrics.ts';
import { compose, type DecisionId, type TaskRequest } from './request.ts';
import { executeStage } from './stages/execute.ts';
import { planStage } from './stages/plan.ts';
import { settleStage } from './stages/settle.ts';
import type { Task } from './task.ts';

export interface RuntimeOptions {
  readonly clock: Clock;
  readonly nextId: () => DecisionId;
  readonly engines: Readonly<Record<Role, Engine>>;
  readonly parameters: ServingParameters;
  readonly decisions: DecisionStore;
  readonly metrics: RuntimeMetrics;
}

export interface RunOptions {
  readonly mode: Mode;
  /** Aborted when the caller goes away; asked for only by work that can be cancelled. */
  readonly signal?: (() => AbortSignal) | undefined;
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
}

export function createRuntime(options: RuntimeOptions): Runtime {
  const { clock } = options;
  const pipeline = compose([settleStage(options), planStage(clock), executeStage(options)]);

  return {
    async run<Input, Output, Draft>(
      task: Task<Input, Output, Draft>,
      input: Input,
      { mode, signal }: RunOptions,
    ): Promise<TaskReply<Output>> {
      const request: TaskRequest<Input, Output, Draft> = {
        id: options.nextId(),
        task,
        input,
        modeAsked: mode,
        signal,
        startedAt: clock.monotonic(),
        plan: { mode, roles: [] },
        output: undefined,
        meta: undefined,
        reasons: [],
        engines: [],
        steps: [],
        tokens: { input: 0, output: 0 },
      };
      await pipeline(request);
      if (request.output === undefined || request.meta === undefined) {
        throw new TypeError(`the pipeline ended without settling ${task.name}`);
      }
      return { output: request.output, meta: request.meta };
    },
  };
}
