export type { AgeOptions, AgeReport, TrainReport } from './ageing-report.ts';
export {
  type AgeingAction,
  type AgeingStep,
  type ClassName,
  type ClassPolicies,
  type ClassPolicy,
  DEFAULT_CLASSES,
} from './classes.ts';
export { classesFrom } from './class-settings.ts';
export { type MasterKeys, openMasterKeys } from './crypto/master-keys.ts';
export { memoryErrors } from './errors.ts';
export { holdsMemories } from './holds-memories.ts';
export { memoryKnobs, type MemoryPreset } from './knobs.ts';
export type { SignedHead } from './ledger/event.ts';
export type { LedgerFinding } from './ledger/verify-chain.ts';
export { openJsonFolder } from './migration/drivers/json-folder.ts';
export { openJsonLines } from './migration/drivers/json-lines.ts';
export { type SqlTableOptions, sqlTable } from './migration/drivers/sql-table.ts';
export type { LegacyEntry, LegacyStore } from './migration/legacy-store.ts';
export {
  type Comparison,
  createMigration,
  type Migration,
  type MigrationOptions,
  type MigrationReport,
  type ReadMode,
} from './migration/migration.ts';
export { createNearIndex, type NearDuplicate, type NearIndex } from './near/near-index.ts';
export { createSimHasher, type SimHash, type SimHasher, similarity } from './near/sim-hash.ts';
export { type MemoryOptions, openMemory } from './open-memory.ts';
export type { MemoryStats, TierStats } from './stats-report.ts';
export { checkFacts, type FactCheck } from './semantic-form/fact-check.ts';
export type { Fact, FactKind } from './semantic-form/facts.ts';
export { createShortening } from './semantic-form/shorten.ts';
export {
  type ContentFormat,
  type ExportedRecord,
  type ForgetReport,
  type FoundRecord,
  type MemoryStore,
  type Metadata,
  type NewRecord,
  type RecalledRecord,
  type RecordRef,
  type RecordVersion,
  type RotationReport,
  type SearchQuery,
  type StoredRecord,
  type TenantMemory,
} from './store.ts';
export type { ShortenText } from './tiers/ageing.ts';
export type { StoreFinding, VerifyOptions, VerifyReport } from './verify-report.ts';
