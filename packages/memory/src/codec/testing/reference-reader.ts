/**
 * Another reader of what a model writes, made from docs/reference/nbmf.md and from nothing else: plain, slow, and without a line of
 * the real one.
 */
export interface ReferenceModel {
  readonly dictionary: Uint8Array;
  readonly sets: { readonly three: Uint16Array; readonly two: Uint16Array; readonly expected: Uint16Array };
  readonly ends: Uint16Array;
}

/** Reads a body: the content, and the 16 bits under it. */
export type ReferenceReader = (
  body: Uint8Array,
  bytes: number,
  reference: Uint8Array,
) => { readonly content: Uint8Array; readonly under: number };

export function referenceReader(model: ReferenceModel): ReferenceReader {
  const votes = votesOf(model.dictionary);
  return (body, bytes, reference) => readModelBody(model, votes, body, bytes, reference);
}

function readModelBody(
  model: ReferenceModel,
  votes: Votes,
  body: Uint8Array,
  bytes: number,
  reference: Uint8Array,
): ReturnType<ReferenceReader> {
  const start = model.dictionary.length + reference.length;
  const window = Buffer.concat([model.dictionary, reference, new Uint8Array(bytes)]);
  const byteAt = (at: number): number => window[at] ?? 0;
  const { symbol, plain, rest } = rans(body, model.ends);
  const predict = predictor(votes, byteAt);
  const low = Math.max(0, 32 - Math.clz32(model.dictionary.length - 1) - 12);
  const over = (kind: number, at: number, distance: number, least: number): number => {
    let words = 0;
    while (words < Math.min(15, distance - least) && isOfWord(byteAt(at - distance + least + words))) words++;
    const first = symbol(3072 + 16 * kind + words);
    return first < 15 ? first : 15 + 16 * symbol(3168 + 2 * kind) + symbol(3169 + 2 * kind);
  };
  const place = (): number => {
    const a = symbol(3180);
    const b = symbol(3181 + a);
    const c = symbol(3197 + 16 * a + b);
    return ((a * 256 + b * 16 + c) << low) + plain(low);
  };
  const distance = (): number => {
    const first = symbol(3453);
    const bits = first < 15 ? first : 15 + plain(4);
    const upper = bits > 16 ? plain(bits - 16) * 65_536 : 0;
    return 2 ** bits + upper + plain(Math.min(bits, 16));
  };
  const literal = (at: number, expected: number | undefined): number => {
    const set = setOf(model, byteAt, at, expected);
    const upper = symbol(3454 + 17 * set);
    return 16 * upper + symbol(3454 + 17 * set + 1 + upper);
  };

  let last: readonly number[] = [1, 1, 1, 1];
  let state = 0;
  for (let at = start; at < window.length; ) {
    const predicted = predict(at);
    const token = symbol((state * 3 + predicted.sureness) * 256 + byteAt(at - 1));
    if (token === 0) {
      window[at] = literal(at, state >= 2 ? byteAt(at - (last[0] ?? 0)) : undefined);
      state = state >= 2 ? 1 : 0;
      at += 1;
      continue;
    }
    let length = 1;
    if (token >= 2 && token <= 5) {
      const chosen = last[token - 2] ?? 0;
      last = [chosen, ...last.filter((_, which) => which !== token - 2)];
      length = 2 + over(token === 2 ? 0 : 1, at, chosen, 2);
    } else if (token === 6) {
      const far = distance();
      last = [far, ...last.slice(0, 3)];
      length = 3 + over(2, at, far, 3);
    } else if (token === 15) {
      length = 1 + over(3 + predicted.sureness, at, at - predicted.place, 1);
      last = [at - predicted.place, ...last.slice(0, 3)];
    } else if (token >= 7) {
      const far = at - place();
      last = [far, ...last.slice(0, 3)];
      length = token === 14 ? 11 + over(3, at, far, 11) : token - 3;
    }
    state = token <= 5 ? 3 : 2;
    for (let left = length; left > 0; left--, at++) window[at] = byteAt(at - (last[0] ?? 0));
  }
  return { content: window.subarray(start), under: rest() };
}

