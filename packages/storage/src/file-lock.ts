import { renameSync, rmSync } from 'node:fs';
import { type LockDatabase, lockDatabase } from './sqlite.ts';

/**
 * A file that one process holds at a time. The operating system lets go of it when the process ends, however it ends, so
 * that neither a process id that was given out again nor one of another container can be taken for the holder.
 */
export interface FileLock {
  /** False when another process, or another lock of this one, holds it. */
  tryLock(): boolean;
  /** Lets go. The lock may be taken again. */
  release(): void;
}

/** Node has no locks of files; SQLite has, on every system, and nothing is ever written to this database. */
export function fileLock(path: string): FileLock {
  return lockOf(() => lockDatabase(path));
}

/**
 * Makes the file anew, held from its first moment on: whoever finds it finds it locked.
 *
 * @throws STORAGE_UNAVAILABLE
 */
export function createLockedFile(path: string): FileLock {
  const making = `${path}.new`;
  const lock = lockOf(() => lockDatabase(making));
  if (!lock.tryLock()) throw new TypeError(`${path} is made by someone else as well`);
  try {
    renameSync(making, path);
  } catch (error) {
    lock.release();
    rmSync(making, { force: true });
    throw error;
  }
  return lock;
}

function lockOf(open: () => LockDatabase): FileLock {
  let database: LockDatabase | undefined;
  return {
    tryLock() {
      database ??= open();
      return database.lock();
    },
    release() {
      database?.close();
      database = undefined;
    },
  };
}
