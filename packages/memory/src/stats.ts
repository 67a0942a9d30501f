import { distributionOf } from './distribution.ts';
import type { OperationRecord } from './operation-record.ts';
import type { MemoryStats, TierStats } from './stats-report.ts';
import { numberIn, textIn } from './tables/cells.ts';
import { databaseBytesOf, keptBytesOf, oneNumber, wholeOf } from './tables/totals.ts';
import type { TenantParts } from './tenant-parts.ts';
import type { VectorSample } from './tiers/vector-sample.ts';

const RECORDS = 'SELECT count(*) AS total FROM memory_records WHERE tenant = ?';
const TIERS = `SELECT class, tier, count(*) AS contents, sum(content_bytes) AS content_bytes, sum(kept_bytes) AS kept_bytes
  FROM memory_contents WHERE tenant = ? GROUP BY class, tier ORDER BY class, tier`;
const PACKS = 'SELECT class, sum(bytes) AS total FROM memory_packs WHERE tenant = ? GROUP BY class';
const DICTIONARIES = `SELECT class, id, length(sealed) AS bytes FROM memory_dictionaries WHERE tenant = ?
  ORDER BY class, id`;

export async function statsOf(
  parts: TenantParts,
  operations: OperationRecord,
  vectors: VectorSample,
): Promise<MemoryStats> {
  const { sql, tenantId } = parts;
  const packRows = await sql.all(PACKS, [tenantId]);
  const packBytes = new Map(packRows.map((row) => [textIn(row, 'class'), wholeOf(row['total'] ?? null)]));
  const tiers = (await sql.all(TIERS, [tenantId])).map((row): TierStats => {
    const isPacked = numberIn(row, 'tier') === 3;
    const className = textIn(row, 'class');
    const kept = isPacked ? packBytes.get(className) : wholeOf(row['kept_bytes'] ?? null);
    return {
      class: className,
      tier: isPacked ? 'L3' : 'L2',
      contents: numberIn(row, 'contents'),
      contentBytes: wholeOf(row['content_bytes'] ?? null),
      keptBytes: kept ?? 0,
    };
  });
  const dictionaries = (await sql.all(DICTIONARIES, [tenantId])).map((row) => ({
    class: textIn(row, 'class'),
    id: numberIn(row, 'id'),
    bytes: wholeOf(row['bytes'] ?? null),
  }));
  const contentBytes = tiers.reduce((sum, tier) => sum + tier.contentBytes, 0);
  const keptBytes = await keptBytesOf(parts);
  return {
    records: await oneNumber(sql, RECORDS, [tenantId]),
    contents: tiers.reduce((sum, { contents }) => sum + contents, 0),
    tiers,
    l1: parts.hot.stats(),
    dictionaries,
    ...(await distributionOf(parts, parts.clock.now())),
    database: await databaseBytesOf(sql),
    embeddings: vectors.stats(),
    near_duplicates: await parts.near.stats(),
    compression_ratio: keptBytes === 0 ? undefined : contentBytes / keptBytes,
    ...operations.stats(),
  };
}
