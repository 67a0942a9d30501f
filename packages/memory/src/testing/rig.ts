import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, createRng, systemClock } from '@accord/kernel';
import { resolveKnobs } from '@accord/knobs';
import type { SqlDatabase } from '@accord/storage';
import { sqliteAt } from '@accord/storage/testing/sql-at';
import { vectorKnobs } from '@accord/vectors';
import { openMasterKeys } from '../crypto/master-keys.ts';
import { memoryKnobs } from '../knobs.ts';
import { type MemoryOptions, openMemory } from '../open-memory.ts';
import type { MemoryStore } from '../store.ts';

/** A place for a memory that outlives what is opened on it. */
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

export const KEY = 'ab'.repeat(32);
export const LATER_KEY = 'cd'.repeat(32);

export interface RigOptions {
  readonly sql: SqlDatabase;
  readonly folder: string;
  readonly set?: Readonly<Record<string, unknown>>;
  readonly clock?: Clock;
  readonly keys?: readonly string[];
  readonly more?: Partial<MemoryOptions>;
}

export async function openRig({
  sql,
  folder,
  set = {},
  clock,
  keys = [KEY],
  more,
}: RigOptions): Promise<MemoryStore> {
  const values = new Map<string, unknown>([
    ['memory.preset', 'development'],
    ['memory.fresh_ms', 0],
    // Tests say when.
    ['memory.age_every_s', 0],
    ['memory.dictionary_bytes', 16_384],
    ...Object.entries(set),
  ]);
  const knobs = resolveKnobs([memoryKnobs, vectorKnobs], [{ origin: 'test', values }]);
  return openMemory({
    sql,
    folder,
    keys: openMasterKeys(keys),
    knobs: knobs.of(memoryKnobs),
    vectorKnobs: knobs.of(vectorKnobs),
    clock: clock ?? systemClock,
    rng: createRng(process.pid),
    onFailure: (error) => {
      throw error;
    },
    ...more,
  });
}

export const textOf = (record: { readonly content: Uint8Array } | undefined): string | undefined =>
  record === undefined ? undefined : Buffer.from(record.content).toString('utf8');
