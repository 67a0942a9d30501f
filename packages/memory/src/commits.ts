import type { KeyObject } from 'node:crypto';
import { AccordError, type Clock } from '@accord/kernel';
import type { RowWrite, SqlDatabase, SqlValue } from '@accord/storage';
import { memoryErrors } from './errors.ts';
import {
  chained,
  type EventDraft,
  GENESIS,
  type Head,
  headOf,
  signedHead,
  type StoredEvent,
} from './events.ts';
import type { Witness } from './witness.ts';

/** Something to be written, with what is to be said of it in the ledger. */
export interface Change {
  readonly writes: readonly RowWrite[];
  readonly events: readonly EventDraft[];
}

export interface Commits {
  /**
   * Resolves when it is on the disk. Changes that come while another is written are written together, in their order.
   *
   * @throws MEMORY_BUSY, STORAGE_UNAVAILABLE
   */
  commit(change: Change): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

export interface CommitsOptions {
  readonly sql: SqlDatabase;
  readonly signingKey: KeyObject;
  readonly witness: Witness;
  readonly clock: Clock;
  readonly waitingLimit: number;
}

interface Waiting extends Change {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const HEAD = 'SELECT seq, hash, signature FROM memory_heads WHERE id = 1';
const PUT_HEAD = `INSERT INTO memory_heads (id, seq, hash, signature) VALUES (1, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, signature = excluded.signature`;
const ADD_EVENT = `INSERT INTO memory_events (seq, at, tenant, kind, subject, previous, hash)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
/** Written together in one transaction. */
const MOST_TOGETHER = 1000;
/** Other processes add to the chain as well; whoever finds its place taken looks again where it ends. */
const MOST_ATTEMPTS = 20;

export function createCommits({ sql, signingKey, witness, clock, waitingLimit }: CommitsOptions): Commits {
  const waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let head: Pick<Head, 'seq' | 'hash'> | undefined;

  const readHead = async (): Promise<Pick<Head, 'seq' | 'hash'>> => {
    const [row] = await sql.all(HEAD, []);
    return row === undefined ? GENESIS : headOf(row);
  };
  const writeTogether = async (changes: readonly Change[]): Promise<void> => {
    const drafts = changes.flatMap(({ events }) => events);
    const writes = merged(changes.flatMap((change) => change.writes));
    for (let attempt = 1; ; attempt++) {
      const before = (head ??= await readHead());
      const events = chained(before, drafts, clock.now());
      const last = signedHead(signingKey, events.at(-1) ?? before);
      try {
        await sql.write([...writes, ...chainWrites(events, last)]);
        head = last;
        witness.saw(last);
        return;
      } catch (error) {
        const now = await readHead();
        head = now;
        // Where the chain has not grown, something else is wrong.
        if (now.seq === before.seq || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const together = waiting.splice(0, MOST_TOGETHER);
      try {
        await writeTogether(together);
        for (const { resolve } of together) resolve();
      } catch (error) {
        await oneByOne(together, error);
      }
    }
    working = undefined;
  };
  /** One of them may be at fault; the others are not to suffer for it. */
  const oneByOne = async (together: readonly Waiting[], error: unknown): Promise<void> => {
    const [only] = together;
    if (together.length === 1) return only?.reject(error);
    for (const each of together) {
      try {
        await writeTogether([each]);
        each.resolve();
      } catch (failure) {
        each.reject(failure);
      }
    }
  };

  return {
    commit(change) {
      if (waiting.length >= waitingLimit) return Promise.reject(new AccordError(memoryErrors.MEMORY_BUSY));
      return new Promise((resolve, reject) => {
        waiting.push({ ...change, resolve, reject });
        working ??= work();
      });
    },
    async idle() {
      await working;
    },
  };
}

const chainWrites = (events: readonly StoredEvent[], head: Head): RowWrite[] => [
  {
    sql: ADD_EVENT,
    rows: events.map(({ seq, at, tenant, kind, subject, previous, hash }) => [
      BigInt(seq),
      BigInt(at),
      tenant,
      kind,
      subject,
      previous,
      hash,
    ]),
  },
  { sql: PUT_HEAD, rows: [[BigInt(head.seq), head.hash, head.signature]] },
];

/** Rows of one statement that follow each other become one write. */
function merged(writes: readonly RowWrite[]): readonly RowWrite[] {
  const result: { readonly sql: string; readonly rows: (readonly SqlValue[])[] }[] = [];
  for (const { sql, rows } of writes) {
    const last = result.at(-1);
    if (last?.sql === sql) last.rows.push(...rows);
    else result.push({ sql, rows: [...rows] });
  }
  return result;
}
