import { hash, sign, verify } from 'node:crypto';
import type { RowWrite, SqlRow } from '@accord/storage';
import type { SigningKeys } from '../crypto/key-ring.ts';
import { bytesIn, bytesOrNone, hexOf, numberIn, textIn } from '../tables/cells.ts';

/** What happened to the memory of a tenant. None of it shows a content. */
export type MemoryEvent =
  /** `proof`: SHA-256 of the salt of the record and of what its row says. Once the salt is gone, it says nothing. */
  | { readonly kind: 'stored'; readonly detail: { readonly proof: string } }
  | { readonly kind: 'forgotten'; readonly detail: { readonly records: readonly string[] } }
  | { readonly kind: 'aged'; readonly detail: { readonly step: string; readonly contents: number } }
  | { readonly kind: 'trained'; readonly detail: { readonly class: string; readonly samples: number } }
  | { readonly kind: 'collected'; readonly detail: { readonly dictionaries: readonly number[] } }
  | { readonly kind: 'rotated'; readonly detail: { readonly generation: number; readonly done: boolean } };

/** An event as it is kept. */
export interface LedgerEvent {
  readonly seq: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly kind: string;
  /** JSON, as it was hashed. */
  readonly detail: string;
  /** The last of its transaction, which is signed. */
  readonly closes: boolean;
  /** SHA-256 of the digest before it and of all of the above. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array | undefined;
}

export interface LedgerPosition {
  /** Of the last event; 0 before the first. */
  readonly seq: number;
  readonly digest: Uint8Array;
}

/** The end of a ledger at some time, which who has the key vouches for. */
export interface SignedHead {
  readonly tenant: string;
  readonly seq: number;
  /** Hexadecimal. */
  readonly digest: string;
  /** Hexadecimal, by Ed25519. */
  readonly signature: string;
}

export const LEDGER_START: LedgerPosition = { seq: 0, digest: new Uint8Array(32) };

type Hashed = Pick<LedgerEvent, 'seq' | 'at' | 'kind' | 'detail' | 'closes'>;

export function digestOf(tenant: string, before: Uint8Array, event: Hashed): Buffer {
  const text = JSON.stringify([tenant, event.seq, event.at, event.kind, event.detail, event.closes]);
  return hash('sha256', Buffer.concat([before, Buffer.from(text)]), 'buffer');
}

const signedBytes = (tenant: string, seq: number, digest: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`accord memory head\n${tenant.length}:${tenant}\n${seq}\n`), digest]);

export function signatureOf(keys: SigningKeys, tenant: string, { seq, digest }: LedgerPosition): Buffer {
  return sign(null, signedBytes(tenant, seq, digest), keys.privateKey);
}

export function isSigned(
  keys: SigningKeys,
  tenant: string,
  { seq, digest }: LedgerPosition,
  signature: Uint8Array,
): boolean {
  return verify(null, signedBytes(tenant, seq, digest), keys.publicKey, signature);
}

/** Events that follow on a position: chained, the last one signed. */
export function chained(
  keys: SigningKeys,
  tenant: string,
  after: LedgerPosition,
  events: readonly MemoryEvent[],
  at: number,
): LedgerEvent[] {
  let { seq, digest } = after;
  return events.map(({ kind, detail }, index) => {
    seq += 1;
    const closes = index === events.length - 1;
    const event = { seq, at, kind, detail: JSON.stringify(detail), closes };
    digest = digestOf(tenant, digest, event);
    const signature = closes ? signatureOf(keys, tenant, { seq, digest }) : undefined;
    return { ...event, digest, signature };
  });
}

const APPEND = `INSERT INTO memory_events (tenant, seq, at, kind, detail, closes, digest, signature)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Fails as a whole when another process has appended since: what was read for it may not hold any more. */
export function appending(tenant: string, events: readonly LedgerEvent[]): RowWrite {
  const rows = events.map(({ seq, at, kind, detail, closes, digest, signature }) => [
    tenant,
    BigInt(seq),
    BigInt(at),
    kind,
    detail,
    closes ? 1n : 0n,
    digest,
    signature ?? null,
  ]);
  return { sql: APPEND, rows };
}

export const LAST_EVENT = 'SELECT * FROM memory_events WHERE tenant = ? ORDER BY seq DESC LIMIT 1';

export const eventOf = (row: SqlRow): LedgerEvent => ({
  seq: numberIn(row, 'seq'),
  at: numberIn(row, 'at'),
  kind: textIn(row, 'kind'),
  detail: textIn(row, 'detail'),
  closes: numberIn(row, 'closes') === 1,
  digest: bytesIn(row, 'digest'),
  signature: bytesOrNone(row, 'signature'),
});

export const headOf = (tenant: string, { seq, digest, signature }: LedgerEvent): SignedHead => ({
  tenant,
  seq,
  digest: hexOf(digest),
  signature: hexOf(signature ?? new Uint8Array()),
});
