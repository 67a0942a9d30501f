import type { MemoryMigrationStatus } from '@accord/contract';
import { AccordError, type Clock } from '@accord/kernel';
import type { KnobValues } from '@accord/knobs';
import { memoryErrors, type TenantMemory } from '@accord/memory';
import {
  type Comparison,
  createMigration,
  type Migration,
  type MigrationRow,
  type MigrationTable,
  openMigrationTable,
  type ReadMode,
} from '@accord/memory/migration';
import { type SqliteDatabase, type SqliteWriter, sqliteSql, type storageKnobs } from '@accord/storage';
import type { Logger } from '@accord/telemetry';
import { type LegacySource, legacySourceSchema, openLegacy, type OpenLegacy } from './memory-legacy.ts';

/** A class of a tenant, which is what is migrated. */
export interface Migrating {
  readonly tenant: string;
  readonly className: string;
}

/** Migrations from other stores, which every process of the data folder takes part in. */
export interface MemoryMigrations {
  /** The one that is under way, for reads and writes to go through. */
  underWay(which: Migrating): Promise<Migration | undefined>;
  /** The classes of a tenant that are being migrated. */
  classesOf(tenant: string): Promise<readonly string[]>;
  /** @throws MEMORY_MIGRATING when there is one, MEMORY_LEGACY_UNREADABLE, MEMORY_CLASS_UNKNOWN */
  start(which: Migrating, source: LegacySource, canary: number): Promise<void>;
  status(): Promise<MemoryMigrationStatus[]>;
  /** All below: @throws MEMORY_MIGRATION_UNKNOWN */
  copy(which: Migrating): Promise<number>;
  compare(which: Migrating): Promise<Comparison>;
  read(which: Migrating, mode: Exclude<ReadMode, 'nbmf'>, canary: number | undefined): Promise<void>;
  /** @throws MEMORY_CUT_OVER_REFUSED */
  cutOver(which: Migrating): Promise<Comparison>;
  rollBack(which: Migrating): Promise<void>;
  /** From then on the legacy store is not written to any more. @throws MEMORY_MIGRATING before the cut-over */
  finish(which: Migrating): Promise<void>;
  /** The same at any time: who goes on reading there reads what the memory has. */
  abandon(which: Migrating): Promise<void>;
  close(): Promise<void>;
}

