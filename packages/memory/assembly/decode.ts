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
import { predictionAt } from './prediction';

let state: u32 = 0;
let next: usize = 0;

/** A symbol of 16 (Duda 2013; the search by comparing all at once is Giesen's). */
function symbol(ends: usize): i32 {
  const share: u32 = state & ((1 << SHARE_BITS) - 1);
  const wanted = i16x8.splat(<i16>share);
  const lower = i16x8.bitmask(i16x8.le_s(v128.load(ends), wanted));
  const upper = i16x8.bitmask(i16x8.le_s(v128.load(ends, 16), wanted));
  const found: i32 = popcnt(lower | (upper << 8));
  const start: u32 = found > 0 ? load<u16>(ends + ((<usize>found) << 1) - 2) : 0;
  const stop: u32 = load<u16>(ends + ((<usize>found) << 1));
  state = (stop - start) * (state >> SHARE_BITS) + share - start;
  if (state < 65536) {
    state = (state << 16) | load<u16>(next);
    next += 2;
  }
  return found;
}

/** Bits that are as likely as each other, at most 16. */
function plain(bits: i32): i32 {
  const value: i32 = state & ((1 << bits) - 1);
  state >>= bits;
  if (state < 65536) {
    state = (state << 16) | load<u16>(next);
    next += 2;
  }
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
  let after: i32 = 0;
  let rep0: i32 = 1;
  let rep1: i32 = 1;
  let rep2: i32 = 1;
  let rep3: i32 = 1;
  while (at < stop) {
    if (next > end) return -1;
    const to = window + <usize>at;
    const predicted = predictionAt(to);
    const token = symbol(tokenTable(after, predicted & 3, <i32>load<u8>(to - 1)));
    if (token == LITERAL_TOKEN) {
      const set = literalSet(to, after >= 2 ? <i32>load<u8>(to - <usize>rep0) : -1);
      const upper = symbol(set);
      store<u8>(to, <u8>((upper << 4) | symbol(set + TABLE + <usize>upper * TABLE)));
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
    let out = to;
    let from = to - <usize>rep0;
    at += length;
    if (rep0 >= 8) {
      // Up to 7 bytes more than are wanted: what comes next writes over them, and there is room behind the content.
      const last = out + <usize>length;
      for (; out < last; out += 8, from += 8) store<u64>(out, load<u64>(from));
    } else for (; length > 0; length--) store<u8>(out++, load<u8>(from++));
  }
  return next == end && state >> 16 == 1 ? <i32>(state & 0xffff) : -1;
}
