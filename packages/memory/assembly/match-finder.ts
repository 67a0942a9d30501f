/*
 * Finds earlier occurrences of what comes next. The dictionary is searched by binary trees, one for each hash of four
 * bytes, that are built once (the bt4 of LZMA, searched without inserting); reference and content by chains.
 */
import { dictionaryBytes, free, MAX_LENGTH, windowAt } from './layout';
import { cellPrice } from './prices';

const TREE_BITS: i32 = 16;
/** Of a small region few, since they are cleared for every content. */
const FEW_CHAIN_BITS: i32 = 12;
const MOST_CHAIN_BITS: i32 = 16;
const SMALL_REGION_BYTES: i32 = 8192;
const BUILD_DEPTH: i32 = 64;
/** A place that is none. */
const NONE: i32 = -1;

/** How many bytes are alike, of at most `most`, when `length` of them are known to be. Reads up to 7 bytes further. */
export function common(a: usize, b: usize, length: i32, most: i32): i32 {
  while (length < most) {
    const unlike = load<u64>(a + <usize>length) ^ load<u64>(b + <usize>length);
    if (unlike != 0) return min(length + (<i32>ctz(unlike) >> 3), most);
    length += 8;
  }
  return most;
}

let heads: usize = 0;
let sons: usize = 0;
let chainHeads: usize = 0;
let chain: usize = 0;
let chainBits: i32 = FEW_CHAIN_BITS;
let regionStart: i32 = 0;
let excludedFrom: i32 = 0;
let excludedTo: i32 = 0;

/** Sets the places, from the first free byte on, and returns the first that is free then. */
export function layOutFinder(regionBytes: i32): usize {
  heads = free();
  sons = heads + (4 << TREE_BITS);
  chainHeads = sons + ((<usize>dictionaryBytes()) << 3);
  chain = chainHeads + (4 << MOST_CHAIN_BITS);
  return chain + ((<usize>regionBytes) << 2);
}

/** Matches from these places of the dictionary are not to be found: what is learnt from lies there itself. */
export function exclude(from: i32, to: i32): void {
  excludedFrom = from;
  excludedTo = to;
}

function treeOf(at: usize): usize {
  return heads + ((<usize>((load<u32>(at) * 0x9e3779b1) >> (32 - TREE_BITS))) << 2);
}

function chainOf(at: usize): usize {
  return chainHeads + ((<usize>(((load<u32>(at) & 0xffffff) * 0x9e3779b1) >> (32 - chainBits))) << 2);
}

/** Builds the trees of the dictionary. */
export function plant(): void {
  memory.fill(heads, 0xff, 4 << TREE_BITS);
  const last = dictionaryBytes() - 4;
  for (let at = 0; at <= last; at++) insert(at);
}

function insert(at: i32): void {
  const window = windowAt();
  const current = window + <usize>at;
  const most: i32 = min(dictionaryBytes() - at, MAX_LENGTH);
  const head = treeOf(current);
  let place = load<i32>(head);
  store<i32>(head, at);
  let smaller: usize = sons + ((<usize>at) << 3);
  let larger: usize = smaller + 4;
  let smallerLength: i32 = 0;
  let largerLength: i32 = 0;
  for (let depth = 0; place != NONE && depth < BUILD_DEPTH; depth++) {
    const pair = sons + ((<usize>place) << 3);
    const other = window + <usize>place;
    const length = common(other, current, min(smallerLength, largerLength), most);
    if (length == most) {
      store<i32>(smaller, load<i32>(pair));
      store<i32>(larger, load<i32>(pair, 4));
      return;
    }
    if (load<u8>(other + length) < load<u8>(current + length)) {
      store<i32>(smaller, place);
      smaller = pair + 4;
      place = load<i32>(smaller);
      smallerLength = length;
    } else {
      store<i32>(larger, place);
      larger = pair;
      place = load<i32>(larger);
      largerLength = length;
    }
  }
  store<i32>(smaller, NONE);
  store<i32>(larger, NONE);
}

/**
 * Finds places in the dictionary with ever longer matches of the `most` bytes at `at`. Fills `pairs` with (length,
 * place), and returns how many there are.
 */
export function searchDictionary(at: i32, most: i32, depth: i32, pairs: usize): i32 {
  if (most < 4) return 0;
  const window = windowAt();
  const current = window + <usize>at;
  const total = dictionaryBytes();
  let place = load<i32>(treeOf(current));
  let smallerLength: i32 = 0;
  let largerLength: i32 = 0;
  let best: i32 = 3;
  let found: i32 = 0;
  for (; place != NONE && depth > 0; depth--) {
    const pair = sons + ((<usize>place) << 3);
    const other = window + <usize>place;
    const limit: i32 = min(most, total - place);
    const length = common(other, current, min(min(smallerLength, largerLength), limit), limit);
    if (length >= best && (place + length <= excludedFrom || place >= excludedTo)) {
      if (length > best) {
        best = length;
        store<i32>(pairs + ((<usize>found) << 3), length);
        store<i32>(pairs + ((<usize>found) << 3), place, 4);
        found++;
        if (length == most) break;
      } else if (
        found > 0 &&
        cellPrice(place) < cellPrice(load<i32>(pairs + ((<usize>(found - 1)) << 3), 4))
      ) {
        // As long, and cheaper to write: what is written often becomes cheaper still.
        store<i32>(pairs + ((<usize>(found - 1)) << 3), place, 4);
      }
    }
    if (length < limit && load<u8>(other + length) < load<u8>(current + length)) {
      place = load<i32>(pair, 4);
      smallerLength = length;
    } else {
      place = load<i32>(pair);
      largerLength = length;
    }
  }
  return found;
}

/** Starts over with a reference and a content behind the dictionary. */
export function startRegion(bytes: i32): void {
  regionStart = dictionaryBytes();
  chainBits = bytes <= SMALL_REGION_BYTES ? FEW_CHAIN_BITS : MOST_CHAIN_BITS;
  memory.fill(chainHeads, 0xff, (<usize>4) << chainBits);
}

export function addToRegion(at: i32): void {
  const head = chainOf(windowAt() + <usize>at);
  store<i32>(chain + ((<usize>(at - regionStart)) << 2), load<i32>(head));
  store<i32>(head, at);
}

/** As `searchDictionary`, in reference and content before `at`; fills in distances. */
export function searchRegion(at: i32, most: i32, depth: i32, pairs: usize): i32 {
  if (most < 3) return 0;
  const window = windowAt();
  const current = window + <usize>at;
  let best: i32 = 2;
  let found: i32 = 0;
  for (let place = load<i32>(chainOf(current)); place != NONE && depth > 0; depth--) {
    const other = window + <usize>place;
    if (load<u8>(other + best) == load<u8>(current + best)) {
      const length = common(other, current, 0, most);
      if (length > best) {
        best = length;
        store<i32>(pairs + ((<usize>found) << 3), length);
        store<i32>(pairs + ((<usize>found) << 3), at - place, 4);
        found++;
        if (length == most) break;
      }
    }
    place = load<i32>(chain + ((<usize>(place - regionStart)) << 2));
  }
  return found;
}
