import { createTextBatch, type TextBatch } from '@accord/storage';

export interface TextQueueOptions {
  /** Most texts in a batch. */
  readonly batch_limit: number;
}

/** A megabyte is some three hundred records. */
const BATCH_BYTES = 1 << 20;
/** Batches that are kept to be filled again; more were needed only while writing stood still. */
const SPARES = 2;

/** Texts on their way to the disk, in batches; the oldest batch may be with the writer. */
export interface TextQueue {
  readonly size: number;
  /** True when a batch has been filled. */
  readonly isFull: boolean;
  add(id: string, text: string): void;
  /** The latest text under the id, wherever it waits. */
  find(id: string): string | undefined;
  /** Forgets the oldest text that is not with the writer; false when there is none. */
  dropOldest(): boolean;
  /** The oldest batch, which the writer has from now on; undefined when nothing waits. */
  take(): TextBatch | undefined;
  /** The batch that was taken is on the disk. */
  written(): void;
  /** The batch that was taken could not be written and waits again, before all others. */
  giveBack(): void;
}

export function createTextQueue({ batch_limit }: TextQueueOptions): TextQueue {
  // The oldest first. Texts are added to the last, unless the writer has it.
  const batches: TextBatch[] = [];
  const spares: TextBatch[] = [];
  let taken = false;
  let size = 0;

  const withWriter = (batch: TextBatch | undefined): boolean => taken && batch === batches[0];
  const addTo = (batch: TextBatch | undefined, id: string, text: string): boolean =>
    batch !== undefined && !withWriter(batch) && batch.add(id, text);
  const release = (batch: TextBatch | undefined): void => {
    if (batch === undefined || spares.length === SPARES) return;
    batch.clear();
    spares.push(batch);
  };

  return {
    get size() {
      return size;
    },
    get isFull() {
      return batches.length > 1 || (batches[0]?.size ?? 0) >= batch_limit;
    },
    add(id, text) {
      if (!addTo(batches.at(-1), id, text)) {
        const batch = spares.pop() ?? createTextBatch(batch_limit, BATCH_BYTES);
        batch.add(id, text);
        batches.push(batch);
      }
      size += 1;
    },
    find(id) {
      for (let index = batches.length - 1; index >= 0; index--) {
        const text = batches[index]?.find(id);
        if (text !== undefined) return text;
      }
      return undefined;
    },
    dropOldest() {
      const index = taken ? 1 : 0;
      const batch = batches[index];
      if (batch === undefined) return false;
      batch.dropFirst();
      size -= 1;
      if (batch.size === 0) release(batches.splice(index, 1)[0]);
      return true;
    },
    take() {
      taken = batches.length > 0;
      return batches[0];
    },
    written() {
      taken = false;
      const batch = batches.shift();
      size -= batch?.size ?? 0;
      release(batch);
    },
    giveBack() {
      taken = false;
    },
  };
}