export interface MigrationSurroundings {
  /** Of the data folder. */
  readonly database: SqliteDatabase;
  readonly writer: SqliteWriter;
  readonly storage: KnobValues<typeof storageKnobs>;
  /** What is to hold the records, so that they are found as those are that are stored at once. */
  readonly memoryOf: (tenant: string) => Promise<Pick<TenantMemory, 'store' | 'recall'>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Open {
  /** As the other processes know it; looked up anew for each request. */
  row: MigrationRow;
  readonly migration: Migration;
  readonly legacy: OpenLegacy;
}

const nameOf = ({ tenant, className }: Migrating): string => `${className}\n${tenant}`;

export function memoryMigrations(surroundings: MigrationSurroundings): MemoryMigrations {
  const { clock, storage } = surroundings;
  const opened = new Map<string, Promise<Open>>();
  let opening: Promise<MigrationTable> | undefined;
  const table = (): Promise<MigrationTable> => (opening ??= openMigrationTable(sqliteSql(surroundings)));

  const close = async (which: Migrating): Promise<void> => {
    const known = opened.get(nameOf(which));
    opened.delete(nameOf(which));
    await (await known)?.legacy.close();
  };
  const openOf = async (row: MigrationRow): Promise<Open> => {
    const name = nameOf(row);
    let one = opened.get(name);
    if (one === undefined) {
      one = table().then(async (rows) => openMigration(row, surroundings, rows));
      opened.set(name, one);
      one.catch(() => opened.delete(name));
    }
    const open = await one;
    open.row = row;
    return open;
  };
  const find = async (which: Migrating): Promise<Open | undefined> => {
    const row = await (await table()).find(which);
    if (row !== undefined) return openOf(row);
    await close(which);
    return undefined;
  };
  const needed = async (which: Migrating): Promise<Open> => {
    const open = await find(which);
    if (open !== undefined) return open;
    throw new AccordError(memoryErrors.MEMORY_MIGRATION_UNKNOWN, {
      detail: `${which.className} of ${which.tenant} is not being migrated`,
    });
  };

  const end = async (which: Migrating): Promise<void> => {
    await needed(which);
    await (await table()).end(which);
    await close(which);
  };

  return {
    underWay: async (which) => (await find(which))?.migration,
    classesOf: async (tenant) =>
      (await (await table()).all()).filter((row) => row.tenant === tenant).map(({ className }) => className),
    async start(which, source, canary) {
      const rows = await table();
      if ((await rows.find(which)) !== undefined) {
        throw new AccordError(memoryErrors.MEMORY_MIGRATING, {
          detail: `${which.className} of ${which.tenant} is being migrated already`,
        });
      }
      const memory = await surroundings.memoryOf(which.tenant);
      // Says so when there is no such class, before anything is begun.
      await memory.recall({ class: which.className, key: 'a key' });
      await (await openLegacy(source, storage)).close();
      await rows.begin({
        ...which,
        source: JSON.stringify(source),
        mode: 'legacy',
        canary,
        beganAt: clock.now(),
      });
    },
    status: async () => (await (await table()).all()).map(statusOf),
    copy: async (which) => (await needed(which)).migration.copy(),
    compare: async (which) => (await needed(which)).migration.compare(),
    async read(which, mode, canary) {
      const { row } = await needed(which);
      await (await table()).change(which, { mode, canary: canary ?? row.canary });
    },
    cutOver: async (which) => (await needed(which)).migration.cutOver(),
    rollBack: async (which) => (await needed(which)).migration.rollBack(),
    async finish(which) {
      const { row } = await needed(which);
      if (row.mode !== 'nbmf') {
        throw new AccordError(memoryErrors.MEMORY_MIGRATING, {
          detail: `Reads of ${which.className} are ${row.mode}: cut over first, or abandon the migration`,
        });
      }
      await end(which);
    },
    abandon: end,
    async close() {
      for (const one of opened.values()) await (await one.catch(() => undefined))?.legacy.close();
    },
  };
}

async function openMigration(
  row: MigrationRow,
  { storage, memoryOf, logger }: MigrationSurroundings,
  table: MigrationTable,
): Promise<Open> {
  const legacy = await openLegacy(legacySourceSchema.parse(JSON.parse(row.source)), storage);
  const onFailure = (error: unknown): void =>
    logger.warn({ err: error, class: row.className }, 'a migration of the memory failed beside a request');
  const open: Open = {
    row,
    legacy,
    migration: createMigration({
      legacy: legacy.store,
      memory: await memoryOf(row.tenant),
      className: row.className,
      standing: {
        mode: () => open.row.mode,
        canary: () => open.row.canary,
        async keepMode(mode) {
          await table.change(row, { mode, canary: open.row.canary });
          open.row = { ...open.row, mode };
        },
        compared: (isSame) => void table.count(row, 1, isSame ? 0 : 1).catch(onFailure),
      },
      onFailure,
    }),
  };
  return open;
}

const statusOf = (row: MigrationRow): MemoryMigrationStatus => ({
  tenant: row.tenant,
  class: row.className,
  source: wordsOf(legacySourceSchema.parse(JSON.parse(row.source))),
  mode: row.mode,
  canary: row.canary,
  began_at: row.beganAt,
  compared: row.compared,
  diverged: row.diverged,
  divergence_rate: divergenceOf([row]),
});

/** Undefined while nothing was compared. */
export function divergenceOf(
  rows: readonly { readonly compared: number; readonly diverged: number }[],
): number | null {
  const compared = rows.reduce((sum, row) => sum + row.compared, 0);
  const diverged = rows.reduce((sum, row) => sum + row.diverged, 0);
  return compared === 0 ? null : Math.round((diverged / compared) * 1e6) / 1e6;
}

const wordsOf = (source: LegacySource): string =>
  source.kind === 'sqlite' ? `${source.path}, table ${source.table}` : source.path;
