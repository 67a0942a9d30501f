import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type {
  ForgottenReply,
  KeyRequest,
  MemoryAgeReply,
  MemoryFound,
  MemoryHistory,
  MemoryMonitoring,
  MemorySearchRequest,
  MemoryStatsReply,
  MemoryVerifyReply,
  RecalledReply,
  RecallRequest,
  Remembered,
  RememberRequest,
} from '@accord/contract';
import { AccordError, type Clock, lazily, type Rng } from '@accord/kernel';
import {
  type ClassPolicies,
  classesFrom,
  createShortening,
  holdsMemories,
  memoryErrors,
  memoryKnobs,
  type MemoryStore,
  openMasterKeys,
  openMemory,
  type NewRecord,
  type RecalledRecord,
  type RecordRef,
  type StoredRecord,
  type TenantMemory,
  type TrainReport,
} from '@accord/memory';
import type { Migration } from '@accord/memory/migration';
import type { GuardedEngine, Recollection } from '@accord/runtime';
import { postgresKnobs, type SqlDatabase, storageKnobs } from '@accord/storage';
import { vectorKnobs } from '@accord/vectors';
import { parseFile } from './config-file.ts';
import { HOME } from './home.ts';
import { type MemoryMeter, memoryMeter } from './memory-meter.ts';
import { type MemoryMigrations, memoryMigrations } from './memory-migrations.ts';
import { monitoringOf } from './memory-monitor.ts';
import {
  agedReply,
  foundReply,
  forgottenReply,
  legacyReply,
  recalledReply,
  statsReply,
  verifiedTenant,
  versionReply,
} from './memory-replies.ts';
import { openSql, type SqlSurroundings } from './sql.ts';

/** What agents remember, as clients and operators see it. Whose it is, is never part of what is asked. */
export interface MemoryDesk {
  remember(tenant: string, request: RememberRequest): Promise<Remembered>;
  /** @throws MEMORY_NOT_FOUND */
  recall(tenant: string, request: RecallRequest): Promise<RecalledReply>;
  history(tenant: string, request: KeyRequest): Promise<MemoryHistory>;
  search(tenant: string, request: MemorySearchRequest): Promise<MemoryFound>;
  forget(tenant: string, request: RecallRequest): Promise<ForgottenReply>;
  /** The same for whom a route of a domain answers. */
  recollection(tenant: string): Recollection;
  train(tenant: string, memoryClass: string): Promise<TrainReport>;
  stats(tenant: string): Promise<MemoryStatsReply>;
  /** From other stores. */
  readonly migrations: MemoryMigrations;
  /** Of all tenants, as the next four. */
  monitoring(): Promise<MemoryMonitoring>;
  age(): Promise<MemoryAgeReply>;
  verify(): Promise<MemoryVerifyReply>;
  rotate(): Promise<{ readonly contents: number; readonly tenants: number }>;
  close(): Promise<void>;
}

export interface MemorySurroundings extends SqlSurroundings {
  readonly clock: Clock;
  readonly rng: Rng;
  /** Finds records by what they are about; it stays the opener's to close. */
  readonly embedding: GuardedEngine;
}

const KEY_BYTES = 32;
const KEY_FILE = 'memory.key';
const EMBED_MS = 10_000;
/** Of a content, what it is found by. */
const EMBEDDED_CHARACTERS = 4000;

