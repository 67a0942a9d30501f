import type { MetricRegistry } from '@accord/telemetry';

export type RecordResponse = (method: string, route: string, status: number, tookMs: number) => void;

/** Upper bounds in seconds. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1, 2, 5, 10, 25, 60];

export function httpMetrics(registry: MetricRegistry): RecordResponse {
  const requests = registry.counter({
    name: 'accord_http_requests_total',
    help: 'HTTP requests that were answered',
    labels: ['method', 'route', 'status'],
  });
  const duration = registry.histogram({
    name: 'http_request_duration_seconds',
    help: 'From the arrival of a request to the end of its answer',
    labels: ['method', 'route'],
    buckets: LATENCY_BUCKETS,
  });
  return (method, route, status, tookMs) => {
    requests.add([method, route, String(status)]);
    duration.observe([method, route], tookMs / 1000);
  };
}
