import type { RowWrite, SqlRow } from '@accord/storage';
import type { SimHash } from '../near/sim-hash.ts';
import { bytesIn, numberIn, packCell, packIn, textIn } from '../tables/cells.ts';

/** A content as it is kept, once for its tenant and class. */
export interface ContentRow {
  /** Number within the tenant: that of the first record that had it. */
  readonly id: number;
  readonly address: Uint8Array;
  readonly class: string;
  /** Records that have this content. */
  readonly refs: number;
  /** Id of the content that the frame is a difference from. */
  readonly base: number | undefined;
  /** How many frames have to be read before this one. */
  readonly depth: number;
  /** Of the frame or the pack; 0 without one. */
  readonly dictionary: number;
  readonly generation: number;
  /** The data key, wrapped by the tenant's; no bytes where the class is not encrypted. */
  readonly wrapped: Uint8Array;
  readonly form: 'original' | 'semantic';
  /** Of what it says, to find what is nearly alike; see `NearContents`. */
  readonly print: SimHash | undefined;
  /** Steps of ageing that are done. */
  readonly aged: number;
  readonly contentBytes: number;
  /** Of the frame as it is kept; of a packed content its share of the pack. */
  readonly keptBytes: number;
  /** When it was stored last: its age counts from then. */
  readonly createdAt: number;
  readonly place:
    | { readonly tier: 'L2'; readonly frame: Uint8Array }
    | { readonly tier: 'L3'; readonly pack: string; readonly index: number };
}

