export type { BatchHandler, BatchResult, ItemOutcome } from './batch.ts';
export { type Batcher, type BatcherOptions, type BatcherState, createBatcher } from './batcher.ts';
export {
  type Bulkhead,
  type BulkheadOptions,
  type BulkheadPermit,
  type BulkheadState,
  createBulkhead,
} from './bulkhead.ts';
export {
  type BreakerChange,
  type BreakerOptions,
  type BreakerPermit,
  type BreakerState,
  type CircuitBreaker,
  createBreaker,
} from './circuit-breaker.ts';
export type { LimitState } from './concurrency-limit.ts';
export { createDeadline, type Deadline, type DeadlineOptions } from './deadline.ts';
export { resilienceErrors } from './errors.ts';
export { eventLoopLag, type LagSampler } from './event-loop-lag.ts';
export {
  createHealthTracker,
  type HealthTracker,
  type HealthTrackerOptions,
  type TrackedHealth,
} from './health-tracker.ts';
export {
  createLoadShedder,
  type LoadShedder,
  type LoadShedderOptions,
  type SheddingState,
} from './load-shedder.ts';
export { PRIORITIES, type Priority, type QueueOutcome, type QueueRequest } from './priority-queue.ts';
export {
  createRetry,
  type Retry,
  type RetryDecision,
  type RetryOptions,
  type RetryRequest,
} from './retry.ts';
export { batchKnobs } from './batch-knobs.ts';
export { breakerKnobs } from './breaker-knobs.ts';
export { bulkheadKnobs, queueKnobs } from './bulkhead-knobs.ts';
export { healthTrackingKnobs } from './health-knobs.ts';
export { retryKnobs } from './retry-knobs.ts';
export { sheddingKnobs } from './shedding-knobs.ts';
