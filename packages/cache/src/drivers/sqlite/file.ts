import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { openSqlite, type SqliteDatabase } from '@accord/storage';
import { cacheTables, type Tables } from './tables.ts';

/** The database as it is open in this process. */
export interface OpenFile {
  readonly database: SqliteDatabase;
  readonly tables: Tables;
  readonly generation: number;
  readonly path: string;
  /** Whether the file is still the one that every other process has, or a new one has taken its place. */
  isCurrent(): boolean;
  close(): void;
}

/** Every file of a database: itself, its log, and the index of the log. */
const PARTS = ['', '-wal', '-shm'];

/**
 * `cache.db`, and `cache.1.db`, `cache.2.db` … after it. A file that is damaged is not made anew under its own name:
 * another process may have it open, and one database must never meet the log of another. Each process goes over to the
 * next generation when it finds that there is one.
 */
export interface Generations {
  /** Opens the newest one, or the first. @throws STORAGE_* */
  open(atLeast: number): OpenFile;
  /** The newest generation on the disk, and not one before the given one. */
  newest(atLeast: number): number;
  /** Removes the files of all generations before the given one, as far as that is possible. */
  removeBefore(generation: number): void;
}

export interface FileOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly maxBytes: number;
}

export function generations({ path, ...limits }: FileOptions): Generations {
  const folder = dirname(path);
  const extension = extname(path);
  const stem = basename(path, extension);
  const nameOf = (generation: number): string =>
    generation === 0 ? `${stem}${extension}` : `${stem}.${generation}${extension}`;
  const pathOf = (generation: number): string => join(folder, nameOf(generation));
  const present = (): number[] => {
    const names = namesIn(folder);
    const numbered = names.map((name) => Number(numberIn(name, stem, extension)));
    return [...(names.includes(nameOf(0)) ? [0] : []), ...numbered.filter((number) => number > 0)];
  };

  const newest = (atLeast: number): number => Math.max(atLeast, ...present());

  return {
    newest,
    open(atLeast) {
      const generation = newest(atLeast);
      return openFile({ path: pathOf(generation), ...limits }, pathOf(generation + 1), generation);
    },
    removeBefore(generation) {
      for (const earlier of present().filter((number) => number < generation)) {
        for (const part of PARTS) removeIfPossible(pathOf(earlier) + part);
      }
    },
  };
}

/** Pages that are partly empty, and the log's, cost about half as much again; no more than twice is ever taken. */
const MOST_BYTES_PER_BYTE = 2;
const PAGE_BYTES = 16_384;
const SPARE_PAGES = 64;

function openFile(
  { path, busyTimeoutMs, maxBytes }: FileOptions,
  successor: string,
  generation: number,
): OpenFile {
  const database = openSqlite({ path, knobs: { busy_timeout_ms: busyTimeoutMs } });
  try {
    const pages = Math.ceil((maxBytes * MOST_BYTES_PER_BYTE) / PAGE_BYTES) + SPARE_PAGES;
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const tables = cacheTables(database);
    tables.totals();
    const inode = inodeOf(path);
    return {
      database,
      tables,
      generation,
      path,
      isCurrent: () => inodeOf(path) === inode && inodeOf(successor) === undefined,
      close: () => void database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // The folder is made when the file is opened, and opening it says what is wrong with it.
    return [];
  }
}

function numberIn(name: string, stem: string, extension: string): string {
  const fits = name.startsWith(`${stem}.`) && name.endsWith(extension);
  const number = fits ? name.slice(stem.length + 1, name.length - extension.length) : '';
  return /^[1-9]\d{0,8}$/.test(number) ? number : '';
}

/** A file that stays behind costs its bytes and is tried again at the next start. */
function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}
