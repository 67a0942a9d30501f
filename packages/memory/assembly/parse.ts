/* Finds the cheapest path through literals and matches, by the prices of the tables. */
import {
  dictionaryBytes,
  MAX_LENGTH,
  MIN_LONG,
  MIN_PLACE,
  MIN_REGION,
  MIN_PREDICTED,
  MIN_REPEAT,
  tokenTable,
  windowAt,
  wordBytes,
} from './layout';
import { addToRegion, isRestFound, placeFound, searchDictionary, searchRegion, startSearch } from './match-finder';
import { predictionAt } from './prediction';
import {
  bytePrice,
  cellPrice,
  literalPrice,
  longPrice,
  longPrices,
  predictedPrice,
  predictedPrices,
  regionPrice,
  regionPrices,
  repeatPrice,
  repeatPrices,
  shortPrice,
} from './prices';
import { common } from './suffixes';

/** Behind a match of this length that needs no place, no other is looked for. */
const CHEAP_LENGTH: i32 = 24;
/** Fewer places are looked at in reference and content: what is there is looked at one by one, and seldom as long. */
const REGION_SHIFT: i32 = 2;
const UNREACHED: i32 = 0x7fffffff;

/** How a position was reached; numbers as of the tokens, but for those in the dictionary. */
export const BY_LITERAL: i32 = 0;
export const BY_BYTE: i32 = 1;
export const BY_REPEAT: i32 = 2; // … 5
export const BY_REGION: i32 = 6;
export const BY_PLACE: i32 = 7;
export const BY_PREDICTION: i32 = 8;

/** A position: cost, length, how, distance, the four last distances, state. */
export const POSITION: usize = 36;
export const REPS: usize = 16;
export const STATE: usize = 32;

let nice: i32 = 0;
/** What it cost to reach where the last match in the dictionary was taken from; its rest is no better from where it costs more. */
let foundCost: i32 = 0;
let path: usize = 0;
let pairs: usize = 0;
/** Of each position what is predicted there. */
let predictions: usize = 0;

/** Sets the places, and returns the first byte that is free. */
export function layOutPath(at: usize, contentBytes: i32): usize {
  pairs = at;
  predictions = pairs + ((<usize>(MAX_LENGTH + 1)) << 3);
  path = predictions + ((<usize>contentBytes) << 2);
  return path + POSITION * <usize>(contentBytes + 1);
}

export function pathAt(): usize {
  return path;
}
/** Four times the place that is predicted at a position of the content, and how sure; see `predict`. */
export function predictedAt(place: i32): i32 {
  return load<i32>(predictions + ((<usize>place) << 2));
}

function relax(to: usize, cost: i32, length: i32, how: i32, distance: i32): void {
  if (cost >= load<i32>(to)) return;
  store<i32>(to, cost);
  store<i32>(to, length, 4);
  store<i32>(to, how, 8);
  store<i32>(to, distance, 12);
}

/** Relaxes what lengths `from` … `to` lead to; their prices lie at `prices`, on top of what the match costs. */
function relaxLengths(
  position: usize,
  cost: i32,
  prices: usize,
  from: i32,
  to: i32,
  how: i32,
  distance: i32,
): void {
  let target = position + POSITION * <usize>from;
  for (let length = from; length <= to; length++) {
    relax(target, cost + load<i32>(prices), length, how, distance);
    target += POSITION;
    prices += 4;
  }
}

/** Works out state and last distances of a position from the one that it was reached from. */
function settle(position: usize): void {
  const from = position - POSITION * <usize>load<i32>(position, 4);
  const how = load<i32>(position, 8);
  let rep0 = load<i32>(from, REPS);
  let rep1 = load<i32>(from, REPS + 4);
  let rep2 = load<i32>(from, REPS + 8);
  let rep3 = load<i32>(from, REPS + 12);
  if (how == BY_LITERAL) store<i32>(position, load<i32>(from, STATE) >= 2 ? 1 : 0, STATE);
  else {
    const fresh = how >= BY_REGION;
    store<i32>(position, fresh ? 2 : 3, STATE);
    if (how > BY_REPEAT) {
      if (fresh || how == BY_REPEAT + 3) rep3 = rep2;
      if (fresh || how >= BY_REPEAT + 2) rep2 = rep1;
      rep1 = rep0;
      rep0 = load<i32>(position, 12);
    }
  }
  store<i32>(position, rep0, REPS);
  store<i32>(position, rep1, REPS + 4);
  store<i32>(position, rep2, REPS + 8);
  store<i32>(position, rep3, REPS + 12);
}

/** Tries everything from one position on; returns the length of the longest match. */
function explore(position: usize, at: i32, stop: i32, depth: i32, predicted: i32): i32 {
  const current = windowAt() + <usize>at;
  const cost = load<i32>(position);
  const state = load<i32>(position, STATE);
  const rep0 = load<i32>(position, REPS);
  const tokens = tokenTable(state, predicted & 3, <i32>load<u8>(current - 1));
  const expected: i32 = state >= 2 ? <i32>load<u8>(current - <usize>rep0) : -1;
  relax(position + POSITION, cost + literalPrice(tokens, current, expected), 1, BY_LITERAL, 0);
  if (rep0 <= at && load<u8>(current - <usize>rep0) == load<u8>(current)) {
    relax(position + POSITION, cost + bytePrice(tokens), 1, BY_BYTE, rep0);
  }
  const most: i32 = min(stop - at, MAX_LENGTH);
  let longest = exploreRepeats(position, tokens, at, most);
  if (predicted != 0) longest = max(longest, explorePrediction(position, tokens, at, most, predicted));
  if (longest >= min(nice, CHEAP_LENGTH)) return longest;
  return max(
    longest,
    max(
      exploreRegion(position, tokens, at, most, depth >> REGION_SHIFT),
      exploreDictionary(position, tokens, at, most, depth),
    ),
  );
}

