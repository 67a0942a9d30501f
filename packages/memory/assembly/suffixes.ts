/*
 * The dictionary's places in the order of what begins there (a suffix array, Manber and Myers 1990), with how much neighbours have in
 * common, the rank of each place, and the first rank of those that begin alike. Made once.
 */
import { dictionaryBytes, free, MAX_LENGTH, windowAt } from './layout';

/** What begins at a place is told apart by so many bytes. */
const KEY: i32 = 8;
const FEW: i32 = 12;
/** Shorter matches in the dictionary are not looked for: where they lie takes more bits than literals do. */
export const LEAST: i32 = 6;
const LEAST_HEAD_BITS: i32 = 12;
/** Entries that are looked at for four bytes; whichever finds none free is not found later. */
const PROBES: i32 = 8;
const RANK_BITS: i32 = 21;
const RANK_MASK: i32 = (1 << RANK_BITS) - 1;
const NONE: i32 = -1;

/** Eight bytes for each rank: its place, and what it has in common with the one before. */
let order: usize = 0;
let ranks: usize = 0;
let heads: usize = 0;
let headBits: i32 = 0;
let count: i32 = 0;

/** Sets the places, from the first free byte on, and returns the first that is free then. */
export function layOutSuffixes(): usize {
  const total = dictionaryBytes();
  count = max(total - LEAST + 1, 0);
  headBits = max(30 - clz(max(total, 1)), LEAST_HEAD_BITS);
  order = free();
  ranks = order + ((<usize>(count + 1)) << 3);
  heads = ranks + ((<usize>count) << 2);
  return (heads + ((<usize>4) << headBits) + ((<usize>PROBES) << 2) + 15) & ~15;
}

/** How many bytes are alike, of at most `most`, when `length` of them are known to be. Reads up to 7 bytes further. */
export function common(a: usize, b: usize, length: i32, most: i32): i32 {
  while (length < most) {
    const unlike = load<u64>(a + <usize>length) ^ load<u64>(b + <usize>length);
    if (unlike != 0) return min(length + (<i32>ctz(unlike) >> 3), most);
    length += 8;
  }
  return most;
}

export function suffixCount(): i32 {
  return count;
}
export function placeOf(rank: i32): i32 {
  return load<i32>(order + ((<usize>rank) << 3));
}
export function rankOf(place: i32): i32 {
  return load<i32>(ranks + ((<usize>place) << 2));
}
/** How many bytes the places of a rank and of the one before have in common; 0 at the first rank and behind the last. */
export function commonBefore(rank: i32): i32 {
  return load<i32>(order + ((<usize>rank) << 3), 4);
}

/** Sorts the places. Writes zeros behind the dictionary. */
export function sortSuffixes(): void {
  memory.fill(windowAt() + <usize>dictionaryBytes(), 0, MAX_LENGTH + 2 * KEY);
  for (let place = 0; place < count; place++) setPlace(place, place);
  sort(0, count, 0);
  setCommon(0, 0);
  setCommon(count, 0);
  memory.fill(heads, 0xff, ((<usize>4) << headBits) + ((<usize>PROBES) << 2));
  for (let rank = 0; rank < count; rank++) {
    const place = placeOf(rank);
    store<i32>(ranks + ((<usize>place) << 2), rank);
    const alike = rank == 0 ? 0 : alikeFrom(placeOf(rank - 1), place, 0);
    setCommon(rank, alike);
    if (alike < LEAST) addHead(hashOf(windowAt() + <usize>place), rank);
  }
}

function alikeFrom(one: i32, other: i32, known: i32): i32 {
  const most: i32 = min(dictionaryBytes() - max(one, other), MAX_LENGTH);
  return common(windowAt() + <usize>one, windowAt() + <usize>other, known, most);
}

function setPlace(rank: i32, place: i32): void {
  store<i32>(order + ((<usize>rank) << 3), place);
}
function setCommon(rank: i32, bytes: i32): void {
  store<i32>(order + ((<usize>rank) << 3), bytes, 4);
}
function swap(one: i32, other: i32): void {
  const place = placeOf(one);
  setPlace(one, placeOf(other));
  setPlace(other, place);
}
function keyAt(rank: i32, depth: i32): u64 {
  return bswap<u64>(load<u64>(windowAt() + <usize>(placeOf(rank) + depth)));
}

/** Multikey quicksort (Bentley and Sedgewick 1997), eight bytes at a time; the largest part is not recursed into. */
function sort(from: i32, to: i32, depth: i32): void {
  while (to - from > FEW) {
    if (depth >= MAX_LENGTH) return;
    const pivot = pivotOf(from, to, depth);
    let less = from;
    let more = to;
    for (let rank = from; rank < more; ) {
      const key = keyAt(rank, depth);
      if (key < pivot) swap(less++, rank++);
      else if (key > pivot) swap(rank, --more);
      else rank++;
    }
    const lower = less - from;
    const same = more - less;
    const upper = to - more;
    if (same >= lower && same >= upper) {
      sort(from, less, depth);
      sort(more, to, depth);
      from = less;
      to = more;
      depth += KEY;
    } else {
      sort(less, more, depth + KEY);
      if (lower >= upper) {
        sort(more, to, depth);
        to = less;
      } else {
        sort(from, less, depth);
        from = more;
      }
    }
  }
  for (let next = from + 1; next < to; next++) {
    const place = placeOf(next);
    let rank = next;
    for (; rank > from && isBefore(place, placeOf(rank - 1), depth); rank--) setPlace(rank, placeOf(rank - 1));
    setPlace(rank, place);
  }
}

function pivotOf(from: i32, to: i32, depth: i32): u64 {
  const a = keyAt(from, depth);
  const b = keyAt(from + ((to - from) >> 1), depth);
  const c = keyAt(to - 1, depth);
  return a < b ? (b < c ? b : max(a, c)) : a < c ? a : max(b, c);
}

function isBefore(one: i32, other: i32, depth: i32): bool {
  const window = windowAt();
  const alike = common(window + <usize>one, window + <usize>other, depth, MAX_LENGTH);
  return alike < MAX_LENGTH && load<u8>(window + <usize>(one + alike)) < load<u8>(window + <usize>(other + alike));
}

/** By the bytes that a match has at least. */
export function hashOf(at: usize): u64 {
  return (load<u64>(at) << (64 - 8 * LEAST)) * 0x9e3779b97f4a7c15;
}
function headAt(hash: u64): usize {
  return heads + ((<usize>(hash >> (64 - headBits))) << 2);
}
/** Bits of a hash below those that the entry is found by, where they lie in the entry. */
function checkOf(hash: u64): i32 {
  return <i32>(hash >> 12) & ~RANK_MASK;
}

function addHead(hash: u64, rank: i32): void {
  let entry = headAt(hash);
  for (let probe = 0; probe < PROBES; probe++, entry += 4) {
    if (load<i32>(entry) == NONE) return store<i32>(entry, checkOf(hash) | rank);
  }
}

/** The first rank of places that begin with the bytes of a hash, or of other ones in a few cases, or -1. */
export function headOf(hash: u64): i32 {
  const check = checkOf(hash);
  let entry = headAt(hash);
  for (let probe = 0; probe < PROBES; probe++, entry += 4) {
    const kept = load<i32>(entry);
    if (kept == NONE) return NONE;
    if ((kept & ~RANK_MASK) == check) return kept & RANK_MASK;
  }
  return NONE;
}
