import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { SqlRow } from '@accord/storage';
import { bytesIn, numberIn, textIn } from './tables.ts';

/** What happened to the memory, in the order in which it happened. Contents and keys are in none of them. */
export type EventKind = 'store' | 'forget' | 'train' | 'rotate' | 'age';

export interface EventDraft {
  readonly tenant: string;
  readonly kind: EventKind;
  /** JSON: ids and addresses. */
  readonly subject: string;
}

export interface StoredEvent extends EventDraft {
  /** Counts up from 1. */
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly previous: Buffer;
  /** SHA-256 of the one before it and of everything above. */
  readonly hash: Buffer;
}

/** The last event, as far as it is vouched for. */
export interface Head {
  readonly seq: number;
  readonly hash: Buffer;
  /** Ed25519 of both. */
  readonly signature: Buffer;
}

const HASH_BYTES = 32;
/** Before the first event. */
export const GENESIS = { seq: 0, hash: Buffer.alloc(HASH_BYTES) } as const;

export function chained(
  { seq: lastSeq, hash: previous }: Pick<Head, 'seq' | 'hash'>,
  drafts: readonly EventDraft[],
  at: number,
): readonly StoredEvent[] {
  let last = previous;
  return drafts.map((draft, index) => {
    const event = { ...draft, seq: lastSeq + 1 + index, at, previous: last };
    last = hashOf(event);
    return { ...event, hash: last };
  });
}

const hashOf = ({ seq, at, tenant, kind, subject, previous }: Omit<StoredEvent, 'hash'>): Buffer =>
  createHash('sha256')
    .update(previous)
    .update(JSON.stringify([seq, at, tenant, kind, subject]))
    .digest();

const signedBytes = ({ seq, hash }: Pick<Head, 'seq' | 'hash'>): Buffer =>
  Buffer.concat([Buffer.from(`accord memory head ${seq} `), hash]);

export const signedHead = (key: KeyObject, { seq, hash }: Pick<Head, 'seq' | 'hash'>): Head => ({
  seq,
  hash,
  signature: sign(null, signedBytes({ seq, hash }), key),
});

const isSigned = (key: KeyObject, head: Head): boolean =>
  verify(null, signedBytes(head), createPublicKey(key), head.signature);

export const eventOf = (row: SqlRow): StoredEvent => ({
  seq: numberIn(row, 'seq'),
  at: numberIn(row, 'at'),
  tenant: textIn(row, 'tenant'),
  kind: textIn(row, 'kind') as EventKind,
  subject: textIn(row, 'subject'),
  previous: Buffer.from(bytesIn(row, 'previous')),
  hash: Buffer.from(bytesIn(row, 'hash')),
});

export const headOf = (row: SqlRow): Head => ({
  seq: numberIn(row, 'seq'),
  hash: Buffer.from(bytesIn(row, 'hash')),
  signature: Buffer.from(bytesIn(row, 'signature')),
});

/** What is wrong with the chain, and from which event on. */
export interface ChainFinding {
  readonly kind:
    | 'event_changed'
    | 'event_missing'
    | 'event_out_of_order'
    | 'event_unlinked'
    | 'head_missing'
    | 'head_forged'
    | 'head_behind'
    | 'truncated'
    | 'witness_missing'
    | 'witness_forged'
    | 'rewritten';
  readonly seq: number;
  readonly detail: string;
}

const MOST_FINDINGS = 100;

/** Walks the chain as its events come, and says at the end what does not hold. */
export class ChainCheck {
  private readonly key: KeyObject;
  private readonly found: ChainFinding[] = [];
  private readonly hashes = new Map<number, Buffer>();
  private readonly watched: ReadonlySet<number>;
  private last: Pick<Head, 'seq' | 'hash'> = GENESIS;

  /** @param heads whose events are to be looked at: that of the database, and that of the witness beside it */
  constructor(key: KeyObject, heads: readonly (Head | undefined)[]) {
    this.key = key;
    this.watched = new Set(heads.flatMap((head) => head?.seq ?? []));
  }

  /** In the order of their numbers. */
  take(event: StoredEvent): void {
    const expected = this.last.seq + 1;
    if (event.seq > expected)
      this.find('event_missing', expected, `events ${expected} to ${event.seq - 1} are gone`);
    else if (event.seq < expected)
      this.find('event_out_of_order', event.seq, `${event.seq} comes after ${expected - 1}`);
    const holds = hashOf(event).equals(event.hash);
    if (!holds) this.find('event_changed', event.seq, `event ${event.seq} is not what was written`);
    if (event.seq === expected && !event.previous.equals(this.last.hash)) {
      this.find('event_unlinked', event.seq, `event ${event.seq} does not follow the one before it`);
    }
    this.last = { seq: event.seq, hash: event.hash };
    if (this.watched.has(event.seq)) this.hashes.set(event.seq, event.hash);
  }

  /**
   * @param head of the database
   * @param witness the head that was last written beside the database
   */
  findings(head: Head | undefined, witness: Head | undefined): readonly ChainFinding[] {
    if (this.last.seq > 0 || head !== undefined || witness !== undefined) this.checkHead(head);
    if (witness !== undefined) this.checkWitness(witness);
    else if (this.last.seq > 0)
      this.find('witness_missing', this.last.seq, 'the head beside the database is gone');
    return this.found;
  }

  private checkHead(head: Head | undefined): void {
    const { seq } = this.last;
    if (head === undefined) return this.find('head_missing', seq, 'nothing vouches for the last event');
    if (!isSigned(this.key, head))
      return this.find('head_forged', head.seq, 'the head was not signed with our key');
    if (head.seq > seq)
      return this.find('truncated', seq + 1, `the head speaks of ${head.seq} events, and ${seq} are there`);
    if (head.seq < seq)
      this.find('head_behind', head.seq + 1, `nothing vouches for events after ${head.seq}`);
    if (this.hashes.get(head.seq)?.equals(head.hash) === false) {
      this.find('rewritten', head.seq, `event ${head.seq} is another than the head vouches for`);
    }
  }

  private checkWitness(witness: Head): void {
    if (!isSigned(this.key, witness)) {
      return this.find(
        'witness_forged',
        witness.seq,
        'the head beside the database was not signed with our key',
      );
    }
    if (witness.seq > this.last.seq) {
      return this.find(
        'truncated',
        this.last.seq + 1,
        `events up to ${witness.seq} were written, and are gone`,
      );
    }
    if (this.hashes.get(witness.seq)?.equals(witness.hash) === false) {
      this.find('rewritten', witness.seq, `event ${witness.seq} is another than was written`);
    }
  }

  private find(kind: ChainFinding['kind'], seq: number, detail: string): void {
    if (this.found.length < MOST_FINDINGS) this.found.push({ kind, seq, detail });
  }
}
