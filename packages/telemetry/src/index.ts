export { createLogger, type LogDestination, type Logger, logKnobs } from './logger.ts';
export type { CounterMetric } from './counter.ts';
export type { HistogramMetric } from './histogram.ts';
export { createMetricRegistry, type MetricRegistry } from './metrics.ts';
