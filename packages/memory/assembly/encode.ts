/* Writes contents: the path that the parser chose, as symbols of the tables, by rANS. */
import {
  BYTE_TOKEN,
  CELL,
  dictionaryBytes,
  DISTANCE,
  LENGTH,
  LENGTH_MORE,
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
  wordBytes,
  MIN_PREDICTED,
  PREDICTED_LENGTH,
  PREDICTED_TOKEN,
} from './layout';
import { addToRegion, layOutFinder, startRegion } from './match-finder';
import {
  BY_BYTE,
  BY_LITERAL,
  BY_PLACE,
  BY_PREDICTION,
  BY_REGION,
  BY_REPEAT,
  findPath,
  layOutPath,
  pathAt,
  POSITION,
  predictedAt,
  REPS,
  STATE,
} from './parse';
import { layOutPrices, setPrices } from './prices';
import { sortSuffixes } from './suffixes';

/** Marks an entry of plain bits; its low bits say how many. */
const PLAIN: u32 = 0x8000;
/** The most symbols and plain bits of one token. */
const TOKEN_ENTRIES: i32 = 8;

let symbols: usize = 0;
let symbolCount: i32 = 0;
let output: usize = 0;
let outputEnd: usize = 0;

/** Sets the places for contents of up to `contentBytes`, and returns how much memory is needed. */
export function layOutEncoder(regionBytes: i32, contentBytes: i32): usize {
  symbols = layOutPath(layOutPrices(layOutFinder(regionBytes, contentBytes)), contentBytes);
  // Every symbol takes at most 16 bits.
  output = symbols + <usize>(contentBytes * TOKEN_ENTRIES) * 4;
  outputEnd = output + <usize>contentBytes * 2 * TOKEN_ENTRIES + 16;
  return outputEnd;
}

export function prepareEncoder(): void {
  sortSuffixes();
  setPrices();
}

function push(entry: u32): void {
  store<u32>(symbols + ((<usize>symbolCount) << 2), entry);
  symbolCount++;
}

function putSymbol(ends: usize, symbol: i32): void {
  const start: u32 = symbol > 0 ? load<u16>(ends + ((<usize>symbol) << 1) - 2) : 0;
  push((start << 16) | (<u32>load<u16>(ends + ((<usize>symbol) << 1)) - start));
}

/** At most 16 bits. */
function putPlain(value: i32, bits: i32): void {
  push(((<u32>value) << 16) | PLAIN | <u32>bits);
}

/** A length of a match that goes on from `distance` bytes before. */
function putLength(kind: i32, length: i32, least: i32, distance: i32, at: i32): void {
  const words = wordBytes(windowAt() + <usize>(at - distance + least), distance - least);
  const first = table(LENGTH + 16 * kind + words);
  const over = length - least;
  if (over < 15) return putSymbol(first, over);
  const more = table(LENGTH_MORE + 2 * kind);
  putSymbol(first, 15);
  putSymbol(more, (over - 15) >> 4);
  putSymbol(more + TABLE, (over - 15) & 15);
}

function putPlace(place: i32): void {
  const low = lowBits();
  const cell = place >> low;
  putSymbol(table(CELL), cell >> 8);
  putSymbol(table(CELL + 1 + (cell >> 8)), (cell >> 4) & 15);
  putSymbol(table(CELL + 17 + (cell >> 4)), cell & 15);
  putPlain(place & ((1 << low) - 1), low);
}

function putDistance(distance: i32): void {
  const bits: i32 = 31 - clz(distance);
  putSymbol(table(DISTANCE), min(bits, 15));
  if (bits >= 15) putPlain(bits - 15, 4);
  if (bits > 16) putPlain((distance >> 16) & ((1 << (bits - 16)) - 1), bits - 16);
  const lower: i32 = min(bits, 16);
  putPlain(distance & ((1 << lower) - 1), lower);
}

