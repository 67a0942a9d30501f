import { hash, sign, verify } from 'node:crypto';
import type { RowWrite, SqlRow } from '@accord/storage';
import type { SigningKeys } from '../crypto/key-ring.ts';
import { bytesIn, hexOf, numberIn, textIn } from '../tables/cells.ts';

/** What happened to the memory of a tenant. None of it shows a content. */
export type MemoryEvent =
  /** Of each record SHA-256 of its salt and of what its row says, one after another. Once the salt is gone, it says nothing. */
  | { readonly kind: 'stored'; readonly proofs: readonly Uint8Array[] }
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
  /** How many records were ever stored, with those of this event: they have the last numbers of these. */
  readonly records: number;
  /** Of `stored` the proofs, of others JSON in UTF-8. */
  readonly detail: Uint8Array;
  /** SHA-256 of the digest before it and of all of the above. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

export interface LedgerPosition {
  /** Of the last event; 0 before the first. */
  readonly seq: number;
  /** Number of the last record that was stored; 0 before the first. */
  readonly records: number;
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

export const LEDGER_START: LedgerPosition = { seq: 0, records: 0, digest: new Uint8Array(32) };

type Hashed = Pick<LedgerEvent, 'seq' | 'at' | 'kind' | 'records' | 'detail'>;

export function digestOf(tenant: string, before: Uint8Array, event: Hashed): Buffer {
  const { seq, at, kind, records, detail } = event;
  const text = JSON.stringify([tenant, seq, at, kind, records]);
  return hash('sha256', Buffer.concat([before, Buffer.from(text), detail]), 'buffer');
}

type Signed = Pick<LedgerPosition, 'seq' | 'digest'>;

const signedBytes = (tenant: string, seq: number, digest: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`accord memory head\n${tenant.length}:${tenant}\n${seq}\n`), digest]);

export function signatureOf(keys: SigningKeys, tenant: string, { seq, digest }: Signed): Buffer {
  return sign(null, signedBytes(tenant, seq, digest), keys.privateKey);
}

export function isSigned(
  keys: SigningKeys,
  tenant: string,
  { seq, digest }: Signed,
  signature: Uint8Array,
): boolean {
  return verify(null, signedBytes(tenant, seq, digest), keys.publicKey, signature);
}

/** The event that follows on a position. */
export function nextEvent(
  keys: SigningKeys,
  tenant: string,
  after: LedgerPosition,
  event: MemoryEvent,
  at: number,
): LedgerEvent {
  const isStored = event.kind === 'stored';
  const next = {
    seq: after.seq + 1,
    at,
    kind: event.kind,
    records: after.records + (isStored ? event.proofs.length : 0),
    detail: isStored ? Buffer.concat(event.proofs) : Buffer.from(JSON.stringify(event.detail)),
  };
  const digest = digestOf(tenant, after.digest, next);
  return { ...next, digest, signature: signatureOf(keys, tenant, { seq: next.seq, digest }) };
}

const APPEND = `INSERT INTO memory_events (tenant, seq, at, kind, records, detail, digest, signature)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Fails as a whole when another process has appended since: what was read for it may not hold any more. */
export function appending(tenant: bigint, event: LedgerEvent): RowWrite {
  const { seq, at, kind, records, detail, digest, signature } = event;
  return {
    sql: APPEND,
    rows: [[tenant, BigInt(seq), BigInt(at), kind, BigInt(records), detail, digest, signature]],
  };
}

/** What an event that is not `stored` says; nothing, where someone has changed it. The chain tells of that. */
export function detailOf({ detail }: LedgerEvent): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(detail).toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export const LAST_EVENT = 'SELECT * FROM memory_events WHERE tenant = ? ORDER BY seq DESC LIMIT 1';

export const eventOf = (row: SqlRow): LedgerEvent => ({
  seq: numberIn(row, 'seq'),
  at: numberIn(row, 'at'),
  kind: textIn(row, 'kind'),
  records: numberIn(row, 'records'),
  detail: bytesIn(row, 'detail'),
  digest: bytesIn(row, 'digest'),
  signature: bytesIn(row, 'signature'),
});

export const headOf = (tenant: string, { seq, digest, signature }: LedgerEvent): SignedHead => ({
  tenant,
  seq,
  digest: hexOf(digest),
  signature: hexOf(signature),
});
