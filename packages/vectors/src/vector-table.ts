import { crc32 } from 'node:zlib';
import { migrate, type SqliteDatabase, type SqlValue, type SqlWrite } from '@accord/storage';
import type { VectorRef } from './vector-index.ts';

const STEPS = [
  `CREATE TABLE vectors (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     collection TEXT NOT NULL,
     namespace TEXT NOT NULL,
     id TEXT NOT NULL,
     space TEXT NOT NULL,
     expires_at INTEGER,
     vector BLOB NOT NULL,
     checksum INTEGER NOT NULL,
     UNIQUE (collection, namespace, id)
   ) STRICT;
   CREATE INDEX vectors_by_expiry ON vectors (expires_at) WHERE expires_at IS NOT NULL`,
];

export interface StoredVector extends VectorRef {
  /** The model and the form of the bytes; vectors of two spaces are never compared. */
  readonly space: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number | undefined;
  readonly bytes: Uint8Array;
}

interface Row {
  readonly sequence: number;
  readonly namespace: string;
  readonly id: string;
  readonly space: string;
  readonly expires_at: number | null;
  readonly vector: Uint8Array;
  readonly checksum: number;
}

export interface ReadVector {
  readonly sequence: number;
  /** Undefined when the row is not what was written. */
  readonly stored: StoredVector | undefined;
}

const PAGE = 1000;

/** Everything of a collection, the oldest first. Brings the table up to date before. */
export function* readVectors(database: SqliteDatabase, collection: string): Generator<ReadVector> {
  migrate(database, 'vectors', STEPS);
  const page = database.prepare<[string, number, number], Row>(
    `SELECT sequence, namespace, id, space, expires_at, vector, checksum FROM vectors
     WHERE collection = ? AND sequence > ? ORDER BY sequence LIMIT ?`,
  );
  let last = 0;
  for (;;) {
    const rows = page.all(collection, last, PAGE);
    if (rows.length === 0) return;
    for (const row of rows) {
      last = row.sequence;
      const { namespace, id, space, vector: bytes } = row;
      const stored = { namespace, id, space, expiresAt: row.expires_at ?? undefined, bytes };
      const whole = checksumOf(stored) === row.checksum;
      yield { sequence: last, stored: whole ? stored : undefined };
    }
  }
}

/** The writes that a collection makes, each a constant statement and its parameters. */
export const vectorWrites = {
  put: (collection: string, stored: StoredVector): SqlWrite =>
    one(
      `INSERT OR REPLACE INTO vectors (collection, namespace, id, space, expires_at, vector, checksum)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        collection,
        stored.namespace,
        stored.id,
        stored.space,
        stored.expiresAt ?? null,
        stored.bytes,
        checksumOf(stored),
      ],
    ),
  remove: (collection: string, { namespace, id }: VectorRef): SqlWrite =>
    one('DELETE FROM vectors WHERE collection = ? AND namespace = ? AND id = ?', [collection, namespace, id]),
  removeRow: (sequence: number): SqlWrite => one('DELETE FROM vectors WHERE sequence = ?', [sequence]),
  clearNamespace: (collection: string, namespace: string): SqlWrite =>
    one('DELETE FROM vectors WHERE collection = ? AND namespace = ?', [collection, namespace]),
  removeForeign: (collection: string, space: string): SqlWrite =>
    one('DELETE FROM vectors WHERE collection = ? AND space <> ?', [collection, space]),
  clear: (collection: string): SqlWrite => one('DELETE FROM vectors WHERE collection = ?', [collection]),
  removeExpired: (now: number): SqlWrite => one('DELETE FROM vectors WHERE expires_at <= ?', [now]),
} as const;

const one = (sql: string, row: readonly SqlValue[]): SqlWrite => ({ sql, rows: [row] });

/** Of all that the row says, each part with its length, so that no part can pass for a piece of its neighbour. */
function checksumOf({ namespace, id, space, expiresAt, bytes }: StoredVector): number {
  return crc32(bytes, crc32(JSON.stringify([namespace, id, space, expiresAt ?? null])));
}
