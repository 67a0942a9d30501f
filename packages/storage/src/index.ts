export { storageErrors } from './errors.ts';
export { storageKnobs } from './knobs.ts';
export { migrate } from './migrate.ts';
export { openSqlite, type SqliteDatabase, type SqliteOptions } from './sqlite.ts';
export { createTextBatch, type SharedTexts, type TextBatch } from './text-batch.ts';
export { openSqliteWriter, type SqliteWriter } from './writer.ts';
export type { SqlValue, SqlWrite } from './writer-message.ts';
