import type { EngineCall, TracedEngine, TracedStep, TracedTask } from '../../tracing.ts';

/**
 * Spans in the JSON encoding of OTLP: ids as hexadecimal digits, enumerations as numbers, 64-bit integers as decimal
 * texts (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding").
 */
export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpAttribute[];
  readonly status?: { readonly code: number };
}

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } };

/** The trace that a task belongs to, and what it hangs under there. */
export interface Place {
  readonly traceId: string;
  readonly parentId: string | undefined;
}

const KIND = { internal: 1, server: 2, client: 3 } as const;
const STATUS_ERROR = 2;
/** Sampled, and it is known whether the parent is remote; with the second, it is. */
const FLAGS_LOCAL_PARENT = 0x101;
const FLAGS_REMOTE_PARENT = 0x301;
/** What the conventions call an error that has no name of its own. */
const UNNAMED_ERROR = '_OTHER';

/** How many spans a task becomes. */
export const spanCount = ({ steps }: TracedTask): number => 1 + steps.length;

/** One span for the task and one for each of its steps. */
export function spansOf(task: TracedTask, { traceId, parentId }: Place, nextId: () => string): OtlpSpan[] {
  const startedAt = task.endedAt - task.tookMs;
  const rootId = nextId();
  const root: OtlpSpan = {
    traceId,
    spanId: rootId,
    ...(parentId !== undefined && { parentSpanId: parentId }),
    flags: parentId === undefined ? FLAGS_LOCAL_PARENT : FLAGS_REMOTE_PARENT,
    name: task.task,
    kind: KIND.server,
    ...times(startedAt, task.tookMs),
    attributes: taskAttributes(task),
    ...(task.outcome.kind === 'failed' && { status: { code: STATUS_ERROR } }),
  };
  const children = task.steps.map(
    (step): OtlpSpan => ({
      traceId,
      spanId: nextId(),
      parentSpanId: rootId,
      flags: FLAGS_LOCAL_PARENT,
      name: step.call === undefined ? step.step : `chat ${step.call.model}`,
      kind: step.call === undefined || step.call.inProcess ? KIND.internal : KIND.client,
      ...times(startedAt + step.started_ms, step.took_ms),
      attributes: stepAttributes(step),
      ...(step.outcome === 'failed' && { status: { code: STATUS_ERROR } }),
    }),
  );
  return [root, ...children];
}

function taskAttributes({ id, outcome, modeAsked, modeUsed, engines, tokens }: TracedTask): OtlpAttribute[] {
  return [
    string('accord.decision.id', id),
    string('accord.mode.asked', modeAsked),
    string('accord.mode.used', modeUsed),
    strings('accord.engines', engines.map(engineText)),
    integer('accord.tokens.input', tokens.input),
    integer('accord.tokens.output', tokens.output),
    ...(outcome.kind === 'failed' ? [string('error.type', outcome.code)] : []),
  ];
}

const engineText = ({ role, engine, model, prompt_version }: TracedEngine): string =>
  `${role}: ${engine}/${model} ${prompt_version}`;

function stepAttributes({ step, outcome, call }: TracedStep): OtlpAttribute[] {
  return [
    string('accord.step', step),
    string('accord.step.outcome', outcome),
    ...(call === undefined ? [] : callAttributes(call)),
    ...(outcome === 'failed' ? [string('error.type', call?.errorCode ?? UNNAMED_ERROR)] : []),
  ];
}

/**
 * The conventions for spans of generative AI (opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans), version 1.37.
 * `gen_ai.system` is what `gen_ai.provider.name` was called before it, and what many a viewer still reads.
 */
function callAttributes({ engine, model, promptVersion, sampling, answer }: EngineCall): OtlpAttribute[] {
  return [
    string('gen_ai.operation.name', 'chat'),
    string('gen_ai.provider.name', engine),
    string('gen_ai.system', engine),
    string('gen_ai.request.model', model),
    double('gen_ai.request.temperature', sampling.temperature),
    double('gen_ai.request.top_p', sampling.topP),
    integer('gen_ai.request.max_tokens', sampling.maxTokens),
    string('accord.prompt.version', promptVersion),
    ...(answer === undefined ? [] : answerAttributes(answer)),
  ];
}

function answerAttributes({
  model,
  finishReason,
  usage,
}: NonNullable<EngineCall['answer']>): OtlpAttribute[] {
  return [
    string('gen_ai.response.model', model),
    strings('gen_ai.response.finish_reasons', [finishReason]),
    ...(usage === undefined
      ? []
      : [
          integer('gen_ai.usage.input_tokens', usage.inputTokens),
          integer('gen_ai.usage.output_tokens', usage.outputTokens),
        ]),
  ];
}

export function string(key: string, value: string): OtlpAttribute {
  return { key, value: { stringValue: value } };
}

const strings = (key: string, values: readonly string[]): OtlpAttribute => ({
  key,
  value: { arrayValue: { values: values.map((stringValue) => ({ stringValue })) } },
});

const integer = (key: string, value: number): OtlpAttribute => ({ key, value: { intValue: String(value) } });

const double = (key: string, value: number): OtlpAttribute => ({ key, value: { doubleValue: value } });

const times = (startMs: number, tookMs: number): Pick<OtlpSpan, 'startTimeUnixNano' | 'endTimeUnixNano'> => ({
  startTimeUnixNano: nanoseconds(startMs),
  endTimeUnixNano: nanoseconds(startMs + tookMs),
});

/** A double holds today's microseconds exactly, and its nanoseconds not. */
const nanoseconds = (milliseconds: number): string => `${Math.round(milliseconds * 1000)}000`;
