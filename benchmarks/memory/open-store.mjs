import { join } from 'node:path';
import { createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import { memoryKnobs, openMasterKeys, openMemory } from '@accord/memory';
import { openSqlite, openSqliteWriter, sqliteSql, storageKnobs } from '@accord/storage';
import { vectorKnobs } from '@accord/vectors';

/**
 * Works on the memory of a tenant in a folder, and closes it.
 *
 * @param settings knobs by name
 * @param more options of `openMemory`
 */
export async function withMemory({ folder, settings, ...more }, work) {
  const layer = { origin: 'benchmark', values: new Map(Object.entries(settings)) };
  const knobs = resolveKnobs([memoryKnobs, vectorKnobs, storageKnobs], [layer]);
  const file = { path: join(folder, 'accord.db'), knobs: knobs.of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  const store = await openMemory({
    sql: sqliteSql({ database, writer }),
    folder,
    keys: openMasterKeys(['ab'.repeat(32)]),
    knobs: knobs.of(memoryKnobs),
    vectorKnobs: knobs.of(vectorKnobs),
    clock: systemClock,
    rng: createRng(1),
    onFailure: (error) => {
      throw error;
    },
    ...more,
  });
  try {
    return await work(await store.tenant('benchmark'));
  } finally {
    await store.close();
    await writer.close();
    database.close();
  }
}
