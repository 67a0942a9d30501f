import type { Prepared } from '../ledger/committer.ts';
import type { ForgetReport, RecordRef } from '../store.ts';
import type { TenantParts } from '../tenant-parts.ts';
import {
  type ContentRow,
  contentRowOf,
  countingContents,
  destroyingContents,
  replacingContents,
} from './content-row.ts';
import { type PackRewrites, packsWithout, withoutBase } from './packing.ts';
import { recordAt, versionsOf } from './reading.ts';
import { destroyingRecords, type RecordRow } from './record-row.ts';

/** What a change of forgetting says, and the files that are to go once it is made. */
export interface Forgotten {
  readonly report: ForgetReport;
  readonly records: readonly RecordRow[];
  /** Ids of contents that were destroyed. */
  readonly contentsGone: readonly number[];
  readonly filesGone: readonly string[];
}

const DEPENDENTS = 'SELECT * FROM memory_kept WHERE tenant = ? AND base = ?';

/** Removes records, and what only they had: the contents, their keys, their places in packs. */
export async function prepareForgetting(
  parts: TenantParts,
  which: readonly RecordRef[],
): Promise<Prepared<Forgotten>> {
  const { tenantId } = parts;
  const records = await recordsOf(parts, which);
  const uses = new Map<number, number>();
  for (const { content } of records) uses.set(content, (uses.get(content) ?? 0) + 1);
  const gone: ContentRow[] = [];
  const fewer: (readonly [number, number])[] = [];
  for (const row of await parts.contents.byIds([...uses.keys()])) {
    const used = uses.get(row.id) ?? 0;
    if (row.refs <= used) gone.push(row);
    else fewer.push([row.id, -used]);
  }
  const rewrites = await rewritesWithout(parts, gone);
  const writes = [
    ...destroyingRecords(tenantId, records),
    countingContents(tenantId, fewer),
    ...rewrites.writes,
    ...destroyingContents(tenantId, gone),
  ].filter((write) => write.rows.length > 0);
  const report = {
    forgotten: records.length,
    contentsDestroyed: gone.length,
    packsRewritten: rewrites.filesGone.length,
  };
  const ids = records.map(({ seq }) => String(seq));
  return {
    value: { report, records, contentsGone: gone.map(({ id }) => id), filesGone: rewrites.filesGone },
    event: records.length === 0 ? undefined : { kind: 'forgotten', detail: { records: ids } },
    writes,
  };
}

async function recordsOf(parts: TenantParts, which: readonly RecordRef[]): Promise<RecordRow[]> {
  const found = new Map<number, RecordRow>();
  for (const ref of which) {
    const isWholeKey = !('id' in ref) && ref.validAt === undefined && ref.recordedBy === undefined;
    const rows = isWholeKey
      ? await versionsOf(parts, parts.keys().nameOf(ref.class, ref.key))
      : [await recordAt(parts, ref, parts.clock.now())];
    for (const row of rows) if (row !== undefined) found.set(row.seq, row);
  }
  return [...found.values()];
}

/** What was written with the help of contents that go: differences from them, and packs that they are in. */
async function rewritesWithout(parts: TenantParts, gone: readonly ContentRow[]): Promise<PackRewrites> {
  const goes = new Set(gone.map(({ id }) => id));
  const freed = new Map<number, ContentRow>();
  for (const { id } of gone) {
    const rows = (await parts.sql.all(DEPENDENTS, [parts.tenantId, BigInt(id)])).map(contentRowOf);
    for (const row of rows.filter((each) => !goes.has(each.id)))
      freed.set(row.id, await withoutBase(parts, row));
  }
  const { writes, filesGone } = await packsWithout(parts, gone);
  return { writes: [...replacingContents(parts.tenantId, [...freed.values()]), ...writes], filesGone };
}
