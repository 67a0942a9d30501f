import { existsSync } from 'node:fs';
import { AccordError } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { memoryErrors } from '@accord/memory';
import { type LegacyStore, openJsonFolder, openJsonLines, sqlTable } from '@accord/memory/migration';
import { openSqlite, openSqliteWriter, sqliteSql, type storageKnobs } from '@accord/storage';
import { z } from 'zod';

const path = z.string().min(1).max(4000);
const name = z.string().min(1).max(200);

/** Where a class comes from, as a migration keeps it. */
export const legacySourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('json_lines'), path, key_field: name }),
  z.strictObject({ kind: z.literal('json_folder'), path }),
  z.strictObject({ kind: z.literal('sqlite'), path, table: name, key_column: name, content_column: name }),
]);
export type LegacySource = z.infer<typeof legacySourceSchema>;

export interface OpenLegacy {
  readonly store: LegacyStore;
  close(): Promise<void>;
}

/** @throws MEMORY_LEGACY_UNREADABLE, STORAGE_UNAVAILABLE */
export async function openLegacy(
  source: LegacySource,
  knobs: KnobValues<typeof storageKnobs>,
): Promise<OpenLegacy> {
  if (!existsSync(source.path)) {
    throw new AccordError(memoryErrors.MEMORY_LEGACY_UNREADABLE, { detail: `${source.path} is not there` });
  }
  switch (source.kind) {
    case 'json_lines':
      return { store: await openJsonLines(source.path, source.key_field), close: async () => undefined };
    case 'json_folder':
      return { store: await openJsonFolder(source.path), close: async () => undefined };
    case 'sqlite':
      return openTable(source, knobs);
  }
}

async function openTable(
  source: Extract<LegacySource, { readonly kind: 'sqlite' }>,
  knobs: KnobValues<typeof storageKnobs>,
): Promise<OpenLegacy> {
  const file = { path: source.path, knobs };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  const store = sqlTable({
    sql: sqliteSql({ database, writer }),
    table: source.table,
    keyColumn: source.key_column,
    contentColumn: source.content_column,
  });
  return {
    store,
    async close() {
      await writer.close();
      database.close();
    },
  };
}
