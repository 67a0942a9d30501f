import { recordRowOf } from '../records/record-row.ts';
import { coarserVector } from '../records/sealed-record.ts';
import type { TenantParts } from '../tenant-parts.ts';

const DUE = `SELECT * FROM memory_records WHERE tenant = ? AND class = ? AND vector_format = 1 AND recorded_at <= ?
  ORDER BY recorded_at LIMIT 500`;
const COARSEN = 'UPDATE memory_records SET vector_format = 2, vector = ? WHERE tenant = ? AND seq = ?';

/** Keeps the embeddings of what has moved into packs in a byte for each number. */
export async function ageVectors(parts: TenantParts, className: string, recordedBy: number): Promise<void> {
  for (let left = true; left; ) {
    left = await parts.committer.commit(async () => {
      const cells = [parts.tenantId, className, BigInt(recordedBy)];
      const rows = (await parts.sql.all(DUE, cells)).map(recordRowOf);
      if (rows.length === 0) return { value: false, event: undefined, writes: [] };
      const coarse = rows.map((row) => coarserVector(parts.keys(), row, 'int8'));
      return {
        value: true,
        event: { kind: 'aged', detail: { step: 'quantize_vectors', contents: rows.length } },
        writes: [
          { sql: COARSEN, rows: coarse.map(({ vector, seq }) => [vector, parts.tenantId, BigInt(seq)]) },
        ],
      };
    });
  }
}
