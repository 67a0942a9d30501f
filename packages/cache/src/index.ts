export { encryptionKnobs, redisCacheKnobs, sqliteCacheKnobs } from './driver-knobs.ts';
export { cipherKeyOf } from './encryption.ts';
export type { CacheEntry } from './entry.ts';
export { cacheErrors } from './errors.ts';
export { type FrameCodec, frameCodec } from './frame.ts';
export type { CacheKey } from './key.ts';
export type { CacheLevel, LevelCapability, LevelUsage, MaybePromise, Selector } from './level.ts';
export type { Position, PositionStore } from './log-position.ts';
