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
  /** @public declared and opened by the host */
  processKnobs,
  /** @public */
  watchProcess,
} from './process-pauses.ts';
export {
  type Tier,
  type TierMetrics,
  type TierReport,
  /** @public declared by the host */
  tierKnobs,
  /** @public opened by the host */
  tierMetrics,
} from './tiers.ts';
export {
  type EngineCall,
  type TracedStep,
  type TracedTask,
  type TraceExporter,
  /** @public declared by the host */
  tracingKnobs,
} from './tracing.ts';
