import type { RowWrite, SqlRow } from '@accord/storage';
import { bytesIn, bytesOrNone, numberIn, textIn } from '../tables/cells.ts';

/** A content as it is kept, once for its tenant and class. */
export interface ContentRow {
  readonly address: Uint8Array;
  readonly class: string;
  /** Records that have this content. */
  readonly refs: number;
  /** Address of the content that the frame is a difference from. */
  readonly base: Uint8Array | undefined;
  /** How many frames have to be read before this one. */
  readonly depth: number;
  /** Of the frame or the pack; 0 without one. */
  readonly dictionary: number;
  readonly generation: number;
  /** The data key, wrapped by the tenant's; no bytes where the class is not encrypted. */
  readonly wrapped: Uint8Array;
  readonly form: 'original' | 'semantic';
  /** Steps of ageing that are done. */
  readonly aged: number;
  readonly contentBytes: number;
  /** Of the frame as it is kept; of a packed content its share of the pack. */
  readonly keptBytes: number;
  /** When it was stored last: its age counts from then. */
  readonly createdAt: number;
  /** Number of the frame within the tenant, that of the event of the first record that had it; 0 in a pack. */
  readonly frameId: number;
  readonly place:
    | { readonly tier: 'L2'; readonly frame: Uint8Array }
    | { readonly tier: 'L3'; readonly pack: string; readonly index: number };
}

const ADD = `INSERT INTO memory_contents (tenant, address, class, refs, base, depth, dictionary, generation, wrapped,
  form, tier, aged, content_bytes, kept_bytes, created_at, pack, place, frame_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const REPLACE = `UPDATE memory_contents SET base = ?, depth = ?, dictionary = ?, generation = ?, wrapped = ?, form = ?,
  tier = ?, aged = ?, kept_bytes = ?, created_at = ?, pack = ?, place = ?, frame_id = ? WHERE tenant = ? AND address = ?`;
const PUT_FRAME = `INSERT INTO memory_frames (tenant, id, frame) VALUES (?, ?, ?)
  ON CONFLICT (tenant, id) DO UPDATE SET frame = excluded.frame`;
const REMOVE_FRAME = 'DELETE FROM memory_frames WHERE tenant = ? AND id = ?';
const COUNT = 'UPDATE memory_contents SET refs = refs + ? WHERE tenant = ? AND address = ?';
const COUNT_AGAIN =
  'UPDATE memory_contents SET refs = refs + ?, created_at = ? WHERE tenant = ? AND address = ?';
/** What is deleted may stay readable in the free pages of a file, so the key is overwritten where it lies. */
const BLANK = 'UPDATE memory_contents SET wrapped = ? WHERE tenant = ? AND address = ?';
const REMOVE = 'DELETE FROM memory_contents WHERE tenant = ? AND address = ?';

export const addingContents = (tenant: string, rows: readonly ContentRow[]): RowWrite[] => [
  adding(tenant, rows),
  puttingFrames(tenant, rows),
];

const adding = (tenant: string, rows: readonly ContentRow[]): RowWrite => ({
  sql: ADD,
  rows: rows.map((row) => [
    tenant,
    row.address,
    row.class,
    BigInt(row.refs),
    row.base ?? null,
    BigInt(row.depth),
    BigInt(row.dictionary),
    BigInt(row.generation),
    row.wrapped,
    row.form === 'original' ? 0n : 1n,
    ...placeCells(row).slice(0, 1),
    BigInt(row.aged),
    BigInt(row.contentBytes),
    BigInt(row.keptBytes),
    BigInt(row.createdAt),
    ...placeCells(row).slice(1),
  ]),
});

const puttingFrames = (tenant: string, rows: readonly ContentRow[]): RowWrite => ({
  sql: PUT_FRAME,
  rows: rows.flatMap(({ place, frameId }) =>
    place.tier === 'L2' ? [[tenant, BigInt(frameId), place.frame]] : [],
  ),
});

const removingFrames = (tenant: string, rows: readonly ContentRow[]): RowWrite => ({
  sql: REMOVE_FRAME,
  rows: rows.flatMap(({ frameId }) => (frameId === 0 ? [] : [[tenant, BigInt(frameId)]])),
});

/** Writes anew how contents are kept. What they are, and how many have them, stays. */
export const replacingContents = (tenant: string, rows: readonly ContentRow[]): RowWrite[] => [
  replacing(tenant, rows),
  puttingFrames(tenant, rows),
  removingFrames(
    tenant,
    rows.filter(({ place }) => place.tier === 'L3'),
  ),
];

const replacing = (tenant: string, rows: readonly ContentRow[]): RowWrite => ({
  sql: REPLACE,
  rows: rows.map((row) => {
    const [tier = 2n, ...place] = placeCells(row);
    return [
      row.base ?? null,
      BigInt(row.depth),
      BigInt(row.dictionary),
      BigInt(row.generation),
      row.wrapped,
      row.form === 'original' ? 0n : 1n,
      tier,
      BigInt(row.aged),
      BigInt(row.keptBytes),
      BigInt(row.createdAt),
      ...place,
      tenant,
      row.address,
    ];
  }),
});

export const countingContents = (
  tenant: string,
  counts: Iterable<readonly [address: Uint8Array, change: number]>,
): RowWrite => ({
  sql: COUNT,
  rows: Array.from(counts, ([address, change]) => [BigInt(change), tenant, address]),
});

/** Counts records more that have contents that are there, and lets their age begin anew. */
export const countingAgain = (
  tenant: string,
  at: number,
  counts: Iterable<readonly [address: Uint8Array, change: number]>,
): RowWrite => ({
  sql: COUNT_AGAIN,
  rows: Array.from(counts, ([address, change]) => [BigInt(change), BigInt(at), tenant, address]),
});

/** Destroys the keys of contents, then removes them. */
export const destroyingContents = (tenant: string, rows: readonly ContentRow[]): RowWrite[] => [
  { sql: BLANK, rows: rows.map(({ address, wrapped }) => [new Uint8Array(wrapped.length), tenant, address]) },
  removingFrames(tenant, rows),
  { sql: REMOVE, rows: rows.map(({ address }) => [tenant, address]) },
];

function placeCells({ place, frameId }: ContentRow) {
  return place.tier === 'L2'
    ? ([2n, null, null, BigInt(frameId)] as const)
    : ([3n, place.pack, BigInt(place.index), 0n] as const);
}

/** @param row of `memory_kept` */
export function contentRowOf(row: SqlRow): ContentRow {
  const isPacked = numberIn(row, 'tier') === 3;
  return {
    address: bytesIn(row, 'address'),
    class: textIn(row, 'class'),
    refs: numberIn(row, 'refs'),
    base: bytesOrNone(row, 'base'),
    depth: numberIn(row, 'depth'),
    dictionary: numberIn(row, 'dictionary'),
    generation: numberIn(row, 'generation'),
    wrapped: bytesIn(row, 'wrapped'),
    form: numberIn(row, 'form') === 0 ? 'original' : 'semantic',
    aged: numberIn(row, 'aged'),
    contentBytes: numberIn(row, 'content_bytes'),
    keptBytes: numberIn(row, 'kept_bytes'),
    createdAt: numberIn(row, 'created_at'),
    frameId: numberIn(row, 'frame_id'),
    place: isPacked
      ? { tier: 'L3', pack: textIn(row, 'pack'), index: numberIn(row, 'place') }
      : { tier: 'L2', frame: bytesIn(row, 'frame') },
  };
}
