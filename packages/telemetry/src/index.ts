export {
  /** @public for a planner that predicts from live latencies */
  rollingHistogram,
  type RollingHistogram,
  type RollingHistogramOptions,
} from './latency-histogram.ts';
export { createLogger, type LogDestination, type Logger, logKnobs } from './logger.ts';
export {
  type CounterMetric,
  createMetricRegistry,
  type HistogramMetric,
  type MetricRegistry,
} from './metrics.ts';
export {
  type ProcessReport,
  type ProcessWatch,
  type ProcessWatchOptions,
  processKnobs,
  /** @public opened by the host */
  watchProcess,
} from './process-pauses.ts';
export {
  type Tier,
  type TierMetrics,
  type TierReport,
  tierKnobs,
  /** @public opened by the host */
  tierMetrics,
} from './tiers.ts';
export {
  type EngineCall,
  type TracedEngine,
  type TracedStep,
  type TracedTask,
  type TraceExporter,
  tracingKnobs,
} from './tracing.ts';
