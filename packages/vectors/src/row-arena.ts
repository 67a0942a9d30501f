import { SCAN_WASM_BASE64 } from './scan-wasm.ts';

/** Rows that are taken and given back together; the number is the kernel's as well. */
export const BLOCK_ROWS = 16;
const CHUNK_ROWS = 1024;
const PAGE_BYTES = 65_536;
const MOST_PAGES = 65_536;
const LANE = 32;
const PAIR_BYTES = 8;
const INT8_MOST = 127;
const INT16_MOST = 32_767;
const INT32_MOST = 2_147_483_647;

/** A row and how similar it is to what was searched for. */
export interface ScoredRow {
  readonly row: number;
  readonly similarity: number;
}

export interface RowArenaOptions {
  readonly dimensions: number;
  /** Rows that there is room for, rounded up to what is taken from the system at once. */
  readonly capacity: number;
  /** Most rows that a search may compare in full precision. */
  readonly mostCandidates: number;
}

interface Kernel {
  scan(
    start: number,
    chunkRows: number,
    dims: number,
    blocks: number,
    rows: number,
    query: number,
    heap: number,
    limit: number,
  ): number;
  rescore(start: number, chunkRows: number, dims: number, query: number, heap: number, size: number): void;
}

/**
 * Vectors of length 1 in the memory of a WebAssembly module, each as int8 with a scale and in single precision. The
 * memory grows by a chunk of rows at a time, up to its bound; rows are lent in blocks.
 */
export interface RowArena {
  /** Takes a block of rows, and returns its number; undefined when there is no room. */
  take(): number | undefined;
  giveBack(block: number): void;
  write(row: number, unit: Float32Array): void;
  copy(from: number, to: number): void;
  /** The vector of a row; it is valid until the row is written again or the memory grows. */
  vectorAt(row: number): Float32Array;
  /** The `limit` rows that look likest by their int8 form, with their similarity in single precision, in no order. */
  nearest(blocks: readonly number[], rows: number, unit: Float32Array, limit: number): ScoredRow[];
  /** The similarity of each of these rows, at most as many as `mostCandidates`. */
  compare(rows: readonly number[], unit: Float32Array): ScoredRow[];
  bytes(): number;
}

const module = new WebAssembly.Module(Buffer.from(SCAN_WASM_BASE64, 'base64'));

export function createRowArena({ dimensions, capacity, mostCandidates }: RowArenaOptions): RowArena {
  const dims = Math.ceil(dimensions / LANE) * LANE;
  const mostChunks = Math.ceil(capacity / CHUNK_ROWS);
  const chunkBytes = CHUNK_ROWS * (dims * 5 + 4);
  const blocksOfChunk = CHUNK_ROWS / BLOCK_ROWS;

  // The front of the memory: the query in both forms, the candidates, the list of blocks; then the chunks.
  const queryInt16 = 0;
  const queryFloat32 = queryInt16 + dims * 2;
  const heap = queryFloat32 + dims * 4;
  const blockList = heap + mostCandidates * PAIR_BYTES;
  const start = Math.ceil((blockList + mostChunks * blocksOfChunk * 4) / PAGE_BYTES) * PAGE_BYTES;

  const pagesFor = (chunks: number): number => Math.ceil((start + chunks * chunkBytes) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({
    initial: pagesFor(0),
    maximum: Math.min(MOST_PAGES, pagesFor(mostChunks)),
  });
  // The module imports one memory and exports these two functions (assembly/scan.ts).
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
  const queryMost = Math.min(INT16_MOST, Math.floor(INT32_MOST / (INT8_MOST * dims)));

  const free: number[] = [];
  let chunks = 0;
  const grow = (): boolean => {
    if (chunks === mostChunks) return false;
    const pages = pagesFor(chunks + 1) - memory.buffer.byteLength / PAGE_BYTES;
    try {
      memory.grow(pages);
    } catch (error) {
      // The system has no more, or the bound of 4 GiB is reached: there is no room.
      if (error instanceof RangeError) return false;
      throw error;
    }
    for (let at = blocksOfChunk - 1; at >= 0; at--) free.push(chunks * blocksOfChunk + at);
    chunks += 1;
    return true;
  };

  const chunkOf = (row: number): number => start + Math.floor(row / CHUNK_ROWS) * chunkBytes;
  const int8At = (row: number): Int8Array =>
    new Int8Array(memory.buffer, chunkOf(row) + (row % CHUNK_ROWS) * dims, dims);
  const float32At = (row: number, length = dims): Float32Array =>
    new Float32Array(memory.buffer, chunkOf(row) + CHUNK_ROWS * dims + (row % CHUNK_ROWS) * dims * 4, length);
  const scaleAt = (row: number): Float32Array =>
    new Float32Array(memory.buffer, chunkOf(row) + CHUNK_ROWS * dims * 5 + (row % CHUNK_ROWS) * 4, 1);

  const setQuery = (unit: Float32Array): void => {
    new Float32Array(memory.buffer, queryFloat32, dims).set(unit);
    const coarse = new Int16Array(memory.buffer, queryInt16, dims);
    const scale = queryMost / largest(unit);
    for (let at = 0; at < unit.length; at++) coarse[at] = Math.round((unit[at] ?? 0) * scale);
  };
  const rescored = (size: number): ScoredRow[] => {
    kernel.rescore(start, CHUNK_ROWS, dims, queryFloat32, heap, size);
    const scores = new Float32Array(memory.buffer, heap, size * 2);
    const rows = new Int32Array(memory.buffer, heap, size * 2);
    return Array.from({ length: size }, (_, at) => ({
      row: rows[at * 2 + 1] ?? 0,
      similarity: Math.max(-1, Math.min(1, scores[at * 2] ?? 0)),
    }));
  };

  return {
    take: () => (free.length > 0 || grow() ? free.pop() : undefined),
    giveBack: (block) => void free.push(block),
    write(row, unit) {
      const scale = largest(unit) / INT8_MOST;
      const coarse = int8At(row);
      for (let at = 0; at < unit.length; at++) coarse[at] = Math.round((unit[at] ?? 0) / scale);
      float32At(row).set(unit);
      scaleAt(row)[0] = scale;
    },
    copy(from, to) {
      int8At(to).set(int8At(from));
      float32At(to).set(float32At(from));
      scaleAt(to).set(scaleAt(from));
    },
    vectorAt: (row) => float32At(row, dimensions),
    nearest(blocks, rows, unit, limit) {
      setQuery(unit);
      new Uint32Array(memory.buffer, blockList, blocks.length).set(blocks);
      const most = Math.min(limit, mostCandidates);
      return rescored(kernel.scan(start, CHUNK_ROWS, dims, blockList, rows, queryInt16, heap, most));
    },
    compare(rows, unit) {
      if (rows.length > mostCandidates) throw new TypeError(`${rows.length} rows are too many to compare`);
      setQuery(unit);
      const pairs = new Int32Array(memory.buffer, heap, rows.length * 2);
      for (const [at, row] of rows.entries()) pairs[at * 2 + 1] = row;
      return rescored(rows.length);
    },
    bytes: () => memory.buffer.byteLength,
  };
}

function largest(vector: Float32Array): number {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}