/** The store is opened when it is first asked for: who never uses it needs no key. A failure to open is tried anew. */
export function memoryDesk(surroundings: MemorySurroundings): MemoryDesk {
  const { embedding } = surroundings;
  const opening = lazily(async () => openStore(surroundings));
  const open = async (): Promise<MemoryStore> => (await opening.get()).store;
  const { clock, configuration } = surroundings;
  const settings = configuration.knobs.of(memoryKnobs);
  const meter = memoryMeter(clock);
  const tenantOf = async (tenant: string): Promise<TenantMemory> => (await open()).tenant(tenant);
  const forgetOpening = openWhenDue(surroundings, open);
  const embedded = async (text: string): Promise<Float32Array> => {
    const ended = AbortSignal.timeout(EMBED_MS);
    return (await embedding.embed(text.slice(0, EMBEDDED_CHARACTERS), () => ended)).vector;
  };
  const memoryOf = async (tenant: string): Promise<DeskMemory> =>
    deskMemory(await tenantOf(tenant), meter, embedded);
  const migrations = memoryMigrations({
    ...surroundings,
    memoryOf,
    storage: configuration.knobs.of(storageKnobs),
  });
  const refuseWhileMigrating = async (tenant: string, request: RecallRequest): Promise<void> => {
    const names = await migrations.classesOf(tenant);
    if (names.length === 0) return;
    const className = request.class ?? (await (await memoryOf(tenant)).recall(refOf(request)))?.class;
    if (className === undefined || !names.includes(className)) return;
    throw new AccordError(memoryErrors.MEMORY_MIGRATING, {
      detail: `${className} is being migrated, and its legacy store would still have what is forgotten here`,
    });
  };

  const desk: MemoryDesk = {
    migrations,
    recollection: (tenant) => ({
      remember: async (request) => desk.remember(tenant, request),
      recall: async (request) => desk.recall(tenant, request),
      search: async (request) => desk.search(tenant, request),
    }),
    async remember(tenant, request) {
      const memory = await memoryOf(tenant);
      const record = newRecord(request);
      const { key, validFrom } = record;
      const under =
        key === undefined ? undefined : await migrations.underWay({ tenant, className: record.class });
      if (under === undefined || key === undefined) return rememberedReply(await memory.store(record));
      if (validFrom !== undefined) {
        throw new AccordError(memoryErrors.MEMORY_MIGRATING, {
          detail: `${record.class} is being migrated, and its legacy store knows no time`,
          field: 'valid_from',
        });
      }
      const { content, format, metadata } = record;
      const stored = await under.write({ key, content: Buffer.from(content) }, { format, metadata });
      if (stored === undefined) throw new AccordError(memoryErrors.MEMORY_MIGRATION_BEHIND);
      return rememberedReply(stored);
    },
    async recall(tenant, request) {
      const { class: className, key, at } = request;
      const under =
        className === undefined || key === undefined || at !== undefined
          ? undefined
          : await migrations.underWay({ tenant, className });
      const answer = await (under === undefined || className === undefined || key === undefined
        ? replyOf((await memoryOf(tenant)).recall(refOf(request)))
        : replyThrough(under, className, key));
      if (answer !== undefined) return answer;
      throw new AccordError(memoryErrors.MEMORY_NOT_FOUND, { detail: 'Nothing is remembered there' });
    },
    async history(tenant, request) {
      return { versions: (await (await tenantOf(tenant)).history(request)).map(versionReply) };
    },
    async search(tenant, { text, ...query }) {
      const memory = await memoryOf(tenant);
      const embedding = text === undefined ? {} : { embedding: await embedded(text) };
      return { found: (await memory.search({ ...query, ...embedding })).map(foundReply) };
    },
    async forget(tenant, request) {
      await refuseWhileMigrating(tenant, request);
      return forgottenReply(await (await tenantOf(tenant)).forget(refOf(request)));
    },
    async train(tenant, memoryClass) {
      return (await tenantOf(tenant)).train(memoryClass);
    },
    async stats(tenant) {
      return statsReply(await (await tenantOf(tenant)).stats());
    },
    async monitoring() {
      const store = await open();
      const stats = [];
      for (const name of await store.tenants()) stats.push(await (await store.tenant(name)).stats());
      const { preset } = settings;
      return monitoringOf({
        preset,
        targets: { L1: settings.target_l1_p95_ms[preset], L2: settings.target_l2_p95_ms[preset] },
        stats,
        meter,
        migrations: await migrations.status(),
      });
    },
    async age() {
      const store = await open();
      const reports = [];
      for (const name of await store.tenants()) reports.push(await (await store.tenant(name)).age());
      return agedReply(reports);
    },
    async verify() {
      const store = await open();
      const tenants = [];
      for (const name of await store.tenants()) {
        tenants.push(verifiedTenant(name, await (await store.tenant(name)).verify({ contents: true })));
      }
      return { holds: tenants.every(({ findings }) => findings.length === 0), tenants };
    },
    async rotate() {
      const { tenants, rewrapped } = await (await open()).rotateKeys();
      return { tenants, contents: rewrapped };
    },
    async close() {
      forgetOpening();
      await migrations.close();
      const opened = await opening.opened();
      await opened?.store.close();
      await opened?.sql.close();
    },
  };
  return desk;
}

/** What the desk asks of the store of one tenant, counted and timed. */
type DeskMemory = Pick<TenantMemory, 'store' | 'search'> & {
  recall(which: RecordRef): Promise<RecalledRecord | undefined>;
};

/** Stores with the embedding, so that a record is found whichever way it comes. Making it is not the memory's time. */
function deskMemory(
  memory: TenantMemory,
  meter: MemoryMeter,
  embedded: (text: string) => Promise<Float32Array>,
): DeskMemory {
  return {
    async store(record) {
      const text = record.format === 'bytes' ? '' : Buffer.from(record.content).toString();
      const embedding = text.trim() === '' ? {} : { embedding: await embedded(text) };
      const stored = await meter.measured('store', async () => memory.store({ ...record, ...embedding }));
      meter.stored(stored.known);
      return stored;
    },
    recall: async (which) =>
      meter.measured(
        'recall',
        async () => memory.recall(which),
        (found) => found?.tier,
      ),
    search: async (query) => meter.measured('search', async () => memory.search(query)),
  };
}