const ADD = `INSERT INTO memory_contents (tenant, id, address, class, refs, base, depth, dictionary, generation, wrapped,
  form, aged, content_bytes, kept_bytes, created_at, tier, pack, place)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const REPLACE = `UPDATE memory_contents SET base = ?, depth = ?, dictionary = ?, generation = ?, wrapped = ?, form = ?,
  aged = ?, kept_bytes = ?, created_at = ?, tier = ?, pack = ?, place = ?, print = ? WHERE tenant = ? AND id = ?`;
const PUT_FRAME = `INSERT INTO memory_frames (tenant, id, frame) VALUES (?, ?, ?)
  ON CONFLICT (tenant, id) DO UPDATE SET frame = excluded.frame`;
const REMOVE_FRAME = 'DELETE FROM memory_frames WHERE tenant = ? AND id = ?';
const COUNT = 'UPDATE memory_contents SET refs = refs + ? WHERE tenant = ? AND id = ?';
const COUNT_AGAIN = 'UPDATE memory_contents SET refs = refs + ?, created_at = ? WHERE tenant = ? AND id = ?';
/** What is deleted may stay readable in the free pages of a file, so the key is overwritten where it lies. */
const BLANK = 'UPDATE memory_contents SET wrapped = ? WHERE tenant = ? AND id = ?';
const REMOVE = 'DELETE FROM memory_contents WHERE tenant = ? AND id = ?';

export const addingContents = (tenant: bigint, rows: readonly ContentRow[]): RowWrite[] => [
  {
    sql: ADD,
    rows: rows.map((row) => [
      tenant,
      BigInt(row.id),
      row.address,
      row.class,
      BigInt(row.refs),
      ...framingCells(row),
      BigInt(row.aged),
      BigInt(row.contentBytes),
      BigInt(row.keptBytes),
      BigInt(row.createdAt),
      ...placeCells(row),
    ]),
  },
  puttingFrames(tenant, rows),
];

const puttingFrames = (tenant: bigint, rows: readonly ContentRow[]): RowWrite => ({
  sql: PUT_FRAME,
  rows: rows.flatMap(({ id, place }) => (place.tier === 'L2' ? [[tenant, BigInt(id), place.frame]] : [])),
});

const removingFrames = (tenant: bigint, rows: readonly ContentRow[]): RowWrite => ({
  sql: REMOVE_FRAME,
  rows: rows.map(({ id }) => [tenant, BigInt(id)]),
});

/** Writes anew how contents are kept. What they are, and how many have them, stays. */
export const replacingContents = (tenant: bigint, rows: readonly ContentRow[]): RowWrite[] => [
  {
    sql: REPLACE,
    rows: rows.map((row) => [
      ...framingCells(row),
      BigInt(row.aged),
      BigInt(row.keptBytes),
      BigInt(row.createdAt),
      ...placeCells(row),
      printCell(row.print),
      tenant,
      BigInt(row.id),
    ]),
  },
  puttingFrames(tenant, rows),
  removingFrames(
    tenant,
    rows.filter(({ place }) => place.tier === 'L3'),
  ),
];

/** Changes in how many records have contents, by id. */
export const countingContents = (
  tenant: bigint,
  counts: Iterable<readonly [id: number, change: number]>,
): RowWrite => ({
  sql: COUNT,
  rows: Array.from(counts, ([id, change]) => [BigInt(change), tenant, BigInt(id)]),
});

/** Counts records more that have contents that are there, and lets their age begin anew. */
export const countingAgain = (
  tenant: bigint,
  at: number,
  counts: Iterable<readonly [id: number, change: number]>,
): RowWrite => ({
  sql: COUNT_AGAIN,
  rows: Array.from(counts, ([id, change]) => [BigInt(change), BigInt(at), tenant, BigInt(id)]),
});

/** Destroys the keys of contents, then removes them. */
export const destroyingContents = (tenant: bigint, rows: readonly ContentRow[]): RowWrite[] => [
  { sql: BLANK, rows: rows.map(({ id, wrapped }) => [new Uint8Array(wrapped.length), tenant, BigInt(id)]) },
  removingFrames(tenant, rows),
  { sql: REMOVE, rows: rows.map(({ id }) => [tenant, BigInt(id)]) },
];

const framingCells = (row: ContentRow) =>
  [
    row.base === undefined ? null : BigInt(row.base),
    BigInt(row.depth),
    BigInt(row.dictionary),
    BigInt(row.generation),
    row.wrapped,
    row.form === 'original' ? 0n : 1n,
  ] as const;

const placeCells = ({ place }: ContentRow) =>
  place.tier === 'L2'
    ? ([2n, null, null] as const)
    : ([3n, packCell(place.pack), BigInt(place.index)] as const);

/** 64 bits as the columns have them, with a sign. */
const printCell = (print: SimHash | undefined): bigint | null =>
  print === undefined ? null : BigInt.asIntN(64, (BigInt(print.high) << 32n) | BigInt(print.low));

export function printOf({ print }: SqlRow): SimHash | undefined {
  if (typeof print !== 'bigint') return undefined;
  return { high: Number(BigInt.asUintN(32, print >> 32n)), low: Number(BigInt.asUintN(32, print)) };
}

/** @param row of `memory_kept` */
export function contentRowOf(row: SqlRow): ContentRow {
  const isPacked = numberIn(row, 'tier') === 3;
  return {
    id: numberIn(row, 'id'),
    address: bytesIn(row, 'address'),
    class: textIn(row, 'class'),
    refs: numberIn(row, 'refs'),
    base: row['base'] === null ? undefined : numberIn(row, 'base'),
    depth: numberIn(row, 'depth'),
    dictionary: numberIn(row, 'dictionary'),
    generation: numberIn(row, 'generation'),
    wrapped: bytesIn(row, 'wrapped'),
    form: numberIn(row, 'form') === 0 ? 'original' : 'semantic',
    print: printOf(row),
    aged: numberIn(row, 'aged'),
    contentBytes: numberIn(row, 'content_bytes'),
    keptBytes: numberIn(row, 'kept_bytes'),
    createdAt: numberIn(row, 'created_at'),
    place: isPacked
      ? { tier: 'L3', pack: packIn(row, 'pack'), index: numberIn(row, 'place') }
      : { tier: 'L2', frame: bytesIn(row, 'frame') },
  };
}
