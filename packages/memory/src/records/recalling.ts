import { AccordError } from '@accord/kernel';
import { type MaybePromise, whenReady } from '../maybe-promise.ts';
import type { RecalledRecord, RecordRef } from '../store.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { checkRef } from './checked-record.ts';
import { nextFrom, opened, recordAt } from './reading.ts';

/** Times that a record is read anew, when its pack was rewritten between the row and the file. */
const TRIES = 3;

/** From L1 when it is there, else from where it is kept, and into L1. */
export function recallFrom(parts: TenantParts, which: RecordRef): MaybePromise<RecalledRecord | undefined> {
  const now = parts.clock.now();
  const hot = hotOf(parts, which, now);
  if (hot !== undefined) return hot;
  checkRef(which);
  if (!('id' in which)) parts.policyOf(which.class);
  return reread(parts, which, now, TRIES);
}

function hotOf({ hot }: TenantParts, which: RecordRef, now: number): RecalledRecord | undefined {
  if ('id' in which) return hot.byId(which.id);
  if (which.validAt !== undefined || which.recordedBy !== undefined) return undefined;
  return hot.byKey(which.class, which.key, now);
}

function reread(
  parts: TenantParts,
  which: RecordRef,
  now: number,
  left: number,
): MaybePromise<RecalledRecord | undefined> {
  const again = (error: unknown): MaybePromise<RecalledRecord | undefined> => {
    if (left > 1 && error instanceof AccordError && error.code === 'MEMORY_PACK_MISSING') {
      return reread(parts, which, now, left - 1);
    }
    throw error;
  };
  try {
    const read = readOnce(parts, which, now);
    return read instanceof Promise ? read.catch(again) : read;
  } catch (error) {
    return again(error);
  }
}

function readOnce(
  parts: TenantParts,
  which: RecordRef,
  now: number,
): MaybePromise<RecalledRecord | undefined> {
  const epoch = parts.hot.epoch();
  return whenReady(recordAt(parts, which, now), (row) => {
    if (row === undefined) return undefined;
    return whenReady(opened(parts, row), (record) => {
      if (record === undefined) return undefined;
      parts.hot.keep({ ...record, tier: 'L1' }, epoch);
      if ('id' in which || row.name === undefined || isOfAnotherTime(which)) return record;
      return whenReady(nextFrom(parts, row.name, now), (until) => {
        parts.hot.keepLatest(record, until, epoch);
        return record;
      });
    });
  });
}

const isOfAnotherTime = (which: Exclude<RecordRef, { readonly id: string }>): boolean =>
  which.validAt !== undefined || which.recordedBy !== undefined;
