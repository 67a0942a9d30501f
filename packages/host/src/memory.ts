import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ForgottenReply,
  KeyRequest,
  MemoryAgeReply,
  MemoryHistory,
  MemoryRecord,
  MemoryStatsReply,
  MemoryVerifyReply,
  RecalledReply,
  RecallRequest,
  RememberRequest,
} from '@accord/contract';
import { AccordError, type Clock, createIdSource, type Rng } from '@accord/kernel';
import {
  type ClassStats,
  DEFAULT_CLASSES,
  fileWitness,
  holdsMemories,
  keyringOf,
  memoryErrors,
  memoryKnobs,
  type MemoryStore,
  openMemory,
  type RecordInfo,
  type TrainReport,
} from '@accord/memory';
import { openSql, type SqlSurroundings } from './sql.ts';
import type { SqlDatabase } from '@accord/storage';

/** What agents remember, as clients and operators see it. Whose it is, is never part of what is asked. */
export interface MemoryDesk {
  remember(tenant: string, request: RememberRequest): Promise<MemoryRecord>;
  recall(tenant: string, request: RecallRequest): Promise<RecalledReply>;
  history(tenant: string, request: KeyRequest): Promise<MemoryHistory>;
  forget(tenant: string, request: KeyRequest): Promise<ForgottenReply>;
  train(tenant: string, memoryClass: string): Promise<TrainReport>;
  stats(tenant: string): Promise<MemoryStatsReply>;
  age(): Promise<MemoryAgeReply>;
  verify(): Promise<MemoryVerifyReply>;
  rotate(): Promise<{ readonly contents: number; readonly tenants: number }>;
  close(): Promise<void>;
}

export interface MemorySurroundings extends SqlSurroundings {
  readonly clock: Clock;
  readonly rng: Rng;
}

const KEY_BYTES = 32;
const KEY_FILE = 'memory.key';
const WITNESS_FILE = 'memory.head';

/** The store is opened when it is first asked for: who never uses it needs no key. A failure to open is tried anew. */
export function memoryDesk(surroundings: MemorySurroundings): MemoryDesk {
  let opening: Promise<OpenStore> | undefined;
  const open = async (): Promise<MemoryStore> => {
    opening ??= openStore(surroundings);
    try {
      return (await opening).store;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };

  return {
    async remember(tenant, { class: memoryClass, key, text, json, metadata, valid_from: validFrom }) {
      const memory = (await open()).tenant(tenant);
      const content =
        text === undefined ? ({ kind: 'json', value: json } as const) : ({ kind: 'text', text } as const);
      return recordOf(await memory.store({ memoryClass, key, content, metadata, validFrom }));
    },
    async recall(tenant, { key, at }) {
      const { content, ...info } = await (await open()).tenant(tenant).recall(key, at);
      return {
        ...recordOf(info),
        ...(content.kind === 'text' ? { text: content.text } : { json: content.value }),
      };
    },
    async history(tenant, { key }) {
      return { versions: (await (await open()).tenant(tenant).history(key)).map(recordOf) };
    },
    async forget(tenant, { key }) {
      return { forgotten: await (await open()).tenant(tenant).forget(key) };
    },
    async train(tenant, memoryClass) {
      return (await open()).tenant(tenant).train(memoryClass);
    },
    async stats(tenant) {
      const store = await open();
      return statsOf(await store.tenant(tenant).stats(), store.counts());
    },
    async age() {
      const { looked, tightened, savedBytes } = await (await open()).age();
      return { looked, tightened, saved_bytes: savedBytes };
    },
    async verify() {
      const { damaged, ...report } = await (await open()).verify();
      const { chain, unreferenced } = report;
      return {
        holds: chain.length + damaged.length + unreferenced === 0,
        ...report,
        chain: [...chain],
        damaged: damaged.map(({ memoryClass, ...rest }) => ({ ...rest, class: memoryClass })),
      };
    },
    async rotate() {
      return (await open()).rotate();
    },
    async close() {
      const opened = await opening?.catch(() => undefined);
      await opened?.store.close();
      await opened?.sql.close();
    },
  };
}

interface OpenStore {
  readonly store: MemoryStore;
  readonly sql: SqlDatabase;
}

async function openStore(surroundings: MemorySurroundings): Promise<OpenStore> {
  const { configuration, clock, rng } = surroundings;
  const knobs = configuration.knobs.of(memoryKnobs);
  const sql = await openSql(surroundings);
  try {
    const key = knobs.key === '' ? await keyOfFolder(configuration.dataFolder, sql) : knobs.key;
    const previous = knobs.previous_key === '' ? [] : [knobs.previous_key];
    const store = await openMemory({
      sql,
      keyring: keyringOf(key, previous),
      witness: fileWitness(join(configuration.dataFolder, WITNESS_FILE)),
      classes: DEFAULT_CLASSES,
      knobs,
      clock,
      nextId: createIdSource(clock, rng),
    });
    return { store, sql };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

/**
 * The key in the data folder, which is made the first time. Where something is remembered already and the key is gone, no
 * other is made.
 */
async function keyOfFolder(folder: string, sql: SqlDatabase): Promise<string> {
  const path = join(folder, KEY_FILE);
  const kept = readIfThere(path);
  if (kept !== undefined) return kept;
  if (await holdsMemories(sql)) {
    throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, {
      detail: `Something is remembered, and the key it was sealed with is neither set nor in ${path}`,
      field: 'memory.key',
    });
  }
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another process makes it at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readIfThere(path) ?? '';
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const recordOf = ({ id, memoryClass, key, metadata, validFrom, recordedAt }: RecordInfo): MemoryRecord => ({
  id,
  class: memoryClass,
  key,
  metadata,
  valid_from: validFrom,
  recorded_at: recordedAt,
});

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const rounded = (value: number | null): number | null => value && Math.round(value * 1000) / 1000;

function statsOf(
  classes: readonly ClassStats[],
  counts: ReturnType<MemoryStore['counts']>,
): MemoryStatsReply {
  const total = (of: (stats: ClassStats) => number): number =>
    classes.reduce((sum, stats) => sum + of(stats), 0);
  const asked = counts.stored + counts.recalled;
  return {
    classes: classes.map((stats) => ({
      class: stats.memoryClass,
      records: stats.records,
      contents: stats.contents,
      record_bytes: stats.recordBytes,
      content_bytes: stats.contentBytes,
      stored_bytes: stats.storedBytes,
      compression_ratio: rounded(share(stats.recordBytes, stats.storedBytes)),
      dictionaries: stats.dictionaries,
    })),
    compression_ratio: rounded(
      share(
        total((stats) => stats.recordBytes),
        total((stats) => stats.storedBytes),
      ),
    ),
    llm_cas_hit_rate: rounded(share(counts.alreadyThere, counts.stored)),
    error_rate: rounded(share(Math.min(counts.failed, asked), asked)),
  };
}
