import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqliteOptions } from './sqlite.ts';
import type { SqlWrite, WriterData, WriterOrder, WriterReceipt } from './writer-message.ts';

/**
 * Writes to a database file from a thread of its own, so that neither the disk nor another process that is writing
 * holds up the thread that serves.
 */
export interface SqliteWriter {
  /**
   * Makes all writes in one transaction, after those that were asked for before. Rejects, with the database's own
   * words, when none of them was made.
   */
  write(writes: readonly SqlWrite[]): Promise<void>;
  /** Makes what was asked for, then ends the thread. */
  close(): Promise<void>;
}

interface Pending {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Built or not, the thread's module has the same ending as this one. */
const THREAD = new URL(`./writer-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * The thread is started by the first write. Should it die, what it had not made is rejected, and the next write
 * starts another.
 */
export function openSqliteWriter({ path, knobs }: Pick<SqliteOptions, 'path' | 'knobs'>): SqliteWriter {
  let thread: WriterThread | undefined;
  let closed = false;

  return {
    async write(writes) {
      if (closed) throw new TypeError('the writer is closed');
      thread ??= startThread({ path, knobs }, () => {
        thread = undefined;
      });
      await thread.write(writes);
    },
    async close() {
      closed = true;
      await thread?.end();
    },
  };
}

interface WriterThread {
  write(writes: readonly SqlWrite[]): Promise<void>;
  end(): Promise<void>;
}

function startThread(data: WriterData, gone: () => void): WriterThread {
  const worker = new Worker(THREAD, { workerData: data });
  // Receipts come in the order of the writes, so the first that waits is the one that is meant.
  const pending: Pending[] = [];
  let died: Error | undefined;
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      gone();
      for (const { reject } of pending.splice(0)) reject(died ?? new Error('the writing thread ended'));
      resolve();
    });
  });
  worker.on('error', (error) => {
    died = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('message', (receipt: WriterReceipt) => {
    const first = pending.shift();
    if (pending.length === 0) worker.unref();
    if (receipt.kind === 'written') first?.resolve();
    else first?.reject(new Error(receipt.reason));
  });
  const order = (message: WriterOrder): void => {
    // What waits for its receipt keeps the process alive; an idle thread does not.
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(message);
  };

  return {
    write: (writes) =>
      new Promise((resolve, reject) => {
        pending.push({ resolve, reject });
        order({ kind: 'write', writes });
      }),
    end() {
      order({ kind: 'end' });
      return ended;
    },
  };
}
