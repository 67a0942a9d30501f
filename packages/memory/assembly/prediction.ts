/* What the dictionary most often goes on with after the bytes that were last: a place that costs next to nothing to write. */
import { dictionaryBytes, predictionsAt, windowAt } from './layout';

const BITS: i32 = 16;
/** Votes are kept above the place; once they are counted, bits of the hash are, so that few places are looked at in vain. */
const PLACE_BITS: u32 = 21;
const PLACE_MASK: u32 = (1 << PLACE_BITS) - 1;
const MOST_VOTES: u32 = 255;
const FIRST: i32 = 8;

let excludedFrom: i32 = 0;
let excludedTo: i32 = 0;

function sixBefore(at: usize): u64 {
  return load<u64>(at - 8) >> 16;
}
function hashOfSix(six: u64): u64 {
  return six * 0x9e3779b97f4a7c15;
}
function hashOfFour(four: u32): u32 {
  return four * 0x9e3779b1;
}
function entryOfSix(hash: u64): usize {
  return predictionsAt() + ((<usize>(hash >> (64 - BITS))) << 2);
}
function entryOfFour(hash: u32): usize {
  return predictionsAt() + (4 << BITS) + ((<usize>(hash >> (32 - BITS))) << 2);
}
/** The bits of a hash below those that the entry is found by, where they lie in the entry. */
function checkOfSix(hash: u64): u32 {
  return <u32>(hash >> 16) & ~PLACE_MASK;
}
function checkOfFour(hash: u32): u32 {
  return (hash << BITS) & ~PLACE_MASK;
}

/** A vote for a place: the majority of what followed stays (Boyer and Moore 1981). */
function vote(entry: usize, place: i32): void {
  const kept = load<u32>(entry);
  const votes = kept >> PLACE_BITS;
  const window = windowAt();
  if (votes == 0) store<u32>(entry, (1 << PLACE_BITS) | <u32>place);
  else if (load<u32>(window + <usize>(kept & PLACE_MASK)) == load<u32>(window + <usize>place)) {
    if (votes < MOST_VOTES) store<u32>(entry, kept + (1 << PLACE_BITS));
  } else store<u32>(entry, kept - (1 << PLACE_BITS));
}

export function learnPredictions(): void {
  memory.fill(predictionsAt(), 0, 8 << BITS);
  const last = dictionaryBytes() - 4;
  for (let place = FIRST; place <= last; place++) {
    const at = windowAt() + <usize>place;
    vote(entryOfSix(hashOfSix(sixBefore(at))), place);
    vote(entryOfFour(hashOfFour(load<u32>(at - 4))), place);
  }
  for (let entry = predictionsAt(); entry < predictionsAt() + (4 << BITS); entry += 4) {
    const six = load<u32>(entry) & PLACE_MASK;
    store<u32>(entry, six | checkOfSix(hashOfSix(sixBefore(windowAt() + <usize>six))));
    const four = load<u32>(entry, 4 << BITS) & PLACE_MASK;
    store<u32>(entry, four | checkOfFour(hashOfFour(load<u32>(windowAt() + <usize>four - 4))), 4 << BITS);
  }
}

/** Places from here to there are predicted by nobody: what is learnt from lies there itself. */
export function excludePredictions(from: i32, to: i32): void {
  excludedFrom = from;
  excludedTo = to;
}

function allowed(place: i32): bool {
  return place >= FIRST && (place < excludedFrom || place >= excludedTo);
}

/** Four times the place that is predicted behind eight bytes, and how sure: 2 by six bytes, 1 by four, or 0 in all. */
export function predict(before: u64): i32 {
  const six = before >> 16;
  const bySix = hashOfSix(six);
  let entry = load<u32>(entryOfSix(bySix));
  if ((entry & ~PLACE_MASK) == checkOfSix(bySix)) {
    const place: i32 = entry & PLACE_MASK;
    if (allowed(place) && sixBefore(windowAt() + <usize>place) == six) return (place << 2) | 2;
  }
  const four = <u32>(before >> 32);
  const byFour = hashOfFour(four);
  entry = load<u32>(entryOfFour(byFour));
  if ((entry & ~PLACE_MASK) == checkOfFour(byFour)) {
    const place: i32 = entry & PLACE_MASK;
    if (allowed(place) && load<u32>(windowAt() + <usize>place - 4) == four) return (place << 2) | 1;
  }
  return 0;
}

export function predictionAt(at: usize): i32 {
  return predict(load<u64>(at - 8));
}
