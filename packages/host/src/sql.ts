import {
  postgresKnobs,
  type SqlDatabase,
  type SqliteDatabase,
  type SqliteWriter,
  sqliteSql,
} from '@accord/storage';
import type { Logger } from '@accord/telemetry';
import type { Configuration } from './configuration.ts';

export interface SqlSurroundings {
  readonly configuration: Configuration;
  /** Of the data folder; they stay the opener's to close. */
  readonly database: SqliteDatabase;
  readonly writer: SqliteWriter;
  readonly logger: Logger;
}

/**
 * PostgreSQL where it is configured, else the database of the data folder. Where it is not, nothing of it is loaded.
 *
 * @throws STORAGE_URL_INVALID
 */
export async function openSql({
  configuration,
  database,
  writer,
  logger,
}: SqlSurroundings): Promise<SqlDatabase> {
  const postgres = configuration.knobs.of(postgresKnobs);
  if (postgres.url === '') return sqliteSql({ database, writer });
  const { postgresSql } = await import('@accord/storage/drivers/postgres');
  return postgresSql({
    knobs: postgres,
    onFailure: (error) => logger.warn({ err: error }, 'a connection to PostgreSQL was lost'),
  });
}
