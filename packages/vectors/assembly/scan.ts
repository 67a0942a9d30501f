/*
 * The loops of the exact index, in AssemblyScript. compile.mjs makes src/scan-wasm.ts of it.
 *
 * All addresses are bytes in the imported memory. `dims` is a multiple of 32. Rows lie in chunks of `chunkRows` rows
 * each, one after another from `start`; a chunk holds the rows as int8, then as fp32, then one fp32 scale for each row.
 * A block is BLOCK rows that follow each other, and never crosses a chunk.
 */

const BLOCK: i32 = 16;

/** Sum of the products of an int8 row with an int16 query. The caller keeps |query| small enough for 32 bits. */
function dotInt8(row: usize, query: usize, dims: usize): f32 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let at: usize = 0; at < dims; at += 32) {
    const r = row + at;
    const q = query + (at << 1);
    a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load8x8_s(r), v128.load(q)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load8x8_s(r, 8), v128.load(q, 16)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load8x8_s(r, 16), v128.load(q, 32)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load8x8_s(r, 24), v128.load(q, 48)));
  }
  const sum = i32x4.add(i32x4.add(a, b), i32x4.add(c, d));
  const total =
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3);
  return <f32>total;
}

function dotFloat32(row: usize, query: usize, dims: usize): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  for (let at: usize = 0; at < dims << 2; at += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(row + at), v128.load(query + at)));
    b = f32x4.add(b, f32x4.mul(v128.load(row + at, 16), v128.load(query + at, 16)));
  }
  const sum = f32x4.add(a, b);
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    f32x4.extract_lane(sum, 2) +
    f32x4.extract_lane(sum, 3)
  );
}

/** Puts a pair at the root of a min-heap of pairs (fp32 score, u32 row) and lets it sink. */
function replaceLeast(heap: usize, size: i32, score: f32, row: i32): void {
  let at: i32 = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= size) break;
    if (child + 1 < size && load<f32>(heap + (child << 3), 8) < load<f32>(heap + (child << 3))) child++;
    const pair = heap + (child << 3);
    if (load<f32>(pair) >= score) break;
    store<u64>(heap + (at << 3), load<u64>(pair));
    at = child;
  }
  store<f32>(heap + (at << 3), score);
  store<i32>(heap + (at << 3), row, 4);
}

/**
 * Finds the `limit` rows that are likest to the query by their int8 form. `blocks` lists the numbers of the blocks to
 * look through, all of them full but the last. Fills `heap` with pairs (score, row), the least likely first, and
 * returns how many there are.
 */
export function scan(
  start: usize,
  chunkRows: i32,
  dims: usize,
  blocks: usize,
  rows: i32,
  query: usize,
  heap: usize,
  limit: i32,
): i32 {
  const size: i32 = rows < limit ? rows : limit;
  for (let at: i32 = 0; at < size; at++) {
    store<f32>(heap + (at << 3), -Infinity);
    store<i32>(heap + (at << 3), -1, 4);
  }
  if (size == 0) return 0;
  const chunkBytes: usize = <usize>chunkRows * (dims * 5 + 4);
  let least: f32 = -Infinity;
  let block = blocks;
  for (let left = rows; left > 0; left -= BLOCK) {
    const first = load<i32>(block) * BLOCK;
    block += 4;
    const within: usize = first % chunkRows;
    const chunk = start + <usize>(first / chunkRows) * chunkBytes;
    let row = chunk + within * dims;
    let scale = chunk + <usize>chunkRows * dims * 5 + (within << 2);
    const last = first + (left < BLOCK ? left : BLOCK);
    for (let at = first; at < last; at++) {
      const score = dotInt8(row, query, dims) * load<f32>(scale);
      if (score > least) {
        replaceLeast(heap, size, score, at);
        least = load<f32>(heap);
      }
      row += dims;
      scale += 4;
    }
  }
  return size;
}

/** Replaces the score of each pair in `heap` by the product with the query in fp32. */
export function rescore(
  start: usize,
  chunkRows: i32,
  dims: usize,
  query: usize,
  heap: usize,
  size: i32,
): void {
  const chunkBytes: usize = <usize>chunkRows * (dims * 5 + 4);
  for (let at: i32 = 0; at < size; at++) {
    const pair = heap + (at << 3);
    const row = load<i32>(pair, 4);
    const within: usize = row % chunkRows;
    const chunk = start + <usize>(row / chunkRows) * chunkBytes;
    store<f32>(pair, dotFloat32(chunk + <usize>chunkRows * dims + within * (dims << 2), query, dims));
  }
}
