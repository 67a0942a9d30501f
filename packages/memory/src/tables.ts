import type { SqlRow, SqlStep } from '@accord/storage';

/**
 * What is kept, in SQLite or PostgreSQL. Contents stand once for a tenant and class, and go when no record refers to them: the
 * foreign keys keep a content from being collected while another process writes a record of it, and a key from being dropped
 * while another process wraps with it.
 */
export const MEMORY_STEPS: readonly SqlStep[] = [
  ({ int64, bytes, keyed }) => `CREATE TABLE memory_secrets (
    tenant TEXT NOT NULL, version ${int64} NOT NULL, master TEXT NOT NULL, sealed ${bytes} NOT NULL,
    PRIMARY KEY (tenant, version)) ${keyed}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_contents (
    tenant TEXT NOT NULL, class TEXT NOT NULL, address TEXT NOT NULL, kind TEXT NOT NULL, key_version ${int64} NOT NULL,
    wrapped_key ${bytes} NOT NULL, frame ${bytes} NOT NULL, content_bytes ${int64} NOT NULL, frame_bytes ${int64} NOT NULL,
    level ${int64} NOT NULL, stored_at ${int64} NOT NULL, PRIMARY KEY (tenant, class, address),
    FOREIGN KEY (tenant, key_version) REFERENCES memory_secrets (tenant, version)) ${plain}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_records (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, class TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
    valid_from ${int64} NOT NULL, recorded_at ${int64} NOT NULL, card ${bytes} NOT NULL,
    FOREIGN KEY (tenant, class, address) REFERENCES memory_contents (tenant, class, address)) ${plain}`,
  () => 'CREATE INDEX memory_records_by_name ON memory_records (tenant, name, valid_from, id)',
  () => 'CREATE INDEX memory_records_by_content ON memory_records (tenant, class, address)',
  ({ int64, bytes, plain }) => `CREATE TABLE memory_dictionaries (
    tenant TEXT NOT NULL, class TEXT NOT NULL, number ${int64} NOT NULL, sealed ${bytes} NOT NULL,
    samples ${int64} NOT NULL, trained_at ${int64} NOT NULL, PRIMARY KEY (tenant, class, number)) ${plain}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_events (
    seq ${int64} PRIMARY KEY, at ${int64} NOT NULL, tenant TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    previous ${bytes} NOT NULL, hash ${bytes} NOT NULL) ${plain}`,
  ({ int64, bytes, plain }) => `CREATE TABLE memory_heads (
    id ${int64} PRIMARY KEY, seq ${int64} NOT NULL, hash ${bytes} NOT NULL, signature ${bytes} NOT NULL) ${plain}`,
];

export const numberIn = (row: SqlRow, column: string): number => {
  const cell = row[column];
  if (typeof cell === 'bigint') return Number(cell);
  throw new TypeError(`${column} is no whole number`);
};
export const textIn = (row: SqlRow, column: string): string => {
  const cell = row[column];
  if (typeof cell === 'string') return cell;
  throw new TypeError(`${column} is no text`);
};
export const bytesIn = (row: SqlRow, column: string): Uint8Array => {
  const cell = row[column];
  if (cell instanceof Uint8Array) return cell;
  throw new TypeError(`${column} is no bytes`);
};
