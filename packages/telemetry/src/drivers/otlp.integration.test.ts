import { createIdSource, createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { createMetricRegistry, type MetricRegistry } from '../metrics.ts';
import { startTraceCollector, type TraceCollector } from '../testing/trace-collector.ts';
import { type EngineCall, type TracedTask, type TraceExporter, tracingKnobs } from '../tracing.ts';
import { otlpTraces } from './otlp.ts';

const WAIT = { timeout: 10_000, interval: 10 };
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const ENDED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const nextId = createIdSource(systemClock, createRng(3));

const CALL: EngineCall = {
  engine: 'openai',
  inProcess: false,
  model: 'Qwen2.5-7B-Instruct',
  promptVersion: 'brief-3',
  sampling: { temperature: 0.7, topP: 0.9, maxTokens: 512 },
  answer: {
    model: 'qwen2.5-7b-instruct-q4',
    finishReason: 'stop',
    usage: { inputTokens: 321, outputTokens: 45 },
  },
};

function taskOf(changes: Partial<TracedTask> = {}): TracedTask {
  return {
    id: nextId(),
    task: 'fragrance.brief',
    endedAt: ENDED_AT,
    tookMs: 120.5,
    outcome: { kind: 'ok' },
    modeAsked: 'balanced',
    modeUsed: 'fast',
    engines: [
      { role: 'interpreter', engine: 'openai', model: 'qwen2.5-7b-instruct-q4', prompt_version: 'brief-3' },
    ],
    tokens: { input: 321, output: 45 },
    steps: [
      { step: 'plan', started_ms: 0.25, took_ms: 0.125, outcome: 'ok' },
      { step: 'execute.interpreter', started_ms: 1, took_ms: 118, outcome: 'ok', call: CALL },
    ],
    traceparent: undefined,
    ...changes,
  };
}

describe('otlpTraces', () => {
  let collector: TraceCollector;
  let metrics: MetricRegistry;
  let traces: TraceExporter;
  let lines: { readonly message: string; readonly reason?: string; readonly spans?: number }[];

  const open = (values: Readonly<Record<string, string | number>> = {}): TraceExporter => {
    const quick = { otlp_endpoint: collector.endpoint, flush_ms: 10, retry_ms: 10, ...values };
    const named = Object.entries(quick).map(([name, value]) => [`telemetry.${name}`, value] as const);
    const knobs = resolveKnobs([tracingKnobs], [{ origin: 'test', values: new Map(named) }]).of(tracingKnobs);
    const logger = createLogger(
      { level: 'warn' },
      { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
    );
    const [clock, rng] = [systemClock, createRng(1)];
    traces = otlpTraces({ knobs, version: '1.2.3', environment: 'staging', metrics, logger, clock, rng });
    return traces;
  };
  const send = (count: number): void => {
    for (let index = 0; index < count; index++) traces.export(taskOf());
  };
  const metric = async (name: string): Promise<number> => {
    const line = (await metrics.print()).split('\n').find((candidate) => candidate.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? 0);
  };
  const dropped = (reason: string) => metric(`accord_trace_spans_dropped_total{reason="${reason}"}`);
  const arrived = (spans: number) =>
    vi.waitFor(() => expect(collector.spans.length).toBeGreaterThanOrEqual(spans), WAIT);
  const asked = (requests: number) =>
    vi.waitFor(() => expect(collector.requests.length).toBeGreaterThanOrEqual(requests), WAIT);
  const degraded = () => vi.waitFor(() => expect(traces.health().status).toBe('DEGRADED'), WAIT);

  beforeEach(async () => {
    collector = await startTraceCollector();
    metrics = createMetricRegistry();
    lines = [];
  });
  afterEach(async () => {
    collector.behave({ kind: 'take' });
    await traces.close();
    await collector.close();
    expect(collector.faults).toEqual([]);
  });

  describe('spans', () => {
    it('stand for the task and its steps, at the times when they were', async () => {
      const task = taskOf();
      open().export(task);
      await arrived(3);
      const [root, plan, ask] = collector.spans;
      const traceId = task.id.replaceAll('-', '');
      expect(collector.spans.map((span) => [span.traceId, span.parentSpanId])).toEqual([
        [traceId, undefined],
        [traceId, root?.spanId],
        [traceId, root?.spanId],
      ]);
      expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(3);
      expect([root?.name, plan?.name, ask?.name]).toEqual([
        'fragrance.brief',
        'plan',
        'chat Qwen2.5-7B-Instruct',
      ]);
      expect([root?.kind, plan?.kind, ask?.kind]).toEqual([2, 1, 3]);
      const times = collector.spans.map(({ startTimeUnixNano, endTimeUnixNano }) =>
        [startTimeUnixNano, endTimeUnixNano].map((nano) => Number(BigInt(nano) / 1000n) / 1000 - ENDED_AT),
      );
      expect(times).toEqual([
        [-120.5, 0],
        [-120.25, -120.125],
        [-119.5, -1.5],
      ]);
      expect(root?.resource).toEqual({
        'service.name': 'accord',
        'service.version': '1.2.3',
        'deployment.environment.name': 'staging',
      });
    });

    it('say of the task what was decided, and of a model call what the conventions ask for', async () => {
      const task = taskOf();
      open().export(task);
      await arrived(3);
      const [root, plan, ask] = collector.spans;
      expect(root?.attributes).toEqual({
        'accord.decision.id': task.id,
        'accord.mode.asked': 'balanced',
        'accord.mode.used': 'fast',
        'accord.engines': ['interpreter: openai/qwen2.5-7b-instruct-q4 brief-3'],
        'accord.tokens.input': 321,
        'accord.tokens.output': 45,
      });
      expect(plan?.attributes).toEqual({ 'accord.step': 'plan', 'accord.step.outcome': 'ok' });
      expect(ask?.attributes).toEqual({
        'accord.step': 'execute.interpreter',
        'accord.step.outcome': 'ok',
        'accord.prompt.version': 'brief-3',
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.system': 'openai',
        'gen_ai.request.model': 'Qwen2.5-7B-Instruct',
        'gen_ai.request.temperature': 0.7,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.request.max_tokens': 512,
        'gen_ai.response.model': 'qwen2.5-7b-instruct-q4',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 321,
        'gen_ai.usage.output_tokens': 45,
      });
      expect(collector.spans.map(({ status }) => status)).toEqual([undefined, undefined, undefined]);
    });

    it('are errors with the code where something failed, and only there', async () => {
      const { answer: _, ...failedCall } = { ...CALL, errorCode: 'ENGINE_TIMEOUT' };
      open().export(
        taskOf({
          outcome: { kind: 'failed', code: 'ENGINE_TIMEOUT' },
          steps: [
            { step: 'execute.interpreter', started_ms: 0, took_ms: 9, outcome: 'failed', call: failedCall },
            { step: 'execute.interpreter', started_ms: 9, took_ms: 0, outcome: 'failed' },
            {
              step: 'execute.validator',
              started_ms: 9,
              took_ms: 0,
              outcome: 'ok',
              call: { ...CALL, inProcess: true },
            },
          ],
        }),
      );
      await arrived(4);
      const types = collector.spans.map(({ attributes, status }) => [attributes['error.type'], status?.code]);
      expect(types).toEqual([
        ['ENGINE_TIMEOUT', 2],
        ['ENGINE_TIMEOUT', 2],
        ['_OTHER', 2],
        [undefined, undefined],
      ]);
      expect(collector.spans[1]?.attributes).not.toHaveProperty('gen_ai.response.model');
      expect(collector.spans[3]?.kind).toBe(1);
    });

    it('never hold a text of the record, whatever else is in it', async () => {
      const record = {
        ...taskOf(),
        input: { text: 'a secret wish' },
        output: { creative_hints: ['a secret wish'] },
      };
      const steps = record.steps.map((step) => ({
        ...step,
        message: 'a secret wish',
        findings: [{ rule: 'x', effect: 'a secret wish' }],
      }));
      open().export({ ...record, steps });
      await arrived(3);
      expect(JSON.stringify(collector.spans)).not.toContain('secret');
    });

    it('hang under the span that the client sent', async () => {
      open().export(taskOf({ traceparent: `00-${TRACE}-${PARENT}-01` }));
      await arrived(3);
      expect(collector.spans.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE]);
      expect(collector.spans.map(({ parentSpanId }) => parentSpanId)).toEqual([
        PARENT,
        collector.spans[0]?.spanId,
        collector.spans[0]?.spanId,
      ]);
    });

    it('are sampled as the client says, and by the ratio where it says nothing', async () => {
      open({ sampling_ratio: 0 });
      send(5);
      traces.export(taskOf({ traceparent: `00-${TRACE}-${PARENT}-00` }));
      traces.export(taskOf({ traceparent: 'nonsense' }));
      traces.export(taskOf({ traceparent: `00-${TRACE}-${PARENT}-01` }));
      await traces.close();
      expect(collector.spans.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE]);
    });

    it('are counted as lost where the id of the decision is none', async () => {
      open().export(taskOf({ id: 'nonsense' }));
      expect(await dropped('unwritable')).toBe(3);
    });
  });

  it('counts and logs spans that a fault of the program keeps from being written', async () => {
    open({ flush_ms: 60_000 });
    const sampling = { ...CALL.sampling, temperature: 1n as unknown as number };
    const step = { step: 'execute.interpreter', started_ms: 0, took_ms: 1, outcome: 'ok' } as const;
    traces.export(taskOf({ steps: [{ ...step, call: { ...CALL, sampling } }] }));
    await traces.close();
    expect(await dropped('unwritable')).toBe(2);
    expect(lines.map(({ message }) => message)).toContain('spans could not be made');
    expect(traces.health().status).toBe('DEGRADED');
  });

  describe('sending', () => {
    it('is a POST to /v1/traces with the headers that were set', async () => {
      open({ otlp_headers: 'authorization=Bearer%20abc', service_name: 'scents' });
      send(1);
      await arrived(3);
      const [request] = collector.requests;
      expect(request?.path).toBe('/v1/traces');
      expect(request?.headers).toMatchObject({
        authorization: 'Bearer abc',
        'content-type': 'application/json',
      });
      expect(collector.spans[0]?.resource).toMatchObject({ 'service.name': 'scents' });
    });

    it('is done in batches within their limit, each span once', async () => {
      open({ batch_limit: 30 });
      send(100);
      await arrived(300);
      expect(Math.max(...collector.requests.map(({ spans }) => spans))).toBeLessThanOrEqual(30);
      expect(new Set(collector.spans.map(({ spanId }) => spanId)).size).toBe(300);
      await vi.waitFor(async () => expect(await metric('accord_trace_spans_exported_total')).toBe(300), WAIT);
      expect(await metric('accord_trace_spans_waiting')).toBe(0);
      expect(traces.health().status).toBe('HEALTHY');
    });

    it('waits for the interval unless a batch is full', async () => {
      open({ flush_ms: 60_000, batch_limit: 30 });
      send(9);
      expect(await metric('accord_trace_spans_waiting')).toBe(27);
      expect(collector.requests).toHaveLength(0);
      send(1);
      await arrived(30);
    });

    it('takes no more into the buffer than it holds while the collector is slow', async () => {
      collector.behave({ kind: 'take', delayMs: 1000 });
      open({ buffer_limit: 120, batch_limit: 30 });
      send(10);
      await asked(1);
      collector.behave({ kind: 'take' });
      send(100);
      expect(await metric('accord_trace_spans_waiting')).toBe(150);
      expect(await dropped('buffer_full')).toBe(180);
      await vi.waitFor(async () => expect(await metric('accord_trace_spans_exported_total')).toBe(150), WAIT);
      expect(collector.spans).toHaveLength(150);
    });
  });

  describe('a collector that fails', () => {
    it.each([429, 502, 503, 504])('with %i gets the same spans again', async (status) => {
      collector.behave({ kind: 'status', status });
      open();
      send(2);
      await asked(3);
      await degraded();
      expect(traces.health().detail).toContain(`answered ${status}; 6 spans wait`);
      collector.behave({ kind: 'take' });
      await arrived(6);
      await vi.waitFor(() => expect(traces.health().status).toBe('HEALTHY'), WAIT);
      expect(collector.spans).toHaveLength(6);
      expect(lines.map(({ message }) => message)).toEqual(['traces are not taken', 'traces are taken again']);
      expect(await dropped('rejected')).toBe(0);
      expect(await metric('accord_trace_exports_total{outcome="failed"}')).toBeGreaterThanOrEqual(3);
    });

    it('with 503 is left alone for as long as it asks', async () => {
      collector.behave({ kind: 'status', status: 503, retryAfter: '1' });
      open();
      send(1);
      await asked(1);
      collector.behave({ kind: 'take' });
      await arrived(3);
      const [first, second] = collector.requests.map(({ at }) => at);
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
    });

    it('is asked after growing waits', async () => {
      collector.behave({ kind: 'status', status: 503 });
      open({ retry_ms: 40 });
      send(1);
      await asked(5);
      const at = collector.requests.map((request) => request.at);
      // The fifth try comes after at least half of 40 + 80 + 160 + 320 ms.
      expect((at[4] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(290);
    });

    it.each([
      [400, undefined],
      [413, undefined],
      [500, undefined],
      [302, 'http://127.0.0.1:9/elsewhere'],
    ])('with %i is not asked again for the same spans', async (status, location) => {
      collector.behave({ kind: 'status', status, ...(location !== undefined && { location }) });
      open();
      send(2);
      await degraded();
      expect(await dropped('rejected')).toBe(6);
      expect(traces.health().detail).toContain(`answered ${status}`);
      collector.behave({ kind: 'take' });
      send(1);
      await arrived(3);
      expect(collector.requests).toHaveLength(2);
    });

    it('is heard when it takes only a part', async () => {
      const partialSuccess = { rejectedSpans: '2', errorMessage: 'too\nold' };
      collector.behave({ kind: 'take', body: JSON.stringify({ partialSuccess }) });
      open();
      send(1);
      await degraded();
      expect(traces.health().detail).toContain('refused 2 spans: too old');
      expect(await dropped('rejected')).toBe(2);
      expect(await metric('accord_trace_spans_exported_total')).toBe(1);
      expect(collector.requests).toHaveLength(1);
    });

    it('is not blamed for a word of warning, or for an answer that is no JSON', async () => {
      const partialSuccess = { errorMessage: 'slow down please' };
      open();
      for (const body of [JSON.stringify({ partialSuccess }), 'ok', '']) {
        collector.behave({ kind: 'take', body });
        const before = collector.spans.length;
        send(1);
        await arrived(before + 3);
      }
      await vi.waitFor(async () => expect(await metric('accord_trace_spans_exported_total')).toBe(9), WAIT);
      expect(traces.health().status).toBe('HEALTHY');
    });

    it('by silence is left, and gets the spans again', async () => {
      collector.behave({ kind: 'hang' });
      open({ timeout_ms: 50 });
      send(1);
      await degraded();
      expect(traces.health().detail).toContain('no answer within 50 ms');
      await vi.waitFor(() => expect(collector.requests[0]?.abandoned).toBe(true), WAIT);
      collector.behave({ kind: 'take' });
      await arrived(3);
    });

    it('within an answer that says 200 has taken the spans', async () => {
      collector.behave({ kind: 'stall' });
      open({ timeout_ms: 50 });
      send(1);
      await vi.waitFor(async () => expect(await metric('accord_trace_spans_exported_total')).toBe(3), WAIT);
      expect(collector.requests).toHaveLength(1);
    });

    it.each(['reset', 'gone'] as const)('by being %s is tried again', async (how) => {
      if (how === 'reset') collector.behave({ kind: 'reset' });
      else await collector.close();
      open({ close_ms: 100 });
      send(1);
      await degraded();
      expect(traces.health().detail).toMatch(/could not be reached \(.+\); 3 spans wait/);
      if (how === 'gone') return;
      collector.behave({ kind: 'take' });
      await arrived(3);
    });

    it('for long loses the oldest spans, and they are counted', async () => {
      collector.behave({ kind: 'status', status: 503, retryAfter: '1' });
      open({ buffer_limit: 120 });
      const ids = Array.from({ length: 100 }, () => {
        const task = taskOf();
        traces.export(task);
        return task.id.replaceAll('-', '');
      });
      await degraded();
      collector.behave({ kind: 'take' });
      await arrived(120);
      expect(await dropped('buffer_full')).toBe(180);
      expect([...new Set(collector.spans.map(({ traceId }) => traceId))]).toEqual(ids.slice(-40));
    });
  });

  describe('at the end', () => {
    it('what waits is sent', async () => {
      open({ flush_ms: 60_000, batch_limit: 30 });
      send(9);
      await traces.close();
      expect(collector.spans).toHaveLength(27);
      expect(await dropped('closed')).toBe(0);
    });

    it('a collector that was failing gets one more chance', async () => {
      collector.behave({ kind: 'status', status: 503, retryAfter: '300' });
      open();
      send(1);
      await degraded();
      collector.behave({ kind: 'take' });
      await traces.close();
      expect(collector.spans).toHaveLength(3);
    });

    it('one that still fails is not waited for, and what is lost is counted', async () => {
      collector.behave({ kind: 'status', status: 503, retryAfter: '300' });
      open({ flush_ms: 60_000, close_ms: 60_000 });
      send(2);
      await traces.close();
      expect(await dropped('closed')).toBe(6);
      expect(lines.at(-1)).toMatchObject({ message: 'spans were not sent before the end', spans: 6 });
    });

    it('one that hangs is left after the limit', async () => {
      collector.behave({ kind: 'hang' });
      open({ close_ms: 100, timeout_ms: 60_000 });
      send(2);
      await asked(1);
      await traces.close();
      expect(await dropped('closed')).toBe(6);
      await vi.waitFor(() => expect(collector.requests[0]?.abandoned).toBe(true), WAIT);
    });

    it('nothing more is taken', async () => {
      open();
      await traces.close();
      send(1);
      expect(await dropped('closed')).toBe(3);
      expect(collector.requests).toHaveLength(0);
    });
  });

  it('refuses an endpoint and headers that nothing could be sent with', () => {
    open();
    const refusal = expect.objectContaining({ code: 'KNOB_INVALID' }) as Error;
    expect(() => open({ otlp_endpoint: 'localhost' })).toThrow(refusal);
    expect(() => open({ otlp_headers: 'nonsense' })).toThrow(refusal);
  });
});