const isOfWord = (byte: number): boolean => byte >= 128 || /[\dA-Za-z]/.test(String.fromCharCode(byte));

function rans(body: Uint8Array, ends: Uint16Array) {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let state = view.getUint32(0, true);
  let next = 4;
  const refill = (): void => {
    if (state >= 65_536) return;
    state = state * 65_536 + view.getUint16(next, true);
    next += 2;
  };
  return {
    symbol(table: number): number {
      const share = state % 16_384;
      let found = 0;
      while ((ends[table * 16 + found] ?? 0) <= share) found++;
      const begin = found === 0 ? 0 : (ends[table * 16 + found - 1] ?? 0);
      state = ((ends[table * 16 + found] ?? 0) - begin) * Math.floor(state / 16_384) + share - begin;
      refill();
      return found;
    },
    plain(bits: number): number {
      const value = state % 2 ** bits;
      state = Math.floor(state / 2 ** bits);
      refill();
      return value;
    },
    rest: (): number => state - 65_536,
  };
}

function setOf(
  { sets }: ReferenceModel,
  byteAt: (at: number) => number,
  at: number,
  expected: number | undefined,
): number {
  const before = byteAt(at - 1);
  if (expected !== undefined) return sets.expected[expected * 256 + before] ?? 0;
  const two = before * 256 + byteAt(at - 2);
  const three = Math.imul(two * 256 + byteAt(at - 3), 0x9e3779b1) >>> 16;
  const own = sets.three[three] ?? 0;
  return own === 0 ? (sets.two[two] ?? 0) : own;
}

interface Vote {
  readonly place: number;
  readonly votes: number;
}
interface Votes {
  readonly six: Map<number, Vote>;
  readonly four: Map<number, Vote>;
}
type ByteAt = (at: number) => number;

const numberAt = (byteAt: ByteAt, at: number, bytes: number): bigint => {
  let value = 0n;
  for (let index = bytes - 1; index >= 0; index--) value = value * 256n + BigInt(byteAt(at + index));
  return value;
};
const sixOf = (six: bigint): number => Number(((six * 0x9e3779b97f4a7c15n) & 0xffff_ffff_ffff_ffffn) >> 48n);
const fourOf = (four: bigint): number => Number(((four * 0x9e3779b1n) & 0xffff_ffffn) >> 16n);

function votesOf(dictionary: Uint8Array): Votes {
  const byteAt: ByteAt = (at) => dictionary[at] ?? 0;
  const votes = { six: new Map<number, Vote>(), four: new Map<number, Vote>() };
  const vote = (map: Map<number, Vote>, entry: number, place: number): void => {
    const kept = map.get(entry);
    if (kept === undefined || kept.votes === 0) map.set(entry, { place, votes: 1 });
    else if (numberAt(byteAt, kept.place, 4) === numberAt(byteAt, place, 4))
      map.set(entry, { place: kept.place, votes: Math.min(255, kept.votes + 1) });
    else map.set(entry, { place: kept.place, votes: kept.votes - 1 });
  };
  for (let place = 8; place <= dictionary.length - 4; place++) {
    vote(votes.six, sixOf(numberAt(byteAt, place - 6, 6)), place);
    vote(votes.four, fourOf(numberAt(byteAt, place - 4, 4)), place);
  }
  return votes;
}

/** A place that no longer has a vote is still predicted; its bytes are compared. */
function predictor(votes: Votes, byteAt: ByteAt) {
  return (at: number): { readonly place: number; readonly sureness: number } => {
    const before = numberAt(byteAt, at - 6, 6);
    const six = votes.six.get(sixOf(before));
    if (six !== undefined && numberAt(byteAt, six.place - 6, 6) === before)
      return { place: six.place, sureness: 2 };
    const last = numberAt(byteAt, at - 4, 4);
    const four = votes.four.get(fourOf(last));
    if (four !== undefined && numberAt(byteAt, four.place - 4, 4) === last)
      return { place: four.place, sureness: 1 };
    return { place: 0, sureness: 0 };
  };
}
