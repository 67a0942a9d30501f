export type { AgeOptions, AgeReport, TrainReport } from './ageing-report.ts';
export {
  type AgeingAction,
  type AgeingStep,
  type ClassName,
  type ClassPolicies,
  type ClassPolicy,
} from './classes.ts';
export { classesFrom } from './class-settings.ts';
export { type MasterKeys, openMasterKeys } from './crypto/master-keys.ts';
export { memoryErrors } from './errors.ts';
export { holdsMemories } from './holds-memories.ts';
export { memoryKnobs, type MemoryPreset } from './knobs.ts';
export type { SignedHead } from './ledger/event.ts';
export type { LedgerFinding } from './ledger/verify-chain.ts';
export { type MemoryOptions, openMemory } from './open-memory.ts';
export type { MemoryStats, NearDuplicates, TierStats } from './stats-report.ts';
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
