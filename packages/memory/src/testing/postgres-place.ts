import { resolveKnobs } from '@accord/knobs';
import { postgresKnobs, type SqlDatabase } from '@accord/storage';
import { postgresSql } from '@accord/storage/drivers/postgres';

export function postgresAt(url: string): SqlDatabase {
  const layer = { origin: 'test', values: new Map([['storage.postgres.url', url]]) };
  const knobs = resolveKnobs([postgresKnobs], [layer]).of(postgresKnobs);
  return postgresSql({ knobs, onFailure: () => undefined });
}
