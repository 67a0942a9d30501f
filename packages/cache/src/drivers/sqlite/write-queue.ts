import type { Clock } from '@accord/kernel';
import { unavailable } from '../../unavailable.ts';
import { describeFault, faultOf } from './fault.ts';
import type { OpenFile } from './file.ts';
import type { Tables } from './tables.ts';

/** Some writing on the tables, inside the transaction that it shares with others. */
export type Work<Result> = (tables: Tables) => Result;

export interface WriteQueue {
  /**
   * Settles once the work is committed.
   *
   * @throws CACHE_LEVEL_UNAVAILABLE
   */
  run<Result>(work: Work<Result>): Promise<Result>;
  /** As `run`, and not refused for how much waits already. */
  insist<Result>(work: Work<Result>): Promise<Result>;
  /** Commits what waits, without a pause in between. */
  drain(): void;
}

export interface WriteQueueOptions {
  readonly clock: Clock;
  readonly batchLimit: number;
  readonly waitingLimit: number;
  /** For how long a locked file is tried. */
  readonly giveUpMs: number;
  /** The file as it is open now. @throws CACHE_LEVEL_UNAVAILABLE */
  file(): OpenFile;
  /** Follows each batch inside its transaction. Returns false when it left something to do. */
  tidy(tables: Tables): boolean;
  succeeded(): void;
  /** Told of every failure but a locked file. */
  failed(error: unknown): void;
}

interface Waiting {
  readonly work: Work<unknown>;
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** Another process holds the file for about as long as one batch takes to write. */
const LOCKED_PAUSE_MS = 5;

/**
 * Gathers what is written within one turn of the event loop, and commits it together: a transaction costs more than
 * the rows in it. While another process holds the file, what waits is tried again later, without standing still.
 */
export function writeQueue(options: WriteQueueOptions): WriteQueue {
  const waiting: Waiting[] = [];
  let scheduled: { cancel(): void } | undefined;
  let lockedSince: number | undefined;

  const soon = (): void => {
    if (scheduled !== undefined) return;
    const immediate = setImmediate(() => flush());
    scheduled = { cancel: () => clearImmediate(immediate) };
  };
  const later = (): void => {
    const timer = setTimeout(() => flush(), LOCKED_PAUSE_MS);
    scheduled = { cancel: () => clearTimeout(timer) };
  };
  const isHopeless = (): boolean => {
    const now = options.clock.monotonic();
    lockedSince ??= now;
    return now - lockedSince >= options.giveUpMs;
  };

  /** Returns false when the file is locked. */
  const flush = (): boolean => {
    scheduled?.cancel();
    scheduled = undefined;
    const batch = waiting.splice(0, options.batchLimit);
    try {
      const { outcomes, tidied } = commit(options, batch);
      lockedSince = undefined;
      options.succeeded();
      batch.forEach(({ settle }, index) => settle(outcomes[index]));
      if (waiting.length > 0) soon();
      else if (!tidied) void queue.insist(() => undefined).catch(() => undefined);
    } catch (error) {
      if (faultOf(error) === 'locked' && !isHopeless()) {
        waiting.unshift(...batch);
        later();
        return false;
      }
      giveUp(batch, error);
    }
    return true;
  };
  const giveUp = (batch: readonly Waiting[], error: unknown): void => {
    lockedSince = undefined;
    if (!isFault(error)) {
      for (const { fail } of batch) fail(error);
      if (waiting.length > 0) soon();
      return;
    }
    if (faultOf(error) !== 'locked') options.failed(error);
    const refusal = unavailable(`The cache's database could not be written: ${describeFault(error)}`, error);
    for (const { fail } of [...batch, ...waiting.splice(0)]) fail(refusal);
  };

  const queue: WriteQueue = {
    run: async (work) =>
      waiting.length < options.waitingLimit ? queue.insist(work) : refuse(waiting.length),
    insist: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, settle: resolve as (result: unknown) => void, fail: reject });
        soon();
      }),
    drain() {
      let goesOn = true;
      while (waiting.length > 0 && goesOn) goesOn = flush();
      scheduled?.cancel();
      scheduled = undefined;
      for (const { fail } of waiting.splice(0)) fail(unavailable('The cache was closed'));
    },
  };
  return queue;
}

function refuse(waiting: number): never {
  throw unavailable(`${waiting} writes already wait for the cache's database`);
}

/** Anything else is a mistake of the program's, which must not look like a level that is down. */
const isFault = (error: unknown): boolean => faultOf(error) !== undefined;

function commit(options: WriteQueueOptions, batch: readonly Waiting[]) {
  const { database, tables } = options.file();
  const outcomes: unknown[] = [];
  let tidied = true;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { work } of batch) outcomes.push(work(tables));
    tidied = options.tidy(tables);
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
  return { outcomes, tidied };
}