function exploreRepeats(position: usize, tokens: usize, at: i32, most: i32): i32 {
  const current = windowAt() + <usize>at;
  const cost = load<i32>(position);
  let longest: i32 = 0;
  for (let which = 0; which < 4; which++) {
    const distance = load<i32>(position + ((<usize>which) << 2), REPS);
    if (distance > at) continue;
    const length = common(current - <usize>distance, current, 0, most);
    if (length < MIN_REPEAT) continue;
    const words = wordBytes(current - <usize>distance + MIN_REPEAT, distance - MIN_REPEAT);
    const prices = repeatPrices(which, words);
    const price = cost + repeatPrice(tokens, which);
    relaxLengths(position, price, prices, MIN_REPEAT, length, BY_REPEAT + which, distance);
    if (length > longest) longest = length;
  }
  return longest;
}

function explorePrediction(position: usize, tokens: usize, at: i32, most: i32, predicted: i32): i32 {
  const cost = load<i32>(position);
  const place = predicted >> 2;
  const length = common(
    windowAt() + <usize>place,
    windowAt() + <usize>at,
    0,
    min(most, dictionaryBytes() - place),
  );
  const words = wordBytes(windowAt() + <usize>place + MIN_PREDICTED, at - place - MIN_PREDICTED);
  const prices = predictedPrices(predicted & 3, words);
  const price = cost + predictedPrice(tokens);
  relaxLengths(position, price, prices, MIN_PREDICTED, length, BY_PREDICTION, at - place);
  return length;
}

function exploreRegion(position: usize, tokens: usize, at: i32, most: i32, depth: i32): i32 {
  const cost = load<i32>(position);
  const found = searchRegion(at, most, depth, pairs);
  let taken: i32 = MIN_REGION;
  for (let pair = 0; pair < found; pair++) {
    const length = load<i32>(pairs + ((<usize>pair) << 3));
    const distance = load<i32>(pairs + ((<usize>pair) << 3), 4);
    const words = wordBytes(windowAt() + <usize>(at - distance) + MIN_REGION, distance - MIN_REGION);
    const prices = regionPrices(words) + ((<usize>(taken - MIN_REGION)) << 2);
    relaxLengths(position, cost + regionPrice(tokens, distance), prices, taken, length, BY_REGION, distance);
    taken = max(taken, length + 1);
  }
  return taken - 1;
}

function exploreDictionary(position: usize, tokens: usize, at: i32, most: i32, depth: i32): i32 {
  const length = searchDictionary(at, most, depth);
  if (length < MIN_PLACE) return 0;
  const cost = load<i32>(position);
  if (isRestFound() && cost >= foundCost) return length;
  foundCost = cost;
  const place = placeFound();
  const price = cost + cellPrice(place);
  const shorter: i32 = min(length, MIN_LONG - 1);
  for (let taken = MIN_PLACE; taken <= shorter; taken++) {
    relax(position + POSITION * <usize>taken, price + shortPrice(tokens, taken), taken, BY_PLACE, at - place);
  }
  if (length < MIN_LONG) return length;
  const words = wordBytes(windowAt() + <usize>place + MIN_LONG, at - place - MIN_LONG);
  relaxLengths(position, price + longPrice(tokens), longPrices(words), MIN_LONG, length, BY_PLACE, at - place);
  return length;
}

/** `depth` bounds the search for a match; one of `enough` bytes is taken at once. */
export function findPath(start: i32, bytes: i32, depth: i32, enough: i32): void {
  nice = enough;
  const stop = start + bytes;
  // All at once, and not each in its turn: places far away are fetched together.
  for (let place = 0; place < bytes; place++) {
    const predicted = predictionAt(windowAt() + <usize>(start + place));
    store<i32>(predictions + ((<usize>place) << 2), predicted);
  }
  startSearch(start, bytes);
  store<i32>(path, 0);
  for (let which: usize = 0; which < 4; which++) store<i32>(path + (which << 2), 1, REPS);
  store<i32>(path, 0, STATE);
  for (let place = 1; place <= bytes; place++) store<i32>(path + POSITION * <usize>place, UNREACHED);
  for (let at = start; at < stop; ) {
    const position = path + POSITION * <usize>(at - start);
    if (at > start) settle(position);
    const longest = explore(position, at, stop, depth, predictedAt(at - start));
    const next = at + (longest >= nice ? longest : 1);
    for (; at < next; at++) if (at + 3 <= stop) addToRegion(at);
  }
  turn(bytes);
}

/** Turns the path around: each position says where it leads to. */
function turn(bytes: i32): void {
  let place: i32 = bytes;
  let length = load<i32>(path + POSITION * <usize>place, 4);
  let how = load<i32>(path + POSITION * <usize>place, 8);
  let distance = load<i32>(path + POSITION * <usize>place, 12);
  while (place > 0) {
    place -= length;
    const position = path + POSITION * <usize>place;
    const earlierLength = load<i32>(position, 4);
    const earlierHow = load<i32>(position, 8);
    const earlierDistance = load<i32>(position, 12);
    store<i32>(position, length, 4);
    store<i32>(position, how, 8);
    store<i32>(position, distance, 12);
    length = earlierLength;
    how = earlierHow;
    distance = earlierDistance;
  }
}
