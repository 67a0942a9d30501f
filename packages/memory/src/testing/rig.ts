import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createIdSource, createRng } from '@accord/kernel';
import { manualClock } from '@accord/kernel/testing';
import { resolveKnobs } from '@accord/knobs';
import { openSqlite, openSqliteWriter, type SqlDatabase, sqliteSql, storageKnobs } from '@accord/storage';
import { DEFAULT_CLASSES } from '../classes.ts';
import { keyringOf } from '../keyring.ts';
import { memoryKnobs } from '../knobs.ts';
import type { MemoryStore } from '../memory-store.ts';
import { openMemory } from '../open-memory.ts';
import { fileWitness } from '../witness.ts';

/** A place for memories that outlives what is opened on it. */
export interface Place {
  readonly folder: string;
  openSql(): Promise<SqlDatabase>;
  remove(): Promise<void>;
}

export function sqlitePlace(): Place {
  const folder = mkdtempSync(join(tmpdir(), 'accord-memory-'));
  return {
    folder,
    openSql: async () => sqliteAt(join(folder, 'accord.db')),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Closes, with itself, what it was opened from. */
export function sqliteAt(path: string): SqlDatabase {
  const file = { path, knobs: resolveKnobs([storageKnobs], []).of(storageKnobs) };
  const database = openSqlite(file);
  const writer = openSqliteWriter(file);
  return {
    ...sqliteSql({ database, writer }),
    async close() {
      await writer.close();
      database.close();
    },
  };
}

export const KEY = 'a1'.repeat(32);
export const OTHER_KEY = 'b2'.repeat(32);

export interface RigOptions {
  readonly folder: string;
  readonly sql: SqlDatabase;
  readonly key?: string;
  readonly previous?: readonly string[];
  readonly clock?: Clock;
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Processes of their own make ids of their own. */
let seed = process.pid;

export async function openRig(options: RigOptions): Promise<MemoryStore> {
  const { folder, sql, key = KEY, previous = [], clock = manualClock(), set = {} } = options;
  const values = new Map(
    Object.entries({ 'memory.zstd_level': 3, 'memory.dictionary_bytes': 16_384, ...set }),
  );
  return openMemory({
    sql,
    keyring: keyringOf(key, previous),
    witness: fileWitness(join(folder, 'memory.head')),
    classes: DEFAULT_CLASSES,
    knobs: resolveKnobs([memoryKnobs], [{ origin: 'test', values }]).of(memoryKnobs),
    clock,
    nextId: createIdSource(clock, createRng(seed++)),
  });
}
