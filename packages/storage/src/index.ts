export { storageErrors } from './errors.ts';
export { storageKnobs } from './knobs.ts';
export { migrate } from './migrate.ts';
export { openSqlite, type SqliteDatabase, type SqliteOptions } from './sqlite.ts';
