import type { SqlDatabase } from '@accord/storage';
import { MEMORY_STEPS } from './tables/steps.ts';

/** Whether anything was ever remembered in a database, by any key. @throws the errors of storage */
export async function holdsMemories(sql: SqlDatabase): Promise<boolean> {
  await sql.migrate('memory', MEMORY_STEPS);
  return (await sql.all('SELECT 1 AS there FROM memory_keys LIMIT 1', [])).length > 0;
}
