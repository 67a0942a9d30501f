import { checkEmbedding, checkTime, invalid } from './records/checked-record.ts';
import { recordAt, recordsAt } from './records/reading.ts';
import { type RecordRow, recordRowOf } from './records/record-row.ts';
import { versionOf } from './records/sealed-record.ts';
import type { Near, SearchIndex } from './search-index.ts';
import type { FoundRecord, SearchQuery } from './store.ts';
import type { TenantParts } from './tenant-parts.ts';

const MOST_WANTED = 1000;
/** Filters are applied to what is near; with few that pass, more are asked for, up to here. */
const MOST_LOOKED_AT = 1000;
const FIRST_LOOKED_AT = 50;
/** Without an embedding, so many of the latest are looked through. */
const MOST_LISTED = 20_000;
const PAGE = 500;
const LATEST = `SELECT * FROM memory_records WHERE tenant = ? AND seq < ? ORDER BY seq DESC LIMIT ${PAGE}`;

/** @throws MEMORY_REQUEST_INVALID, MEMORY_CLASS_UNKNOWN, VECTOR_UNUSABLE */
export async function searchIn(
  parts: TenantParts,
  index: SearchIndex,
  query: SearchQuery,
): Promise<FoundRecord[]> {
  check(parts, query);
  const { embedding } = query;
  if (embedding === undefined) return listed(parts, query);
  let found: FoundRecord[] = [];
  for (let looked = Math.max(FIRST_LOOKED_AT, query.limit * 2); ; looked *= 4) {
    const most = Math.min(looked, MOST_LOOKED_AT);
    const classes = query.classes ?? Object.keys(parts.classes);
    const near = (
      await Promise.all(classes.map(async (name) => index.nearest(embedding, name, most)))
    ).flat();
    const nearest = near.sort((a, b) => b.similarity - a.similarity).slice(0, most);
    found = await passing(parts, query, nearest);
    if (found.length >= query.limit || nearest.length < most || most === MOST_LOOKED_AT) break;
  }
  return found.slice(0, query.limit);
}

function check(parts: TenantParts, { limit, classes = [], embedding, from, to }: SearchQuery): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_WANTED) {
    throw invalid('limit', `it is 1 … ${MOST_WANTED}`);
  }
  for (const name of classes) parts.policyOf(name);
  if (embedding !== undefined) checkEmbedding(embedding);
  if (from !== undefined) checkTime(from, 'from');
  if (to !== undefined) checkTime(to, 'to');
}

async function passing(
  parts: TenantParts,
  query: SearchQuery,
  near: readonly Near[],
): Promise<FoundRecord[]> {
  const rows = await recordsAt(
    parts,
    near.map(({ id }) => BigInt(id)),
  );
  const byId = new Map(rows.map((row) => [String(row.seq), row]));
  const found: FoundRecord[] = [];
  for (const { id, similarity } of near) {
    const row = byId.get(id);
    const record = row === undefined ? undefined : await passed(parts, query, row);
    if (record !== undefined) found.push({ record, similarity });
    if (found.length === query.limit) break;
  }
  return found;
}

async function listed(parts: TenantParts, query: SearchQuery): Promise<FoundRecord[]> {
  const found: FoundRecord[] = [];
  let before = BigInt(Number.MAX_SAFE_INTEGER);
  for (let looked = 0; looked < MOST_LISTED; looked += PAGE) {
    const rows = (await parts.sql.all(LATEST, [parts.tenantId, before])).map(recordRowOf);
    for (const row of rows) {
      const record = await passed(parts, query, row);
      if (record !== undefined) found.push({ record, similarity: undefined });
      if (found.length === query.limit) return found;
    }
    const last = rows.at(-1);
    if (last === undefined) break;
    before = BigInt(last.seq);
  }
  return found;
}

async function passed(parts: TenantParts, query: SearchQuery, row: RecordRow) {
  const { classes, from = -Infinity, to = Infinity, metadata = {}, superseded = false } = query;
  if (classes !== undefined && !classes.includes(row.class)) return undefined;
  if (row.validFrom < from || row.validFrom >= to) return undefined;
  const record = versionOf(parts.keys(), row);
  const isOther = Object.entries(metadata).some(([name, value]) => record.metadata[name] !== value);
  if (isOther) return undefined;
  if (superseded || record.key === undefined) return record;
  const { class: className, key } = record;
  const holds = await recordAt(parts, { class: className, key }, parts.clock.now());
  return holds?.seq === row.seq ? record : undefined;
}
