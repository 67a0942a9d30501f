export type { AnswerSource, CacheAnswer, Keeping, LevelName, PassedLevel, Unanswered } from './answer.ts';
export type { AnswerLevel } from './answer-level.ts';
export type { InvalidationBus } from './bus.ts';
export { type Cache, type CacheOptions, createCache, type Given } from './cache.ts';
export { requestDirectives } from './directives.ts';
export type { CacheEntry } from './entry.ts';
export { cacheErrors } from './errors.ts';
export type { CacheEvent, CacheEvents } from './events.ts';
export type { Boarding, FlightLease, FollowedFlight, Landing, SharedFlights } from './flights.ts';
export type { Invalidation, Unreached } from './invalidation.ts';
export type { CacheKey } from './key.ts';
export { cacheKnobs, type CacheParameters, cacheParameters, cacheServingKnobs } from './knobs.ts';
export type { CacheLevel, LevelCapability, LevelUsage, MaybePromise, Selector } from './level.ts';
export type { Position, PositionStore } from './log-position.ts';
export type {
  Cacheable,
  CachePolicy,
  Compute,
  Computed,
  LifeRule,
  Operation,
  Produce,
  ProducedPart,
  RequestDirectives,
} from './policy.ts';
export type { CacheStats, LevelStats } from './stats.ts';
export type { CounterName, Counts, KeptStats, MemoryReport, StatsStore } from './stats-store.ts';
export type { StreamAnswer, StreamPart } from './streaming.ts';
export { encryptionKnobs, localBusKnobs, redisCacheKnobs, sqliteCacheKnobs } from './driver-knobs.ts';
export { cipherKeyOf } from './encryption.ts';
export { type FrameCodec, frameCodec } from './frame.ts';
export { createWarming, type Warmed, type Warming, type WarmReport } from './warming.ts';
export { createTally, type Tally } from './tally.ts';
