export type {
  AnswerSource,
  CacheAnswer,
  SimilarNote,
  Keeping,
  LevelName,
  PassedLevel,
  Unanswered,
} from './answer.ts';
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
export { type SemanticKnobs, semanticKnobs } from './semantic/knobs.ts';
export { semanticMetrics } from './semantic/metrics.ts';
export type {
  AnswerJudge,
  Comparison,
  Embedder,
  JudgedAnswers,
  KeptQuestion,
  Neighbour,
  Question,
  QuestionGuards,
  QuestionIndex,
} from './semantic/question.ts';
export { createSemanticCache, type SemanticCache, type SemanticOptions } from './semantic/semantic-cache.ts';
export { textGuards } from './semantic/text-guards.ts';
export type { SemanticStore } from './semantic/store.ts';
