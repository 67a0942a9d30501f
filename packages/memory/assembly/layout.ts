/*
 * Where things lie in the memory of a model, in bytes. JavaScript says how large they are and fills tables, maps, dictionary and
 * content in.
 *
 * A table says how likely each of 16 symbols is: 16 u16, each the end of its symbol's share of 2^14. The window is the
 * dictionary, then a reference (none, a base, or what a pack keeps in common), then the content.
 */

export const TABLE: usize = 32;
export const SHARE_BITS: u32 = 14;

/** Tables, by number. */
export const TOKEN: i32 = 0; // [state 4][sureness of the prediction 3][previous byte 256]
export const LENGTH: i32 = TOKEN + 12 * 256; // [kind 6][bytes of a word 16] first nibble
export const LENGTH_MORE: i32 = LENGTH + 6 * 16; // [kind 6] second and third nibble
export const CELL: i32 = LENGTH_MORE + 6 * 2; // first nibble; second by the first; third by both
export const DISTANCE: i32 = CELL + 1 + 16 + 256;
export const LITERAL: i32 = DISTANCE + 1; // [set] upper nibble, and the lower one by it
export const SET: i32 = 17;
export const CELL_BITS: i32 = 12;

/** What a token says. 7 … 13 are matches in the dictionary of 4 … 10 bytes, 14 is a longer one, 15 one at the predicted place. */
export const LITERAL_TOKEN: i32 = 0;
export const BYTE_TOKEN: i32 = 1;
export const REPEAT_TOKEN: i32 = 2; // … 5
export const REGION_TOKEN: i32 = 6;
export const PLACE_TOKEN: i32 = 7;
export const LONG_TOKEN: i32 = 14;
export const PREDICTED_TOKEN: i32 = 15;

export const MIN_REPEAT: i32 = 2;
export const MIN_REGION: i32 = 3;
export const MIN_PLACE: i32 = 4;
export const MIN_LONG: i32 = 11;
export const MIN_PREDICTED: i32 = 1;
/** Lengths are 0 … 270 over the least of their kind. */
export const MAX_OVER: i32 = 15 + 255;
export const MAX_LENGTH: i32 = MIN_PREDICTED + MAX_OVER;

/** Kinds of lengths. */
export const REPEAT_LENGTH: i32 = 0; // of the last distance; 1 of an earlier one
export const REGION_LENGTH: i32 = 2;
export const LONG_LENGTH: i32 = 3;
export const PREDICTED_LENGTH: i32 = 4; // by four bytes; 5 by six

/** Which set of tables a literal has, u16 each: by a hash of three bytes before it, by two; behind a match, by expected and previous. */
const MAPS: usize = 1024;
const MAP_BYTES: usize = 65536 * 2;
const PREDICTIONS: usize = MAPS + 3 * MAP_BYTES;
const PREDICTION_BYTES: usize = 2 * 65536 * 4;
/** What lies before the first is read with it, and is never written. */
const TABLES: usize = PREDICTIONS + PREDICTION_BYTES + TABLE;

let inputStart: usize = 0;
let dictionaryLength: i32 = 0;
let windowStart: usize = 0;
let freeStart: usize = 0;

/** Sets the places, and returns the first byte that nothing lies in. */
export function layOut(sets: i32, dictionaryBytes: i32, regionBytes: i32): usize {
  inputStart = TABLES + <usize>(LITERAL + sets * SET) * TABLE;
  dictionaryLength = dictionaryBytes;
  windowStart = (inputStart + <usize>regionBytes + 256 + 15) & ~15;
  freeStart = (windowStart + <usize>dictionaryBytes + <usize>regionBytes + 64 + 15) & ~15;
  return freeStart;
}

export function mapsAt(): usize {
  return MAPS;
}
export function predictionsAt(): usize {
  return PREDICTIONS;
}
export function tablesAt(): usize {
  return TABLES;
}
export function inputAt(): usize {
  return inputStart;
}
export function windowAt(): usize {
  return windowStart;
}
export function table(number: i32): usize {
  return TABLES + <usize>number * TABLE;
}
/** The first table of a token. */
export function tokenTable(state: i32, sureness: i32, before: i32): usize {
  return table(TOKEN + (((state * 3 + sureness) << 8) | before));
}
export function dictionaryBytes(): i32 {
  return dictionaryLength;
}
export function free(): usize {
  return freeStart;
}

/**
 * How many bytes from `from` on are of a word, at most `most` and at most 15: letters, digits, and what is not ASCII. Matches like to end
 * where words do. Reads 16 bytes.
 */
export function wordBytes(from: usize, most: i32): i32 {
  if (most <= 0) return 0;
  const bytes = v128.load(from);
  const lower = v128.or(bytes, i8x16.splat(0x20));
  const letters = v128.and(i8x16.ge_u(lower, i8x16.splat(0x61)), i8x16.le_u(lower, i8x16.splat(0x7a)));
  const digits = v128.and(i8x16.ge_u(bytes, i8x16.splat(0x30)), i8x16.le_u(bytes, i8x16.splat(0x39)));
  const others = i8x16.lt_s(bytes, i8x16.splat(0));
  const word: i32 = i8x16.bitmask(v128.or(v128.or(letters, digits), others));
  return ctz(~word | (1 << min(most, 15)));
}

/** Bits of a place in the dictionary that are below its cell. */
export function lowBits(): i32 {
  const bits: i32 = dictionaryLength <= 1 ? 0 : 32 - clz(dictionaryLength - 1);
  return bits > CELL_BITS ? bits - CELL_BITS : 0;
}

/** The first table of the set for a literal behind eight bytes; `expected` is the byte that a match would go on with, or -1. */
export function literalSet(eight: u64, expected: i32): usize {
  const before: u32 = <u32>(eight >> 56);
  let set: u32;
  if (expected >= 0)
    set = load<u16>(MAPS + 2 * MAP_BYTES + ((<usize>(((<u32>expected) << 8) | before)) << 1));
  else {
    const two: u32 = (before << 8) | (<u32>(eight >> 48) & 0xff);
    const three: u32 = (((two << 8) | (<u32>(eight >> 40) & 0xff)) * 0x9e3779b1) >> 16;
    set = load<u16>(MAPS + ((<usize>three) << 1));
    if (set == 0) set = load<u16>(MAPS + MAP_BYTES + ((<usize>two) << 1));
  }
  return table(LITERAL + <i32>set * SET);
}
