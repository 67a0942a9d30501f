import { opened } from './records/reading.ts';
import { recordRowOf } from './records/record-row.ts';
import { vectorOf } from './records/sealed-record.ts';
import type { ExportedRecord, NewRecord } from './store.ts';
import type { TenantParts } from './tenant-parts.ts';

const PAGE = `SELECT * FROM memory_records WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT 500`;

/** What may leave the machine, the oldest first. */
export async function* exportedFrom(parts: TenantParts): AsyncGenerator<ExportedRecord> {
  for (let after = 0; ; ) {
    const rows = (await parts.sql.all(PAGE, [parts.tenantId, BigInt(after)])).map(recordRowOf);
    for (const row of rows) {
      if (parts.policyOf(row.class).edgeOnly) continue;
      const record = await opened(parts, row);
      if (record === undefined) continue;
      const { class: className, key, format, content, metadata, validFrom } = record;
      const vector = vectorOf(parts.keys(), row);
      yield {
        class: className,
        key,
        format,
        content: Buffer.from(content).toString('base64'),
        metadata,
        embedding: vector === undefined ? undefined : [...vector],
        validFrom,
      };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

export const importedRecord = (record: ExportedRecord): NewRecord => ({
  class: record.class,
  key: record.key,
  content: Buffer.from(record.content, 'base64'),
  format: record.format,
  metadata: record.metadata,
  embedding: record.embedding === undefined ? undefined : Float32Array.from(record.embedding),
  validFrom: record.validFrom,
});
