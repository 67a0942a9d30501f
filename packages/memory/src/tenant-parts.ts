import type { Clock } from '@accord/kernel';
import type { SqlDatabase } from '@accord/storage';
import type { ClassPolicies, ClassPolicy } from './classes.ts';
import type { CodecWorker } from './codec/codec-worker.ts';
import type { TenantKeys } from './crypto/key-ring.ts';
import type { MemorySettings } from './settings.ts';
import type { Committer } from './ledger/committer.ts';
import type { Contents } from './records/contents.ts';
import type { Dictionaries } from './records/dictionaries.ts';
import type { HotRecords } from './tiers/hot-records.ts';
import type { NearContents } from './tiers/near-contents.ts';
import type { PackFiles } from './tiers/pack-files.ts';

/** What the operations on the memory of one tenant work with. */
export interface TenantParts {
  readonly tenant: string;
  /** What its rows have in the place of its name. */
  readonly tenantId: bigint;
  readonly sql: SqlDatabase;
  readonly clock: Clock;
  readonly settings: MemorySettings;
  readonly classes: ClassPolicies;
  /** As they are now: another process may rotate them. */
  readonly keys: () => TenantKeys;
  readonly committer: Committer;
  readonly contents: Contents;
  readonly dictionaries: Dictionaries;
  readonly packs: PackFiles;
  /** Of all stores of the process. */
  readonly codec: CodecWorker;
  readonly hot: HotRecords;
  readonly near: NearContents;
  /** @throws MEMORY_CLASS_UNKNOWN */
  readonly policyOf: (className: string) => ClassPolicy;
}
