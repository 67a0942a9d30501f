export { openJsonFolder } from './migration/drivers/json-folder.ts';
export { openJsonLines } from './migration/drivers/json-lines.ts';
export { sqlTable } from './migration/drivers/sql-table.ts';
export type { LegacyStore } from './migration/legacy-store.ts';
export {
  type Comparison,
  createMigration,
  type Migration,
  type MigrationAnswer,
  type ReadMode,
} from './migration/migration.ts';
export { type MigrationRow, type MigrationTable, openMigrationTable } from './migration/migration-table.ts';
