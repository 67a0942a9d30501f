/**
 * Chooses what records have in common, in the way of COVER (Liao, Petri, Moffat and Wirth, "Effective Construction of
 * Relative Lempel-Ziv Dictionaries", WWW 2016): pieces of the samples whose strings of eight bytes occur in the most
 * samples, each string counting once.
 */

/** Bytes of a string that is counted. */
const STRING_BYTES = 8;
/** Bytes of a piece that is taken. */
const PIECE_BYTES = 256;
const TABLE_BITS = 22;
const TABLE_SIZE = 1 << TABLE_BITS;
/** Of a piece, the share of its strings that must be worth something; below, nothing more is common. */
const LEAST_WORTH = 2;

/**
 * @param samples records of one kind
 * @param mostBytes of the dictionary
 * @returns what they have in common, the most common last; empty where they have nothing
 */
export function trainDictionary(samples: readonly Uint8Array[], mostBytes: number): Buffer {
  const counts = countStrings(samples);
  const whole = Buffer.concat(samples);
  const pieceCount = Math.max(1, Math.floor(mostBytes / PIECE_BYTES));
  const stride = Math.max(PIECE_BYTES, Math.floor(whole.length / pieceCount));
  const pieces: { readonly worth: number; readonly bytes: Buffer }[] = [];
  let taken = 0;
  // Each stretch of the samples gives its best piece, so that all of them have their say.
  for (let round = 0; taken < mostBytes && round < MOST_ROUNDS; round++) {
    const before = taken;
    for (let start = 0; start < whole.length && taken < mostBytes; start += stride) {
      const piece = bestPiece(whole, start, Math.min(whole.length, start + stride), counts);
      if (piece === undefined) continue;
      const bytes = trimmed(whole.subarray(piece.start, piece.end), mostBytes - taken);
      forget(bytes, counts);
      taken += bytes.length;
      pieces.push({ worth: piece.worth, bytes });
    }
    if (taken === before) break;
  }
  pieces.sort((one, other) => one.worth - other.worth);
  return Buffer.concat(pieces.map(({ bytes }) => bytes));
}

const MOST_ROUNDS = 8;

const trimmed = (bytes: Buffer, most: number): Buffer => bytes.subarray(0, Math.min(bytes.length, most));

/** In how many samples each string occurs, by a hash of it. */
function countStrings(samples: readonly Uint8Array[]): Uint32Array {
  const counts = new Uint32Array(TABLE_SIZE);
  const seenIn = new Uint32Array(TABLE_SIZE);
  for (const [index, sample] of samples.entries()) {
    for (let at = 0; at + STRING_BYTES <= sample.length; at++) {
      const slot = slotOf(sample, at);
      if (seenIn[slot] === index + 1) continue;
      seenIn[slot] = index + 1;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
  }
  return counts;
}

/** Eight bytes as a slot of the table: two words, multiplied and mixed. */
function slotOf(bytes: Uint8Array, at: number): number {
  const low =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  const high =
    (bytes[at + 4] ?? 0) |
    ((bytes[at + 5] ?? 0) << 8) |
    ((bytes[at + 6] ?? 0) << 16) |
    ((bytes[at + 7] ?? 0) << 24);
  return (Math.imul(low, 0x9e3779b1) ^ Math.imul(high ^ (low >>> 15), 0x85ebca77)) >>> (32 - TABLE_BITS);
}

/** What a string is worth: how often it is met besides the once that it has to be said anyway. */
const worthOf = (count: number): number => (count > 1 ? count - 1 : 0);

/** The piece between two places whose strings are worth the most together. */
function bestPiece(
  whole: Buffer,
  start: number,
  end: number,
  counts: Uint32Array,
): { readonly start: number; readonly end: number; readonly worth: number } | undefined {
  const last = end - STRING_BYTES;
  const window = PIECE_BYTES - STRING_BYTES + 1;
  let worth = 0;
  let best = 0;
  let bestAt = start;
  for (let at = start; at <= last; at++) {
    worth += worthOf(counts[slotOf(whole, at)] ?? 0);
    if (at - start >= window) worth -= worthOf(counts[slotOf(whole, at - window)] ?? 0);
    if (worth > best) {
      best = worth;
      bestAt = at;
    }
  }
  if (best < LEAST_WORTH) return undefined;
  const pieceEnd = bestAt + STRING_BYTES;
  return { start: Math.max(start, pieceEnd - PIECE_BYTES), end: pieceEnd, worth: best };
}

/** What is in the dictionary already is worth nothing more. */
function forget(bytes: Uint8Array, counts: Uint32Array): void {
  for (let at = 0; at + STRING_BYTES <= bytes.length; at++) counts[slotOf(bytes, at)] = 0;
}
