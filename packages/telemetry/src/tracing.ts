import type { ComponentHealth, DecisionStep, EngineUse, Meta } from '@accord/contract';
import { defineKnobs, integer, number, text } from '@accord/knobs';

/** What an engine was asked for in one step and what it said of its answer, without a word of either. */
export interface EngineCall {
  /** The driver, such as `openai`. */
  readonly engine: string;
  /** True when the model runs in this process. */
  readonly inProcess: boolean;
  readonly model: string;
  readonly promptVersion: string;
  readonly sampling: { readonly temperature: number; readonly topP: number; readonly maxTokens: number };
  /** Absent when the call failed. */
  readonly answer?: {
    readonly model: string;
    readonly finishReason: string;
    /** Absent when the engine counted nothing. */
    readonly usage?: { readonly inputTokens: number; readonly outputTokens: number } | undefined;
  };
  /** Stable code of the error that ended it. */
  readonly errorCode?: string;
}

/** A step of a decision record. With the call where it asked a model; rules and the rest of the pipeline have none. */
export type TracedStep = Pick<DecisionStep, 'step' | 'started_ms' | 'took_ms' | 'outcome'> & {
  readonly call?: EngineCall | undefined;
};

/** An engine that had a part in the answer. */
export type TracedEngine = Pick<EngineUse, 'role' | 'engine' | 'model' | 'prompt_version'>;

/** What a trace is made of: a finished task as its decision record has it, without what was asked and answered. */
export interface TracedTask {
  /** Id of the decision, a UUID. */
  readonly id: string;
  readonly task: string;
  /** Milliseconds since the Unix epoch. */
  readonly endedAt: number;
  readonly tookMs: number;
  /** The code of the error where it failed. */
  readonly outcome: { readonly kind: 'ok' } | { readonly kind: 'failed'; readonly code: string };
  readonly modeAsked: Meta['mode_asked'];
  readonly modeUsed: Meta['mode_used'];
  readonly engines: readonly TracedEngine[];
  readonly tokens: Meta['tokens'];
  /** In the order in which they ended. */
  readonly steps: readonly TracedStep[];
  /** The W3C header of that name as the client sent it. */
  readonly traceparent: string | undefined;
}

/** Sends the spans of finished tasks to where traces are kept. */
export interface TraceExporter {
  /** Takes a task. Never waits and never throws; spans are made and sent later. */
  export(task: TracedTask): void;
  /** DEGRADED while spans cannot be sent. */
  health(): ComponentHealth;
  /** Sends what waits, for no longer than a bound, then lets go of everything. */
  close(): Promise<void>;
}

export const tracingKnobs = defineKnobs('telemetry', {
  otlp_endpoint: text({
    default: '',
    maxLength: 2000,
    effect:
      'Sends traces over OTLP/HTTP to this collector, such as http://127.0.0.1:4318; /v1/traces is appended. Empty sends none and costs nothing.',
    scope: 'process',
  }),
  otlp_headers: text({
    default: '',
    maxLength: 4000,
    secret: true,
    effect:
      'Headers that the collector asks for, such as authorization=Bearer%20abc,x-scope=a; values are percent-encoded. Best set by the environment.',
    scope: 'process',
  }),
  service_name: text({
    default: 'accord',
    maxLength: 200,
    effect: 'Name of this service in the traces.',
    scope: 'process',
  }),
  sampling_ratio: number({
    default: 1,
    range: [0, 1],
    unit: '1',
    effect: 'Traces more of the requests that come without a traceparent; one that has it says so itself.',
    scope: 'process',
  }),
  batch_limit: integer({
    default: 512,
    range: [1, 10_000],
    unit: 'spans',
    effect: 'Sends more spans in one go; requests wait longer while they are written down.',
    scope: 'process',
  }),
  buffer_limit: integer({
    default: 8192,
    range: [100, 1_000_000],
    unit: 'spans',
    effect:
      'Holds more spans in memory while the collector does not take them; beyond it the oldest are dropped.',
    scope: 'process',
  }),
  flush_ms: integer({
    default: 1000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Gathers spans for longer before they are sent.',
    scope: 'process',
  }),
  timeout_ms: integer({
    default: 10_000,
    range: [10, 120_000],
    unit: 'ms',
    effect: 'Waits longer for the collector before sending is tried again.',
    scope: 'process',
  }),
  retry_ms: integer({
    default: 1000,
    range: [10, 60_000],
    unit: 'ms',
    effect: 'Waits longer after the first failure; each further one doubles it, up to a minute.',
    scope: 'process',
  }),
  close_ms: integer({
    default: 2000,
    range: [0, 60_000],
    unit: 'ms',
    effect: 'Lets the process take longer to end, so that a slow collector gets the last spans.',
    scope: 'process',
  }),
});
