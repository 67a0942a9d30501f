import type { RowWrite } from '@accord/storage';
import type { Dictionary } from '../codec/dictionary.ts';
import type { TenantParts } from '../tenant-parts.ts';
import { NO_BYTES, packCell } from '../tables/cells.ts';
import { type ContentRow, contentRowOf, replacingContents } from './content-row.ts';

/** The content in a frame that needs no other one. */
export async function withoutBase(parts: TenantParts, row: ContentRow): Promise<ContentRow> {
  const content = await parts.contents.open(row);
  const policy = parts.policyOf(row.class);
  const dictionary = policy.forgettable ? undefined : await parts.dictionaries.current(row.class);
  const how = { level: parts.settings.level, dictionary };
  return { ...row, ...parts.contents.frame(policy, row.class, row.address, content, how) };
}

export interface Packing {
  readonly class: string;
  readonly rows: readonly ContentRow[];
  /** Of the contents, in the order of the rows. */
  readonly bytes: readonly Uint8Array[];
  readonly dictionary: Dictionary | undefined;
  /** Made before the change was, which it takes seconds to do; used if the contents are still these. */
  readonly ahead?: PackedAhead | undefined;
}

export interface PackedAhead extends Pick<Packing, 'bytes' | 'dictionary'> {
  readonly pack: Uint8Array;
}

/** The pack of contents, without being kept. */
export async function packAhead(
  parts: TenantParts,
  { bytes, dictionary }: Pick<Packing, 'bytes' | 'dictionary'>,
): Promise<PackedAhead> {
  const pack = await parts.codec.pack(bytes, { level: parts.settings.packLevel, dictionary });
  return { bytes, dictionary, pack };
}

const isOf = (ahead: PackedAhead, { bytes, dictionary }: Packing): boolean =>
  ahead.dictionary?.id === dictionary?.id &&
  ahead.bytes.length === bytes.length &&
  ahead.bytes.every((content, at) => Buffer.compare(content, bytes[at] ?? NO_BYTES) === 0);

/** Writes a pack, and returns the writes that let rows refer to it. */
export async function packing(parts: TenantParts, how: Packing): Promise<RowWrite[]> {
  const { class: className, rows, bytes, dictionary, ahead } = how;
  const made = ahead !== undefined && isOf(ahead, how) ? ahead : await packAhead(parts, how);
  const pack = parts.contents.writePack({
    class: className,
    policy: parts.policyOf(className),
    bytes: made.pack,
    dictionary: dictionary?.id ?? 0,
    contents: rows.length,
    at: parts.clock.now(),
  });
  const total = bytes.reduce((sum, { length }) => sum + length, 0);
  const packed = rows.map((row, index): ContentRow => {
    const share = total === 0 ? 0 : (pack.bytes * (bytes[index]?.length ?? 0)) / total;
    return {
      ...row,
      base: undefined,
      depth: 0,
      dictionary: dictionary?.id ?? 0,
      wrapped: new Uint8Array(),
      keptBytes: Math.round(share),
      place: { tier: 'L3', pack: pack.file, index },
    };
  });
  return [pack.adding, ...replacingContents(parts.tenantId, packed)];
}

export interface PackRewrites {
  readonly writes: readonly RowWrite[];
  /** Files that nothing refers to once the writes are made. */
  readonly filesGone: readonly string[];
}

const IN_PACK = 'SELECT * FROM memory_kept WHERE tenant = ? AND pack = ? ORDER BY place';
/** See `destroyingContents`. */
const BLANK = 'UPDATE memory_packs SET wrapped = ? WHERE tenant = ? AND file = ?';
const REMOVE = 'DELETE FROM memory_packs WHERE tenant = ? AND file = ?';
/** As long as a wrapped key is. */
const WRAPPED_BYTES = 60;

export async function rowsInPack({ sql, tenantId }: TenantParts, file: string): Promise<ContentRow[]> {
  return (await sql.all(IN_PACK, [tenantId, packCell(file)])).map(contentRowOf);
}

/** Destroys the keys of packs, and removes what refers to them. */
export const removingPacks = (tenant: bigint, files: readonly string[]): RowWrite[] => [
  { sql: BLANK, rows: files.map((file) => [new Uint8Array(WRAPPED_BYTES), tenant, packCell(file)]) },
  { sql: REMOVE, rows: files.map((file) => [tenant, packCell(file)]) },
];

/** The packs that contents are in, written anew by other keys and without them. */
export async function packsWithout(parts: TenantParts, gone: readonly ContentRow[]): Promise<PackRewrites> {
  const goes = new Set(gone.map(({ id }) => id));
  const files = [...new Set(gone.flatMap(({ place }) => (place.tier === 'L3' ? [place.pack] : [])))];
  const writes: RowWrite[] = [];
  for (const file of files) {
    const rows = (await rowsInPack(parts, file)).filter(({ id }) => !goes.has(id));
    if (rows.length > 0) writes.push(...(await repacked(parts, rows)));
  }
  return { writes: [...writes, ...removingPacks(parts.tenantId, files)], filesGone: files };
}

async function repacked(parts: TenantParts, rows: readonly ContentRow[]): Promise<RowWrite[]> {
  const { class: className = '', dictionary: id = 0 } = rows[0] ?? {};
  const bytes: Uint8Array[] = [];
  for (const row of rows) bytes.push(await parts.contents.open(row));
  const dictionary = await parts.dictionaries.byId(id);
  return packing(parts, { class: className, rows, bytes, dictionary });
}
