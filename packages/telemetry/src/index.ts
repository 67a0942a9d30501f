export { type BugWatch, isBug, watchBugs } from './bugs.ts';
export { createLogger, type LogDestination, type Logger, logKnobs } from './logger.ts';
export type { CounterMetric } from './counter.ts';
export { gaugeText } from './gauge-text.ts';
export type { HistogramMetric } from './histogram.ts';
export { type RollingHistogram, rollingHistogram } from './latency-histogram.ts';
export { createMetricRegistry, type MetricRegistry } from './metrics.ts';
export {
  type ProcessReport,
  type ProcessWatch,
  type ProcessWatchOptions,
  processKnobs,
  watchProcess,
} from './process-pauses.ts';
export {
  type Tier,
  type TierMetrics,
  type TierReport,
  tierKnobs,
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
export { rarely } from './rarely.ts';
