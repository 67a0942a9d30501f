import { setTimeout as sleep } from 'node:timers/promises';
import { AccordError, type Clock, type Rng } from '@accord/kernel';
import type { RowWrite, SqlDatabase } from '@accord/storage';
import type { SigningKeys } from '../crypto/key-ring.ts';
import { memoryErrors } from '../errors.ts';
import { hexOf } from '../tables/cells.ts';
import type { Anchor } from './anchor.ts';
import {
  appending,
  eventOf,
  headOf,
  LAST_EVENT,
  LEDGER_START,
  type LedgerEvent,
  type LedgerPosition,
  type MemoryEvent,
  nextEvent,
} from './event.ts';

/** A change as it would be made on the state that was read. */
export interface Prepared<T> {
  readonly value: T;
  /** Without one, nothing is written. */
  readonly event: MemoryEvent | undefined;
  readonly writes: readonly RowWrite[];
}

/** Reads what it needs anew each time it is called. The event of the change has the number after `after`. */
export type Prepare<T> = (after: LedgerPosition) => Promise<Prepared<T>>;

/**
 * Makes all changes to the memory of a tenant, one after the other. Every change is one event of the tenant's ledger, with the number after the
 * last that it knew of, so a change that another process made meanwhile makes it fail as a whole; it is then prepared anew on what is
 * there. So what a change has read still holds when it is made, in every process and on every database, without a lock.
 */
export interface Committer {
  commit<T>(prepare: Prepare<T>): Promise<T>;
  /** Resolves when what was asked for is done. */
  settled(): Promise<void>;
}

export interface CommitterOptions {
  readonly sql: SqlDatabase;
  readonly tenant: string;
  readonly tenantId: bigint;
  readonly signing: SigningKeys;
  readonly anchor: Anchor;
  readonly clock: Clock;
  /** Spreads processes that were in each other's way. */
  readonly rng: Rng;
  /** Called when another process has made changes, before the change is prepared anew. */
  readonly moved: () => Promise<void>;
  /** Called with the number of each change that was made. */
  readonly made: (seq: number) => void;
}

const MOST_TRIES = 100;
const LONGEST_WAIT_MS = 50;

export function createCommitter(options: CommitterOptions): Committer {
  const { sql, tenant, tenantId, signing, anchor, clock, rng, moved, made } = options;
  let known: LedgerPosition | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const readPosition = async (): Promise<LedgerPosition> => {
    const [row] = await sql.all(LAST_EVENT, [tenantId]);
    return row === undefined ? LEDGER_START : eventOf(row);
  };
  /** Whether it was made: not, when another process was first. */
  const attempt = async (after: LedgerPosition, end: LedgerEvent, writes: readonly RowWrite[]) => {
    try {
      await sql.write([appending(tenantId, end), ...writes]);
    } catch (error) {
      const now = await readPosition();
      // The database may have made it and not been able to say so.
      const isMade = now.seq === end.seq && hexOf(now.digest) === hexOf(end.digest);
      if (!isMade && now.seq === after.seq) throw error;
      known = now;
      if (!isMade) return false;
    }
    known = end;
    anchor.note(headOf(tenant, end));
    made(end.seq);
    return true;
  };
  /** Undefined when another process took away, meanwhile, what was being read. */
  const prepareOn = async <T>(after: LedgerPosition, prepare: Prepare<T>) => {
    try {
      return await prepare(after);
    } catch (error) {
      known = await readPosition();
      if (known.seq === after.seq) throw error;
      return undefined;
    }
  };
  const run = async <T>(prepare: Prepare<T>): Promise<T> => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const after = (known ??= await readPosition());
      const prepared = await prepareOn(after, prepare);
      if (prepared !== undefined) {
        const { value, event, writes } = prepared;
        if (event === undefined) return value;
        if (await attempt(after, nextEvent(signing, tenant, after, event, clock.now()), writes)) return value;
      }
      await moved();
      await sleep(rng.next() * Math.min(LONGEST_WAIT_MS, 2 ** tries));
    }
    throw new AccordError(memoryErrors.MEMORY_CONTENDED);
  };

  return {
    async commit(prepare) {
      const mine = last.then(async () => run(prepare));
      last = mine.catch(() => undefined);
      return mine;
    },
    async settled() {
      await last;
    },
  };
}
