import { defineErrors } from '@accord/kernel';

export const storageErrors = defineErrors({
  STORAGE_UNAVAILABLE: {
    status: 503,
    title: 'The database cannot be used',
    remedy:
      'Check that the data folder (ACCORD_DATA_DIR) can be written to and is not full, or that PostgreSQL answers at storage.postgres.url.',
  },
  STORAGE_URL_INVALID: {
    status: 500,
    title: 'The address of the database cannot be used',
    remedy: 'Set storage.postgres.url to an address such as postgres://user:password@host:5432/accord.',
  },
  STORAGE_NEWER_SCHEMA: {
    status: 500,
    title: 'The database was written by a newer version of Accord',
    remedy: 'Start the newer version, or choose another data folder with ACCORD_DATA_DIR.',
  },
  STORAGE_MIGRATION_FAILED: {
    status: 500,
    title: 'The database could not be brought up to date',
    remedy: 'The database was left as it was; read the cause, and restore a backup if it is damaged.',
  },
});
