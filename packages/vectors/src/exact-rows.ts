import type { KeptVector } from './kept-vector.ts';
import { BLOCK_ROWS, type RowArena } from './row-arena.ts';

/** The vectors of one namespace, in rows without gaps. */
export interface ExactRows {
  readonly size: number;
  readonly kept: Iterable<KeptVector>;
  /** Whether there was room. */
  add(kept: KeptVector, unit: Float32Array): boolean;
  /** The last row moves into the gap, so its place is used again at once. */
  remove(kept: KeptVector): void;
  nearest(unit: Float32Array, limit: number): ScoredVector[];
  compare(candidates: readonly KeptVector[], unit: Float32Array): ScoredVector[];
  clear(): void;
}

export interface ScoredVector {
  readonly kept: KeptVector;
  readonly similarity: number;
}

/** `owners` is shared by all that take rows from the arena: by row, whose vector is in it. */
export function createExactRows(arena: RowArena, owners: (KeptVector | undefined)[]): ExactRows {
  const blocks: number[] = [];
  let size = 0;

  const rowAt = (place: number): number =>
    (blocks[Math.floor(place / BLOCK_ROWS)] ?? 0) * BLOCK_ROWS + (place % BLOCK_ROWS);
  const ownerOf = (row: number): KeptVector => {
    const owner = owners[row];
    if (owner === undefined) throw new TypeError(`row ${row} has no vector`);
    return owner;
  };
  const giveBackLast = (): void => {
    const block = blocks.pop();
    if (block !== undefined) arena.giveBack(block);
  };

  return {
    get size() {
      return size;
    },
    kept: {
      *[Symbol.iterator]() {
        for (let place = 0; place < size; place++) yield ownerOf(rowAt(place));
      },
    },
    add(kept, unit) {
      if (size === blocks.length * BLOCK_ROWS) {
        const block = arena.take();
        if (block === undefined) return false;
        blocks.push(block);
      }
      kept.row = rowAt(size);
      owners[kept.row] = kept;
      arena.write(kept.row, unit);
      size += 1;
      return true;
    },
    remove(kept) {
      const last = rowAt(size - 1);
      if (last !== kept.row) {
        const moved = ownerOf(last);
        arena.copy(last, kept.row);
        owners[kept.row] = moved;
        moved.row = kept.row;
      }
      owners[last] = undefined;
      size -= 1;
      if (size % BLOCK_ROWS === 0) giveBackLast();
    },
    nearest: (unit, limit) =>
      arena
        .nearest(blocks, size, unit, limit)
        .map(({ row, similarity }) => ({ kept: ownerOf(row), similarity })),
    compare: (candidates, unit) =>
      arena
        .compare(
          candidates.map(({ row }) => row),
          unit,
        )
        .map(({ row, similarity }) => ({ kept: ownerOf(row), similarity })),
    clear() {
      for (let place = 0; place < size; place++) owners[rowAt(place)] = undefined;
      size = 0;
      while (blocks.length > 0) giveBackLast();
    },
  };
}
