import type { SqlRow } from '@accord/storage';
import { type MaybePromise, whenReady } from '../maybe-promise.ts';
import type { RecalledRecord, RecordRef } from '../store.ts';
import { manyOf } from '../tables/many.ts';
import type { TenantParts } from '../tenant-parts.ts';
import type { ContentRow } from './content-row.ts';
import { contentRowOf } from './content-row.ts';
import { type RecordRow, recordRowOf } from './record-row.ts';
import { versionOf } from './sealed-record.ts';

type Reading = Pick<TenantParts, 'sql' | 'tenantId' | 'keys' | 'contents'>;

const BY_SEQ = 'SELECT * FROM memory_records WHERE tenant = ? AND seq = ?';
const BY_SEQS = 'SELECT * FROM memory_records WHERE tenant = ? AND seq IN';
const VERSIONS =
  'SELECT * FROM memory_records WHERE tenant = ? AND name = ? ORDER BY valid_from DESC, seq DESC';
const AT = `SELECT * FROM memory_records WHERE tenant = ? AND name = ? AND valid_from <= ? AND recorded_at <= ?
  ORDER BY valid_from DESC, seq DESC LIMIT 1`;
const NEXT =
  'SELECT min(valid_from) AS next FROM memory_records WHERE tenant = ? AND name = ? AND valid_from > ?';
const CONTENT = 'SELECT * FROM memory_kept WHERE tenant = ? AND id = ?';
const FAR = 8.64e15;

const first = ([row]: readonly SqlRow[]): RecordRow | undefined =>
  row === undefined ? undefined : recordRowOf(row);

/** The version that is meant. */
export function recordAt(parts: Reading, which: RecordRef, now: number): MaybePromise<RecordRow | undefined> {
  const { sql, tenantId } = parts;
  if ('id' in which) return whenReady(sql.all(BY_SEQ, [tenantId, BigInt(which.id)]), first);
  const name = parts.keys().nameOf(which.class, which.key);
  const [validAt, recordedBy] = [which.validAt ?? now, which.recordedBy ?? FAR];
  return whenReady(sql.all(AT, [tenantId, name, BigInt(validAt), BigInt(recordedBy)]), first);
}

export async function recordsAt(parts: Reading, seqs: readonly bigint[]): Promise<RecordRow[]> {
  return (await manyOf(parts.sql, BY_SEQS, [parts.tenantId], seqs)).map(recordRowOf);
}

/** All versions of a key, the newest fact first. */
export async function versionsOf(parts: Reading, name: Uint8Array): Promise<RecordRow[]> {
  return (await parts.sql.all(VERSIONS, [parts.tenantId, name])).map(recordRowOf);
}

/** The newest fact of the key that was ever stored, whether it holds by now or not. */
export function latestOf(parts: Pick<Reading, 'sql' | 'tenantId'>, name: Uint8Array) {
  return whenReady(parts.sql.all(AT, [parts.tenantId, name, BigInt(FAR), BigInt(FAR)]), first);
}

/** From when on another version of the key holds, as far as is known. */
export function nextFrom(parts: Reading, name: Uint8Array, now: number): MaybePromise<number> {
  return whenReady(parts.sql.all(NEXT, [parts.tenantId, name, BigInt(now)]), ([row]) => {
    const next = row?.['next'];
    return typeof next === 'bigint' ? Number(next) : Infinity;
  });
}

function contentAt(parts: Reading, id: number): MaybePromise<ContentRow | undefined> {
  return whenReady(parts.sql.all(CONTENT, [parts.tenantId, BigInt(id)]), ([row]) =>
    row === undefined ? undefined : contentRowOf(row),
  );
}

/** Undefined when the content is gone, because the record was forgotten meanwhile. */
export function opened(parts: Reading, row: RecordRow): MaybePromise<RecalledRecord | undefined> {
  return whenReady(contentAt(parts, row.content), (content) => {
    if (content === undefined) return undefined;
    return whenReady(parts.contents.open(content), (bytes) => ({
      ...versionOf(parts.keys(), row),
      content: bytes,
      form: content.form,
      tier: content.place.tier,
    }));
  });
}
