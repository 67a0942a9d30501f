import type { CounterMetric, HistogramMetric, MetricRegistry } from '@accord/telemetry';

export interface GatewayMetrics {
  readonly calls: CounterMetric;
  readonly attempts: CounterMetric;
  readonly firstToken: HistogramMetric;
  readonly tokens: CounterMetric;
  readonly continued: CounterMetric;
}

/** Upper bounds in seconds. */
const FIRST_TOKEN_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

/** Labels come from the configuration and from fixed lists, never from what a client sends. */
export function gatewayMetrics(registry: MetricRegistry): GatewayMetrics {
  return {
    calls: registry.counter({
      name: 'accord_gateway_calls_total',
      help: 'Calls of the OpenAI-compatible endpoints that ended, by how',
      labels: ['endpoint', 'model', 'outcome'],
    }),
    attempts: registry.counter({
      name: 'accord_gateway_attempts_total',
      help: 'Attempts at model servers, by how they ended',
      labels: ['engine', 'outcome'],
    }),
    firstToken: registry.histogram({
      name: 'accord_gateway_first_token_seconds',
      help: 'From the arrival of a request that streams to the first events of its answer',
      labels: ['model'],
      buckets: FIRST_TOKEN_BUCKETS,
    }),
    tokens: registry.counter({
      name: 'accord_gateway_tokens_total',
      help: 'Tokens of attempts at model servers, as reported or estimated',
      labels: ['engine', 'direction', 'basis'],
    }),
    continued: registry.counter({
      name: 'accord_gateway_continued_total',
      help: 'Streams that another engine went on with',
      labels: ['engine'],
    }),
  };
}
