import type { Clock, Rng } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import type { Logger } from '../logger.ts';
import type { MetricRegistry } from '../metrics.ts';
import type { TracedTask, TraceExporter, tracingKnobs } from '../tracing.ts';
import { deliveryRecord } from './otlp/delivery-record.ts';
import { createPump } from './otlp/pump.ts';
import { headersFrom, tracesAddress } from './otlp/settings.ts';
import { spanBuffer, spansIn, type Waiting } from './otlp/span-buffer.ts';
import { type Place, spanCount, spansOf, string } from './otlp/spans.ts';
import { isSampled, readTraceparent, traceIdOf } from './otlp/trace-context.ts';
import { deliver, type TransportOptions } from './otlp/transport.ts';

type Knobs = KnobValues<typeof tracingKnobs>;

export interface OtlpTracesOptions {
  /** With an endpoint. */
  readonly knobs: Knobs;
  readonly version: string;
  /** Such as `production`. */
  readonly environment: string;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'now'>;
  readonly rng: Rng;
}

/**
 * Spans over OTLP/HTTP, in its JSON encoding. Tasks gather in a bounded buffer and become spans when a batch is sent, one
 * batch at a time. A batch that could not be delivered is sent again, after what the collector asks for or a growing
 * wait with jitter; meanwhile the buffer keeps the newest.
 *
 * @throws KNOB_INVALID for an endpoint or headers that nothing could be sent with.
 */
export function otlpTraces(options: OtlpTracesOptions): TraceExporter {
  const { knobs, metrics, logger, rng } = options;
  const transport = transportOptions(options);
  const record = deliveryRecord(metrics, logger, transport.address.host);
  const buffer = spanBuffer(knobs.buffer_limit);
  const encode = encoder(options);
  const cutOff = new AbortController();
  let underWay = 0;
  let closed = false;

  const waiting = (): number => buffer.size + underWay;
  const waitingMetric = {
    name: 'accord_trace_spans_waiting',
    help: 'Spans that the collector has not taken yet',
  };
  metrics.gauge(waitingMetric, waiting);

  const send = async (): Promise<number> => {
    const batch = buffer.take(knobs.batch_limit);
    const spans = spansIn(batch);
    underWay = spans;
    try {
      const delivery = await deliver(encode(batch), transport, cutOff.signal);
      record.delivered(delivery, spans);
      if (delivery.kind !== 'failed') return 0;
      record.lost('buffer_full', buffer.giveBack(batch));
      return Math.max(delivery.waitMs, backoffMs(record.failures, knobs, rng));
    } catch (error) {
      // A fault in here must not end the process over a trace, nor go unseen.
      record.faulted(error, spans);
      return 0;
    } finally {
      underWay = 0;
    }
  };
  const isDone = (): boolean => buffer.size === 0 || cutOff.signal.aborted;
  const pump = createPump({ isEmpty: isDone, send });

  return {
    export(task) {
      const place = placeOf(task, knobs.sampling_ratio);
      if (place === 'not_sampled') return;
      if (place === 'unwritable') return record.lost('unwritable', spanCount(task));
      if (closed) return record.lost('closed', spanCount(task));
      record.lost('buffer_full', buffer.add({ task, place }));
      pump.startWithin(knobs.flush_ms);
      if (record.failures === 0 && buffer.size >= knobs.batch_limit) pump.startSoon();
    },
    health: () => record.health(waiting()),
    async close() {
      closed = true;
      const limit = setTimeout(() => cutOff.abort(), knobs.close_ms);
      await pump.finish();
      clearTimeout(limit);
      const lost = buffer.size;
      if (lost === 0) return;
      buffer.take(lost);
      record.lost('closed', lost);
      logger.warn({ spans: lost }, 'spans were not sent before the end');
    },
  };
}

function transportOptions({ knobs, clock }: OtlpTracesOptions): TransportOptions {
  const headers = headersFrom(knobs.otlp_headers);
  headers.set('content-type', 'application/json');
  return { address: tracesAddress(knobs.otlp_endpoint), headers, timeoutMs: knobs.timeout_ms, clock };
}

/** Where the spans of a task belong, if anywhere. The client decides for a trace of its own. */
function placeOf(task: TracedTask, ratio: number): Place | 'not_sampled' | 'unwritable' {
  const context = task.traceparent === undefined ? undefined : readTraceparent(task.traceparent);
  if (context !== undefined) return context.sampled ? context : 'not_sampled';
  const traceId = traceIdOf(task.id);
  if (traceId === undefined) return 'unwritable';
  return isSampled(traceId, ratio) ? { traceId, parentId: undefined } : 'not_sampled';
}

const LONGEST_BACKOFF_MS = 60_000;

/** Doubles with each failure; half of it is left to chance, so that processes do not come back together. */
function backoffMs(failures: number, { retry_ms }: Knobs, rng: Rng): number {
  return Math.min(LONGEST_BACKOFF_MS, retry_ms * 2 ** (failures - 1)) * (0.5 + rng.next() / 2);
}

/** Writes batches as an ExportTraceServiceRequest each. */
function encoder({ knobs, version, environment, rng }: OtlpTracesOptions) {
  const nextId = spanIds(rng);
  const scope = { name: 'accord', version };
  const resource = {
    attributes: [
      string('service.name', knobs.service_name),
      string('service.version', version),
      string('deployment.environment.name', environment),
    ],
  };
  return (batch: readonly Waiting[]): string => {
    const spans = batch.flatMap(({ task, place }) => spansOf(task, place, nextId));
    return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] });
  };
}

/** Sixteen hexadecimal digits, never all zero. */
function spanIds(rng: Rng): () => string {
  const digits = (value: number): string => value.toString(16).padStart(8, '0');
  return () => digits(rng.uint32()) + digits(1 + rng.below(2 ** 32 - 1));
}
