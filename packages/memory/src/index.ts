export { type ClassPolicies, DEFAULT_CLASSES } from './classes.ts';
export { allMemoryErrors, memoryErrors } from './errors.ts';
export { type Keyring, keyringOf } from './keyring.ts';
export { memoryKnobs } from './knobs.ts';
export type {
  AgeReport,
  ClassStats,
  Content,
  MemoryStore,
  Recalled,
  RecordInfo,
  Remembrance,
  TenantMemory,
  TrainReport,
  VerifyReport,
} from './memory-store.ts';
export { holdsMemories, openMemory } from './open-memory.ts';
export { fileWitness } from './witness.ts';
