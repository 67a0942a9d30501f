import { AccordError } from '@accord/kernel';
import type { SqliteWriter, SqlWrite } from '@accord/storage';
import { vectorErrors } from './errors.ts';

/** Gathers what is written while a transaction is under way into the next one. */
export interface WriteQueue {
  /**
   * Resolves when the writes are on disk, after all that were asked for before.
   *
   * @throws VECTORS_NOT_WRITTEN
   */
  write(writes: readonly SqlWrite[]): Promise<void>;
  /** Writes that wait. */
  waiting(): number;
  /** Whether so many wait that nothing should be added. Removals are taken all the same. */
  isFull(): boolean;
  /** Resolves when everything was written, or has failed. */
  drain(): Promise<void>;
}

interface Asked {
  readonly writes: readonly SqlWrite[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const MOST_WAITING = 10_000;

/** `tidy` is a write that goes along with each transaction. */
export function createWriteQueue(writer: SqliteWriter, tidy: () => SqlWrite): WriteQueue {
  let asked: Asked[] = [];
  let writing: Promise<void> | undefined;

  const writeAll = async (): Promise<void> => {
    while (asked.length > 0) {
      const batch = asked;
      asked = [];
      try {
        await writer.write([...batch.flatMap(({ writes }) => writes), tidy()]);
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        for (const { reject } of batch) reject(notWritten(cause));
      }
    }
    writing = undefined;
  };

  return {
    write: async (writes) =>
      new Promise<void>((resolve, reject) => {
        asked.push({ writes, resolve, reject });
        writing ??= writeAll();
      }),
    waiting: () => asked.length,
    isFull: () => asked.length >= MOST_WAITING,
    async drain() {
      await writing;
    },
  };
}

const notWritten = (cause: unknown): AccordError =>
  new AccordError(vectorErrors.VECTORS_NOT_WRITTEN, {
    detail: `The change of the vector index could not be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  });
