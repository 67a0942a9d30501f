import { hash } from 'node:crypto';
import type { RowWrite, SqlRow } from '@accord/storage';
import { CONTENT_FORMATS, type ContentFormat } from '../store.ts';
import { bytesIn, bytesOrNone, hexOf, numberIn, textIn } from '../tables/cells.ts';

/** How a vector is kept. The place in the list is the number in the row. */
export const VECTOR_KEPT = ['none', 'fp16', 'int8'] as const;
export type VectorKept = (typeof VECTOR_KEPT)[number];

/** A record as it is kept: all that can be read without the key of the record. */
export interface RecordRow {
  readonly seq: number;
  readonly class: string;
  /** What the key of the record is found by. */
  readonly name: Uint8Array | undefined;
  /** Id of its content. */
  readonly content: number;
  readonly salt: Uint8Array;
  readonly format: ContentFormat;
  readonly validFrom: number;
  readonly recordedAt: number;
  readonly generation: number;
  /** The key of the record, wrapped by the tenant's; no bytes when nothing is sealed by it. */
  readonly wrapped: Uint8Array;
  /** Key and metadata; no bytes when there are none. */
  readonly sealed: Uint8Array;
  readonly vectorKept: VectorKept;
  readonly vector: Uint8Array;
}

const ADD = `INSERT INTO memory_records (tenant, seq, class, name, content, salt, format, valid_from, recorded_at,
  generation, wrapped, sealed, vector_format, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** See `destroyingContents`. */
const BLANK = 'UPDATE memory_records SET wrapped = ?, salt = ? WHERE tenant = ? AND seq = ?';
const REMOVE = 'DELETE FROM memory_records WHERE tenant = ? AND seq = ?';

export const addingRecords = (tenant: bigint, rows: readonly RecordRow[]): RowWrite => ({
  sql: ADD,
  rows: rows.map((row) => [
    tenant,
    BigInt(row.seq),
    row.class,
    row.name ?? null,
    BigInt(row.content),
    row.salt,
    BigInt(CONTENT_FORMATS.indexOf(row.format)),
    BigInt(row.validFrom),
    BigInt(row.recordedAt),
    BigInt(row.generation),
    row.wrapped,
    row.sealed,
    BigInt(VECTOR_KEPT.indexOf(row.vectorKept)),
    row.vector,
  ]),
});

export const destroyingRecords = (tenant: bigint, rows: readonly RecordRow[]): RowWrite[] => [
  {
    sql: BLANK,
    rows: rows.map(({ wrapped, salt, seq }) => [
      new Uint8Array(wrapped.length),
      new Uint8Array(salt.length),
      tenant,
      BigInt(seq),
    ]),
  },
  { sql: REMOVE, rows: rows.map(({ seq }) => [tenant, BigInt(seq)]) },
];

export const recordRowOf = (row: SqlRow): RecordRow => ({
  seq: numberIn(row, 'seq'),
  class: textIn(row, 'class'),
  name: bytesOrNone(row, 'name'),
  content: numberIn(row, 'content'),
  salt: bytesIn(row, 'salt'),
  format: CONTENT_FORMATS[numberIn(row, 'format')] ?? 'bytes',
  validFrom: numberIn(row, 'valid_from'),
  recordedAt: numberIn(row, 'recorded_at'),
  generation: numberIn(row, 'generation'),
  wrapped: bytesIn(row, 'wrapped'),
  sealed: bytesIn(row, 'sealed'),
  vectorKept: VECTOR_KEPT[numberIn(row, 'vector_format')] ?? 'none',
  vector: bytesIn(row, 'vector'),
});

type Proven = Pick<RecordRow, 'class' | 'name' | 'salt' | 'format' | 'validFrom' | 'recordedAt'>;

export const PROOF_BYTES = 32;

/**
 * What the ledger says of a record: whoever changes the row, or the content that it leads to, would have to change the ledger, too.
 *
 * @param address of its content
 */
export function proofOf(row: Proven, address: Uint8Array): Buffer {
  const { name, format, validFrom, recordedAt } = row;
  const said = [row.class, name === undefined ? null : hexOf(name), format, validFrom, recordedAt];
  return hash('sha256', Buffer.concat([row.salt, address, Buffer.from(JSON.stringify(said))]), 'buffer');
}
