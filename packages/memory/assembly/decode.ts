/* Reads contents: LZ77 over dictionary, reference and content, its choices coded by static tables and rANS. */
import {
  BYTE_TOKEN,
  CELL,
  LENGTH_MORE,
  wordBytes,
  dictionaryBytes,
  DISTANCE,
  inputAt,
  LENGTH,
  LITERAL_TOKEN,
  literalSet,
  LONG_LENGTH,
  LONG_TOKEN,
  lowBits,
  MIN_LONG,
  MIN_PLACE,
  MIN_REGION,
  MIN_REPEAT,
  PLACE_TOKEN,
  REGION_LENGTH,
  REGION_TOKEN,
  REPEAT_LENGTH,
  REPEAT_TOKEN,
  SHARE_BITS,
  TABLE,
  table,
  tokenTable,
  windowAt,
  PREDICTED_TOKEN,
  PREDICTED_LENGTH,
  MIN_PREDICTED,
} from './layout';
import { predict } from './prediction';

let state: u32 = 0;
let next: usize = 0;

const SHARE_MASK: u32 = (1 << SHARE_BITS) - 1;

/** Takes two more bytes where the state has become small; without a branch, since there is no telling when. */
function refill(reduced: u32): void {
  const isSmall = reduced < 65536;
  state = select<u32>((reduced << 16) | load<u16>(next), reduced, isSmall);
  next += <usize>isSmall << 1;
}

/** A symbol of 16 (Duda 2013; the search by comparing all at once is Giesen's). */
function symbol(ends: usize): i32 {
  const share: u32 = state & SHARE_MASK;
  const wanted = i16x8.splat(<i16>share);
  const lower = i16x8.le_s(v128.load(ends), wanted);
  const upper = i16x8.le_s(v128.load(ends, 16), wanted);
  const found: i32 = popcnt(i8x16.bitmask(i8x16.narrow_i16x8_s(lower, upper)));
  // Before the first end of a table lies the last one of another, which is 0 below the mask.
  const both = load<u32>(ends + ((<usize>found) << 1) - 2);
  const start = both & SHARE_MASK;
  refill(((both >> 16) - start) * (state >> SHARE_BITS) + share - start);
  return found;
}

/** Bits that are as likely as each other, at most 16. */
function plain(bits: i32): i32 {
  const value: i32 = state & ((1 << bits) - 1);
  refill(state >> bits);
  return value;
}

function over(kind: i32, words: i32): i32 {
  const first = symbol(table(LENGTH + 16 * kind + words));
  if (first < 15) return first;
  const second = symbol(table(LENGTH_MORE + 2 * kind));
  return 15 + (second << 4) + symbol(table(LENGTH_MORE + 2 * kind + 1));
}

function lengthOver(kind: i32, to: usize, distance: i32, least: i32): i32 {
  return over(kind, wordBytes(to - <usize>distance + <usize>least, distance - least));
}

function place(low: i32): i32 {
  const first = symbol(table(CELL));
  const second = symbol(table(CELL + 1 + first));
  const third = symbol(table(CELL + 17 + ((first << 4) | second)));
  const cell = (first << 8) | (second << 4) | third;
  return (cell << low) | plain(low);
}

/** Or 0, which no match has. */
function distance(): i32 {
  let bits = symbol(table(DISTANCE));
  if (bits == 15) bits += plain(4);
  if (bits <= 16) return (1 << bits) | plain(bits);
  if (bits > 24) return 0;
  const upper = plain(bits - 16);
  return (1 << bits) | (upper << 16) | plain(16);
}

/**
 * Decodes `bytes` bytes of content from `inputBytes` bytes of input to behind dictionary and reference.
 * Returns the 16 bits that the encoder has put under the content, or -1 when the input is damaged.
 */
export function decode(inputBytes: i32, referenceBytes: i32, bytes: i32): i32 {
  const window = windowAt();
  const low = lowBits();
  const total = dictionaryBytes();
  let at: i32 = total + referenceBytes;
  const stop: i32 = at + bytes;
  next = inputAt();
  const end = next + <usize>inputBytes;
  state = load<u32>(next);
  next += 4;
  // The last eight bytes, which would be slow to load so soon after they are stored.
  let before = load<u64>(window + <usize>at - 8);
  let after: i32 = 0;
  let rep0: i32 = 1;
  let rep1: i32 = 1;
  let rep2: i32 = 1;
  let rep3: i32 = 1;
  while (at < stop) {
    if (next > end) return -1;
    const to = window + <usize>at;
    const predicted = predict(before);
    // Of a literal, before it is known to be one: most are, and its tables are far away.
    const set = literalSet(before, after >= 2 ? <i32>load<u8>(to - <usize>rep0) : -1);
    const token = symbol(tokenTable(after, predicted & 3, <i32>(before >> 56)));
    if (token == LITERAL_TOKEN) {
      const upper = symbol(set);
      const byte = (upper << 4) | symbol(set + TABLE + <usize>upper * TABLE);
      store<u8>(to, <u8>byte);
      before = (before >> 8) | ((<u64>byte) << 56);
      after = after >= 2 ? 1 : 0;
      at++;
      continue;
    }
    let length: i32;
    if (token >= PLACE_TOKEN) {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      let from: i32;
      if (token == PREDICTED_TOKEN) {
        if (predicted == 0) return -1;
        from = predicted >> 2;
        length =
          MIN_PREDICTED + lengthOver(PREDICTED_LENGTH + (predicted & 3) - 1, to, at - from, MIN_PREDICTED);
      } else {
        from = place(low);
        if (from >= total) return -1;
        length = MIN_PLACE + token - PLACE_TOKEN;
        if (token == LONG_TOKEN) length = MIN_LONG + lengthOver(LONG_LENGTH, to, at - from, MIN_LONG);
      }
      rep0 = at - from;
      after = 2;
    } else if (token == REGION_TOKEN) {
      rep3 = rep2;
      rep2 = rep1;
      rep1 = rep0;
      rep0 = distance();
      if (rep0 <= 0 || rep0 > at) return -1;
      length = MIN_REGION + lengthOver(REGION_LENGTH, to, rep0, MIN_REGION);
      after = 2;
    } else {
      if (token == BYTE_TOKEN) length = 1;
      else {
        const which = token - REPEAT_TOKEN;
        if (which > 0) {
          const chosen = which == 1 ? rep1 : which == 2 ? rep2 : rep3;
          if (which == 3) rep3 = rep2;
          if (which >= 2) rep2 = rep1;
          rep1 = rep0;
          rep0 = chosen;
        }
        if (rep0 > at) return -1;
        length = MIN_REPEAT + lengthOver(REPEAT_LENGTH + i32(which > 0), to, rep0, MIN_REPEAT);
      }
      after = 3;
    }
    if (rep0 <= 0 || rep0 > at || at + length > stop) return -1;
    const source = to - <usize>rep0;
    at += length;
    if (rep0 >= 8) {
      // Up to 7 bytes more than are wanted: what comes next writes over them, and there is room behind the content.
      for (let copied: usize = 0; copied < <usize>length; copied += 8) {
        store<u64>(to + copied, load<u64>(source + copied));
      }
    } else for (let copied: usize = 0; copied < <usize>length; copied++) store<u8>(to + copied, load<u8>(source + copied));
    if (length < 8 && rep0 >= 8) {
      const bits = <u64>length << 3;
      before = (before >> bits) | (load<u64>(source) << (64 - bits));
    } else before = load<u64>((length >= 8 && length <= rep0 ? source : to) + <usize>length - 8);
  }
  return next == end && state >> 16 == 1 ? <i32>(state & 0xffff) : -1;
}
