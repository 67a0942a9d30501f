import { AccordError } from '@accord/kernel';
import { memoryErrors } from '../errors.ts';
import type { StoredRecord } from '../store.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { prepareStoring, type Storing } from './storing.ts';

/** Records that wait go into one transaction: a disk takes many at once as quickly as one. */
export interface StoreQueue {
  /**
   * Resolves when all are on the disk.
   *
   * @throws MEMORY_BUSY
   */
  put(some: readonly Storing[]): Promise<readonly StoredRecord[]>;
}

interface Waiting {
  readonly some: readonly Storing[];
  readonly resolve: (stored: readonly StoredRecord[]) => void;
  readonly reject: (error: unknown) => void;
}

/** A transaction takes whole calls, up to about so many records. */
const AT_ONCE = 4096;

export function storeQueue(parts: TenantParts): StoreQueue {
  let waiting: Waiting[] = [];
  let records = 0;

  const take = (): Waiting[] => {
    let count = 0;
    const taken = waiting.filter(({ some }, at) => {
      const fits = at === 0 || count + some.length <= AT_ONCE;
      count = fits ? count + some.length : Infinity;
      return fits;
    });
    waiting = waiting.slice(taken.length);
    return taken;
  };
  const flush = async (): Promise<void> => {
    let taken: Waiting[] | undefined;
    try {
      const { records: stored, filesGone } = await parts.committer.commit(async (after) => {
        taken ??= take();
        return prepareStoring(
          parts,
          taken.flatMap(({ some }) => some),
          after,
        );
      });
      parts.contents.closePacks(filesGone);
      parts.packs.remove(filesGone);
      let at = 0;
      for (const { some, resolve } of taken ?? []) {
        resolve(stored.slice(at, at + some.length));
        at += some.length;
      }
    } catch (error) {
      taken ??= take();
      for (const { reject } of taken) reject(error);
    }
    for (const { some } of taken ?? []) records -= some.length;
    if (waiting.length > 0) void flush();
  };

  return {
    put(some) {
      if (records + some.length > parts.settings.max_waiting) {
        return Promise.reject(new AccordError(memoryErrors.MEMORY_BUSY, { retryAfterSeconds: 1 }));
      }
      records += some.length;
      return new Promise((resolve, reject) => {
        waiting.push({ some, resolve, reject });
        // The others join a flush that has not begun.
        if (waiting.length === 1) void flush();
      });
    },
  };
}
