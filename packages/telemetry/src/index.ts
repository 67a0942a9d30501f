export { createLogger, type LogDestination, type Logger, logKnobs } from './logger.ts';
export {
  type CounterMetric,
  createMetricRegistry,
  type HistogramMetric,
  type MetricRegistry,
} from './metrics.ts';
