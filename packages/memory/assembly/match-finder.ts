/*
 * Finds earlier occurrences of what comes next: in the dictionary by its sorted places, in reference and content by chains.
 */
import { dictionaryBytes, windowAt } from './layout';
import { cellPrice } from './prices';
import { common, commonBefore, hashOf, headOf, LEAST, layOutSuffixes, placeOf, rankOf, suffixCount } from './suffixes';

/** Of a small region few, since they are cleared for every content. */
const FEW_CHAIN_BITS: i32 = 12;
const MOST_CHAIN_BITS: i32 = 16;
const SMALL_REGION_BYTES: i32 = 8192;
/** A place that is none. */
const NONE: i32 = -1;
/** Neighbours that are looked at one by one before places further away are. */
const STEPS: i32 = 4;

/** Of each position of the content the first rank of what begins as it does. */
let starts: usize = 0;
let contentStart: i32 = 0;
let chainHeads: usize = 0;
let chain: usize = 0;
let chainBits: i32 = FEW_CHAIN_BITS;
let regionStart: i32 = 0;
let excludedFrom: i32 = 0;
let excludedTo: i32 = 0;

/** Where the longest match was looked for last, its place and its length. */
let lastAt: i32 = 0;
let lastPlace: i32 = 0;
let lastLength: i32 = 0;
/** Of a match that was found: its place, and whether it is the rest of the one that was found before. */
let foundPlace: i32 = 0;
let foundRest: bool = false;
/** Of the rank that was compared last: how much is alike, and whether its place is before what is looked for. */
let alike: i32 = 0;
let isBelow: bool = false;
/** Of the match before: whether its place is before what is looked for, and whether that goes on otherwise. */
let lastBelow: bool = false;
let lastEnded: bool = false;

/** Sets the places, from the first free byte on, and returns the first that is free then. */
export function layOutFinder(regionBytes: i32, contentBytes: i32): usize {
  starts = layOutSuffixes();
  chainHeads = starts + ((<usize>contentBytes) << 2);
  chain = chainHeads + (4 << MOST_CHAIN_BITS);
  return chain + ((<usize>regionBytes) << 2);
}

/** Matches from these places of the dictionary are not to be found: what is learnt from lies there itself. */
export function exclude(from: i32, to: i32): void {
  excludedFrom = from;
  excludedTo = to;
}

function chainOf(at: usize): usize {
  return chainHeads + ((<usize>(((load<u32>(at) & 0xffffff) * 0x9e3779b1) >> (32 - chainBits))) << 2);
}

export function placeFound(): i32 {
  return foundPlace;
}
/** Whether what was found is the rest of what was found before it. */
export function isRestFound(): bool {
  return foundRest;
}

function compare(rank: i32, current: usize, known: i32, most: i32): void {
  const place = placeOf(rank);
  const other = windowAt() + <usize>place;
  const limit: i32 = min(most, dictionaryBytes() - place);
  alike = common(other, current, min(known, limit), limit);
  isBelow = alike == limit || load<u8>(other + alike) < load<u8>(current + alike);
}

/** Looks up where to begin for each position of a content. */
export function startSearch(start: i32, bytes: i32): void {
  contentStart = start;
  lastAt = start;
  lastLength = 0;
  for (let place = 0; place < bytes; place++) {
    const rank = headOf(hashOf(windowAt() + <usize>(start + place)));
    store<i32>(starts + ((<usize>place) << 2), rank);
  }
}

/** The length of the longest match in the dictionary of the `most` bytes at `at`, or 0. `depth` bounds how many that are as long are compared. */
export function searchDictionary(at: i32, most: i32, depth: i32): i32 {
  foundRest = false;
  if (most < LEAST) return 0;
  const current = windowAt() + <usize>at;
  const rest = lastLength - (at - lastAt);
  const isRest = rest >= LEAST;
  const start = isRest ? rankOf(lastPlace + at - lastAt) : load<i32>(starts + ((<usize>(at - contentStart)) << 2));
  if (isRest && lastEnded) {
    alike = rest;
    isBelow = lastBelow;
  } else {
    lastLength = 0;
    if (start == NONE) return 0;
    compare(start, current, 0, most);
    if (alike < LEAST) return 0;
  }
  const rank = alike < most ? nearest(start, current, most) : start;
  lastPlace = rank == start && isRest ? lastPlace + at - lastAt : placeOf(rank);
  lastAt = at;
  lastLength = alike;
  lastBelow = isBelow;
  lastEnded = alike < most;
  foundPlace = lastPlace;
  if (excludedFrom < excludedTo) return choose(rank, alike, depth);
  foundRest = isRest && rank == start;
  return foundRest ? alike : choose(rank, alike, depth);
}

/** The rank of the longest match, from one on that was compared; leaves it as the one that was compared last. */
function nearest(start: i32, current: usize, most: i32): i32 {
  const below = isBelow;
  let best = start;
  let length = alike;
  let bestBelow = below;
  let rank = start;
  let steps = 0;
  // What goes on as the neighbour does is as far from what is looked for as that is.
  for (; steps < STEPS; steps++) {
    const shared = commonBefore(below ? rank + 1 : rank);
    if (shared < length) break;
    rank += below ? 1 : -1;
    if (shared > length) continue;
    compare(rank, current, length, most);
    if (alike > length) {
      best = rank;
      length = alike;
      bestBelow = isBelow;
    }
    if (isBelow != below || length == most) break;
  }
  if (steps == STEPS) {
    // By ever longer steps, and then by halving.
    let near = rank;
    let far = below ? suffixCount() : NONE;
    let nearLength = length;
    let farLength: i32 = 0;
    for (let step = STEPS; abs(far - near) > 1; step <<= 1) {
      const middle = (near + far) >> 1;
      const stepped = below ? min(near + step, middle) : max(near - step, middle + i32(middle == far));
      compare(stepped, current, min(nearLength, farLength), most);
      if (alike > length) {
        best = stepped;
        length = alike;
        bestBelow = isBelow;
      }
      if (isBelow == below) {
        near = stepped;
        nearLength = alike;
      } else {
        far = stepped;
        farLength = alike;
      }
      if (length == most) break;
    }
  }
  alike = length;
  isBelow = bestBelow;
  return best;
}

/** Among places as good as that of a rank, the one that is cheapest to write, which becomes cheaper still; returns the length. */
function choose(rank: i32, length: i32, depth: i32): i32 {
  let best: i32 = 0;
  let price: i32 = i32.MAX_VALUE;
  for (let side = 0; side < 2; side++) {
    let shared = length;
    let other = side == 0 ? rank : rank - 1;
    if (side == 1) shared = min(shared, commonBefore(rank));
    for (let left = depth; left > 0 && shared >= max(best, LEAST); left--) {
      const place = placeOf(other);
      if (place + shared <= excludedFrom || place >= excludedTo) {
        const cost = cellPrice(place);
        if (shared > best || cost < price) {
          best = shared;
          price = cost;
          foundPlace = place;
        }
      }
      shared = min(shared, commonBefore(side == 0 ? other + 1 : other));
      other += side == 0 ? 1 : -1;
    }
  }
  return best;
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