const newRecord = ({
  class: className,
  key,
  text,
  json,
  metadata,
  valid_from,
}: RememberRequest): NewRecord => ({
  class: className,
  key,
  content: text ?? JSON.stringify(json),
  format: text === undefined ? 'json' : 'text',
  metadata,
  validFrom: valid_from,
});

const rememberedReply = ({ id, recordedAt, known }: StoredRecord): Remembered => ({
  id,
  recorded_at: recordedAt,
  known,
});

async function replyOf(recalling: Promise<RecalledRecord | undefined>): Promise<RecalledReply | undefined> {
  const recalled = await recalling;
  return recalled && recalledReply(recalled);
}

async function replyThrough(
  migration: Migration,
  className: string,
  key: string,
): Promise<RecalledReply | undefined> {
  const answer = await migration.read(key);
  if (answer === undefined) return undefined;
  return answer.from === 'memory'
    ? recalledReply(answer.record)
    : legacyReply(className, key, answer.content);
}

/**
 * The store ages by itself once it is open. Where something was remembered before this process began, it is opened for that, too, though
 * nobody has asked for it. Returns what calls that off.
 */
function openWhenDue(
  { configuration, clock, logger }: MemorySurroundings,
  open: () => Promise<unknown>,
): () => void {
  const { age_every_s: everySeconds, keys, key_file: file } = configuration.knobs.of(memoryKnobs);
  if (everySeconds === 0) return () => undefined;
  const openIfUsed = (): void => {
    const isUsed = keys !== '' || file !== '' || existsSync(join(configuration.dataFolder, KEY_FILE));
    if (!isUsed) return;
    open().catch((error: unknown) => logger.warn({ err: error }, 'the memory could not be opened to age'));
  };
  return clock.after(everySeconds * 1000, openIfUsed, { background: true });
}

const refOf = ({ id, class: className = '', key = '', at }: RecallRequest): RecordRef =>
  id === undefined ? { class: className, key, ...(at !== undefined && { validAt: at }) } : { id };

interface OpenStore {
  readonly store: MemoryStore;
  readonly sql: SqlDatabase;
}

async function openStore(surroundings: MemorySurroundings): Promise<OpenStore> {
  const { configuration, clock, rng, logger } = surroundings;
  const { knobs, dataFolder } = configuration;
  const settings = knobs.of(memoryKnobs);
  const sql = await openSql(surroundings);
  try {
    const keys = await keysFor(settings, dataFolder, sql);
    const store = await openMemory({
      sql,
      folder: join(dataFolder, 'memory'),
      keys: openMasterKeys(keys),
      classes: classesOf(settings.classes_file),
      shorten: createShortening(),
      knobs: settings,
      vectorKnobs: knobs.of(vectorKnobs),
      clock,
      rng,
      sqlElsewhere: knobs.of(postgresKnobs).url !== '',
      onFailure: (error) => logger.warn({ err: error }, 'the memory failed beside a request'),
    });
    return { store, sql };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

const classesOf = (file: string): ClassPolicies | undefined =>
  file === '' ? undefined : classesFrom(parseFile(resolve(HOME, file), file));

async function keysFor(
  { keys, key_file: file }: { readonly keys: string; readonly key_file: string },
  dataFolder: string,
  sql: SqlDatabase,
): Promise<readonly string[]> {
  if (keys !== '') return listed(keys, ',');
  if (file !== '') return listed(readIfThere(resolve(HOME, file)) ?? '', '\n');
  return keysOfFolder(join(dataFolder, KEY_FILE), sql);
}

/**
 * The keys in the data folder, the first of which is made the first time. Where something is remembered already and they are
 * gone, no other is made.
 */
async function keysOfFolder(path: string, sql: SqlDatabase): Promise<readonly string[]> {
  const kept = readIfThere(path);
  if (kept !== undefined) return listed(kept, '\n');
  if (await holdsMemories(sql)) {
    throw new AccordError(memoryErrors.MEMORY_KEY_MISSING, {
      detail: `Something is remembered, and the key it was sealed with is neither in memory.keys nor in ${path}`,
    });
  }
  try {
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // Another process makes it at the same time.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return listed(readIfThere(path) ?? '', '\n');
}

const listed = (text: string, separator: string): readonly string[] =>
  text
    .split(separator)
    .map((each) => each.trim())
    .filter((each) => each !== '');

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
