/* What the dictionary most often goes on with after the bytes that were last: a place that costs next to nothing to write. */
import { dictionaryBytes, predictionsAt, windowAt } from './layout';

const BITS: i32 = 16;
/** Votes are kept above the place. */
const PLACE_BITS: u32 = 24;
const PLACE_MASK: u32 = (1 << PLACE_BITS) - 1;
const MOST_VOTES: u32 = 255;
const FIRST: i32 = 8;

let excludedFrom: i32 = 0;
let excludedTo: i32 = 0;

function sixBefore(at: usize): u64 {
  return load<u64>(at - 8) >> 16;
}
function entryOfSix(six: u64): usize {
  return predictionsAt() + ((<usize>((six * 0x9e3779b97f4a7c15) >> (64 - BITS))) << 2);
}
function entryOfFour(four: u32): usize {
  return predictionsAt() + (4 << BITS) + ((<usize>((four * 0x9e3779b1) >> (32 - BITS))) << 2);
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
    vote(entryOfSix(sixBefore(at)), place);
    vote(entryOfFour(load<u32>(at - 4)), place);
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

/** Four times the place that is predicted, and how sure: 2 by six bytes, 1 by four, or 0 in all. */
export function predict(at: usize): i32 {
  const six = sixBefore(at);
  let place: i32 = <i32>(load<u32>(entryOfSix(six)) & PLACE_MASK);
  if (allowed(place) && sixBefore(windowAt() + <usize>place) == six) return (place << 2) | 2;
  const four = load<u32>(at - 4);
  place = <i32>(load<u32>(entryOfFour(four)) & PLACE_MASK);
  if (allowed(place) && load<u32>(windowAt() + <usize>place - 4) == four) return (place << 2) | 1;
  return 0;
}
