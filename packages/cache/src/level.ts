import type { ComponentHealth } from '@accord/contract';
import type { CacheEntry } from './entry.ts';
import type { CacheKey } from './key.ts';

/** A value now, or a promise of it: a level in this process answers at once and costs no promise. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Which entries an invalidation removes. Without a tenant it reaches all tenants, which only an operator may ask for. */
export type Selector =
  | { readonly by: 'key'; readonly key: CacheKey }
  | { readonly by: 'tag'; readonly tag: string; readonly tenant: string | undefined }
  /** `*` stands for any run of characters, everything else for itself; matched against the whole name. */
  | { readonly by: 'pattern'; readonly pattern: string; readonly tenant: string | undefined }
  | { readonly by: 'all'; readonly tenant: string | undefined };

export type LevelCapability =
  /** What was set survives a restart of the process. */
  | 'persistent'
  /** Other processes see it. */
  | 'shared';

export interface LevelUsage {
  readonly entries: number;
  readonly bytes: number;
}

/**
 * One level of the cache. What was removed, has passed `staleUntil`, or cannot be read back whole is never
 * returned; an entry that cannot be read back is removed and reported to `onCorrupt`. A level that cannot do its
 * work throws CACHE_LEVEL_UNAVAILABLE; whoever calls goes on without it.
 */
export interface CacheLevel {
  readonly name: 'memory' | 'sqlite' | 'redis';
  readonly capabilities: ReadonlySet<LevelCapability>;
  get(key: CacheKey): MaybePromise<CacheEntry | undefined>;
  /** Resolves once the entry would survive what the level promises to survive. */
  set(key: CacheKey, entry: CacheEntry): MaybePromise<void>;
  /** Returns how many entries it removed. */
  invalidate(selector: Selector): MaybePromise<number>;
  usage(): MaybePromise<LevelUsage>;
  health(): MaybePromise<ComponentHealth>;
  close(): MaybePromise<void>;
}
