import type { ComponentHealth } from '@accord/contract';
import type { Logger } from '../../logger.ts';
import type { MetricRegistry } from '../../metrics.ts';
import type { Delivery } from './transport.ts';

/** Why spans were lost. */
export type Loss = 'buffer_full' | 'rejected' | 'unwritable' | 'closed';

/** What became of the spans, for the metrics, the log and the health report. */
export interface DeliveryRecord {
  /** Batches in a row that did not go well. */
  readonly failures: number;
  /** Counts a batch of so many spans, but not those that are to be sent again. */
  delivered(delivery: Delivery, spans: number): void;
  lost(why: Loss, spans: number): void;
  /** Batches that could not be sent for a fault of this program. */
  faulted(error: unknown, spans: number): void;
  health(waiting: number): ComponentHealth;
}

type State =
  | { readonly kind: 'exporting' }
  | { readonly kind: 'failing'; readonly failures: number; readonly reason: string };

/** @param collector host of the collector, as it is shown */
export function deliveryRecord(metrics: MetricRegistry, logger: Logger, collector: string): DeliveryRecord {
  const exported = metrics.counter({
    name: 'accord_trace_spans_exported_total',
    help: 'Spans that the collector took',
    labels: [],
  });
  const dropped = metrics.counter({
    name: 'accord_trace_spans_dropped_total',
    help: 'Spans that were lost, by why',
    labels: ['reason'],
  });
  const exports = metrics.counter({
    name: 'accord_trace_exports_total',
    help: 'Batches that were sent, by how they fared',
    labels: ['outcome'],
  });
  let state: State = { kind: 'exporting' };

  const failed = (reason: string): void => {
    const failures = state.kind === 'failing' ? state.failures + 1 : 1;
    if (failures === 1) logger.warn({ collector, reason }, 'traces are not taken');
    state = { kind: 'failing', failures, reason };
  };
  const succeeded = (): void => {
    if (state.kind === 'failing') logger.warn({ collector }, 'traces are taken again');
    state = { kind: 'exporting' };
  };
  const rejected = (all: number, refused: number, reason: string): void => {
    exported.add([], all - refused);
    dropped.add(['rejected'], refused);
    failed(reason);
  };

  return {
    get failures() {
      return state.kind === 'failing' ? state.failures : 0;
    },
    delivered(delivery, spans) {
      exports.add([delivery.kind]);
      switch (delivery.kind) {
        case 'accepted':
          exported.add([], spans);
          return succeeded();
        case 'partly':
          return rejected(spans, Math.min(spans, delivery.rejected), delivery.reason);
        case 'rejected':
          return rejected(spans, spans, delivery.reason);
        case 'failed':
          return failed(delivery.reason);
      }
    },
    lost(why, spans) {
      if (spans > 0) dropped.add([why], spans);
    },
    faulted(error, spans) {
      logger.error({ err: error }, 'spans could not be made');
      dropped.add(['unwritable'], spans);
      failed('spans could not be made');
    },
    health(waiting) {
      if (state.kind === 'exporting') return { status: 'HEALTHY', detail: `${collector} takes the spans` };
      return { status: 'DEGRADED', detail: `${collector}: ${state.reason}; ${waiting} spans wait` };
    },
  };
}
