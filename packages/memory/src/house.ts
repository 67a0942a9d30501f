import type { Clock } from '@accord/kernel';
import type { SqlDatabase } from '@accord/storage';
import type { LRUCache } from 'lru-cache';
import type { ClassPolicies } from './classes.ts';
import type { Zstd } from './codec/zstd.ts';
import type { Commits } from './commits.ts';
import type { ContentKind } from './contents.ts';
import type { Dictionaries } from './dictionaries.ts';
import type { MemoryKnobs } from './knobs.ts';
import type { Secrets } from './tenant-keys.ts';

/** A content as it was given: JSON as its text. */
export interface Plain {
  readonly kind: ContentKind;
  readonly bytes: Buffer;
}

/** What the parts of the store share. */
export interface House {
  readonly sql: SqlDatabase;
  readonly knobs: MemoryKnobs;
  readonly classes: ClassPolicies;
  readonly clock: Clock;
  readonly nextId: () => string;
  readonly zstd: Zstd;
  readonly secrets: Secrets;
  readonly dictionaries: Dictionaries;
  readonly commits: Commits;
  /** Opened contents by tenant, class and address. An address never comes to mean something else. */
  readonly opened: LRUCache<string, Plain> | undefined;
  readonly counts: {
    stored: number;
    alreadyThere: number;
    recalled: number;
    fromMemory: number;
    failed: number;
  };
}