function putLiteral(at: usize, expected: i32): void {
  const set = literalSet(load<u64>(at - 8), expected);
  const byte: i32 = load<u8>(at);
  putSymbol(set, byte >> 4);
  putSymbol(set + TABLE + <usize>(byte >> 4) * TABLE, byte & 15);
}

function putMatch(tokens: usize, sureness: i32, how: i32, length: i32, distance: i32, at: i32): void {
  if (how == BY_BYTE) return putSymbol(tokens, BYTE_TOKEN);
  if (how == BY_REGION) {
    putSymbol(tokens, REGION_TOKEN);
    putDistance(distance);
    return putLength(REGION_LENGTH, length, MIN_REGION, distance, at);
  }
  if (how == BY_PREDICTION) {
    putSymbol(tokens, PREDICTED_TOKEN);
    return putLength(PREDICTED_LENGTH + sureness - 1, length, MIN_PREDICTED, distance, at);
  }
  if (how != BY_PLACE) {
    putSymbol(tokens, REPEAT_TOKEN + how - BY_REPEAT);
    return putLength(REPEAT_LENGTH + i32(how > BY_REPEAT), length, MIN_REPEAT, distance, at);
  }
  putSymbol(tokens, length < MIN_LONG ? PLACE_TOKEN + length - MIN_PLACE : LONG_TOKEN);
  putPlace(at - distance);
  if (length >= MIN_LONG) putLength(LONG_LENGTH, length, MIN_LONG, distance, at);
}

function putPath(start: i32, bytes: i32): void {
  for (let place = 0; place < bytes; ) {
    const position = pathAt() + POSITION * <usize>place;
    const current = windowAt() + <usize>(start + place);
    const how = load<i32>(position, 8);
    const state = load<i32>(position, STATE);
    const sureness = predictedAt(place) & 3;
    const tokens = tokenTable(state, sureness, <i32>load<u8>(current - 1));
    if (how == BY_LITERAL) {
      putSymbol(tokens, LITERAL_TOKEN);
      putLiteral(current, state >= 2 ? <i32>load<u8>(current - <usize>load<i32>(position, REPS)) : -1);
    } else putMatch(tokens, sureness, how, load<i32>(position, 4), load<i32>(position, 12), start + place);
    place += load<i32>(position, 4);
  }
}

/** Codes the symbols, the last one first; `under` is 16 bits that the decoder is left with. Returns where the bytes begin. */
function code(under: u32): usize {
  let state: u32 = 0x10000 | under;
  let to = outputEnd;
  for (let left = symbolCount - 1; left >= 0; left--) {
    const entry = load<u32>(symbols + ((<usize>left) << 2));
    const share = entry & 0xffff;
    const start = entry >> 16;
    if (share & PLAIN) {
      const bits = share & 31;
      if (bits == 0) continue;
      if (state >= (<u32>1) << (32 - bits)) {
        to -= 2;
        store<u16>(to, <u16>state);
        state >>= 16;
      }
      state = (state << bits) | start;
      continue;
    }
    if (state >= share << (32 - SHARE_BITS)) {
      to -= 2;
      store<u16>(to, <u16>state);
      state >>= 16;
    }
    state = ((state / share) << SHARE_BITS) + (state % share) + start;
  }
  to -= 4;
  store<u32>(to, state);
  return to;
}

/** Finds how to write the `bytes` bytes that lie behind dictionary and reference in the window. */
export function parse(referenceBytes: i32, bytes: i32, depth: i32, enough: i32): void {
  const start = dictionaryBytes() + referenceBytes;
  startRegion(referenceBytes + bytes);
  for (let at = dictionaryBytes(); at < start; at++) addToRegion(at);
  findPath(start, bytes, depth, enough);
}

/** Parses and encodes. Returns where the bytes begin; they end at `outputEndAt`. */
export function encode(referenceBytes: i32, bytes: i32, depth: i32, enough: i32, under: u32): usize {
  parse(referenceBytes, bytes, depth, enough);
  symbolCount = 0;
  putPath(dictionaryBytes() + referenceBytes, bytes);
  return code(under);
}

export function outputEndAt(): usize {
  return outputEnd;
}
