import type { SqlDatabase } from '@accord/storage';
import type { MemoryStore, TenantMemory } from '../store.ts';
import type { RigOptions } from './rig.ts';

/** What a part of the suite opens; it is closed after each test. */
export interface SuitePlace {
  readonly sql: () => SqlDatabase;
  readonly open: (options?: Partial<RigOptions>) => Promise<MemoryStore>;
  /** Of the tenant `acme`. */
  readonly openTenant: (options?: Partial<RigOptions>) => Promise<TenantMemory>;
  /** Nothing is found when everything is looked at. */
  readonly expectSound: (memory: TenantMemory) => Promise<void>;
}
