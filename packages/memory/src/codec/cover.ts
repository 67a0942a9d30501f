/** Bytes of the strings whose frequency tells what is worth keeping. */
const KMER_BYTES = 8;
const SEGMENT_BYTES = 256;
const ROUNDS = 4;
const TABLE_BITS = 20;
const TABLE_MASK = (1 << TABLE_BITS) - 1;

/**
 * Selects the segments of samples that cover most of what recurs (COVER: Liao, Petri, Moffat and Wirth 2016, "Effective
 * construction of relative Lempel-Ziv dictionaries"). The samples are cut into epochs; each gives the segment whose
 * strings of 8 bytes are the most frequent among those that no earlier segment has. Segments keep the order of the samples.
 */
export function coverOf(samples: readonly Uint8Array[], bytes: number): Cover {
  const text = Buffer.concat(samples);
  const segments =
    text.length <= bytes ? [{ start: 0, end: text.length }] : segmentsOf(text, frequenciesOf(text), bytes, 1);
  const content = joined(text, segments);
  return { content, placed: placedIn(segments, samples) };
}

/** How much of a segment must recur to be worth keeping apart. */
const SHARED_KMERS = SEGMENT_BYTES / 2;

/** What the parts of a text have in common, beyond what a dictionary has already; at most `bytes` bytes. */
export function sharedIn(text: Uint8Array, known: Uint8Array, bytes: number): Uint8Array {
  const frequencies = frequenciesOf(text);
  for (let at = 0; at + KMER_BYTES <= known.length; at++) frequencies[kmerAt(known, at)] = 0;
  return joined(text, segmentsOf(text, frequencies, bytes, SHARED_KMERS));
}

function joined(text: Uint8Array, segments: readonly Segment[]): Uint8Array {
  const content = new Uint8Array(segments.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { start, end } of segments) {
    content.set(text.subarray(start, end), at);
    at += end - start;
  }
  return content;
}

/** A sample, and which part of a dictionary was taken from it. */
export interface PlacedSample {
  readonly content: Uint8Array;
  readonly from: number;
  readonly to: number;
}

export interface Cover {
  /** At most as many bytes as were asked for. */
  readonly content: Uint8Array;
  readonly placed: readonly PlacedSample[];
}

function placedIn(segments: readonly Segment[], samples: readonly Uint8Array[]): readonly PlacedSample[] {
  let start = 0;
  let next = 0;
  let before = 0;
  // How much of the text before a place was taken.
  const takenBefore = (place: number): number => {
    for (
      let segment = segments[next];
      segment !== undefined && segment.end <= place;
      segment = segments[next]
    ) {
      before += segment.end - segment.start;
      next += 1;
    }
    return before + Math.max(0, place - (segments[next]?.start ?? place));
  };
  return samples.map((content) => {
    const from = takenBefore(start);
    start += content.length;
    return { content, from, to: takenBefore(start) };
  });
}

interface Segment {
  readonly start: number;
  readonly end: number;
}

/** @param least the score that a segment has at least */
function segmentsOf(
  text: Uint8Array,
  frequencies: Uint32Array,
  bytes: number,
  least: number,
): readonly Segment[] {
  const epochBytes = Math.max(SEGMENT_BYTES * 4, Math.floor((text.length * SEGMENT_BYTES) / bytes));
  const segments: Segment[] = [];
  let room = bytes;
  // Several rounds: what an epoch has left over may still be worth more than nothing.
  for (let round = 0; round < ROUNDS && room >= SEGMENT_BYTES; round++) {
    for (let epoch = 0; epoch < text.length && room >= SEGMENT_BYTES; epoch += epochBytes) {
      const best = bestSegment(text, frequencies, epoch, Math.min(epoch + epochBytes, text.length), least);
      if (best === undefined) continue;
      segments.push(best);
      room -= best.end - best.start;
      for (let at = best.start; at + KMER_BYTES <= best.end; at++) frequencies[kmerAt(text, at)] = 0;
    }
  }
  return segments.sort((a, b) => a.start - b.start);
}

function bestSegment(
  text: Uint8Array,
  frequencies: Uint32Array,
  from: number,
  to: number,
  least: number,
): Segment | undefined {
  let score = 0;
  let most = least - 1;
  let best: Segment | undefined;
  for (let at = from; at + KMER_BYTES <= to; at++) {
    score += frequencies[kmerAt(text, at)] ?? 0;
    const start = at + KMER_BYTES - SEGMENT_BYTES;
    if (start < from) continue;
    if (score > most) {
      most = score;
      best = { start, end: start + SEGMENT_BYTES };
    }
    score -= frequencies[kmerAt(text, start)] ?? 0;
  }
  return best;
}

/** How often each string occurs, less the once that is of no use to others. */
function frequenciesOf(text: Uint8Array): Uint32Array {
  const frequencies = new Uint32Array(1 << TABLE_BITS);
  for (let at = 0; at + KMER_BYTES <= text.length; at++) {
    const kmer = kmerAt(text, at);
    frequencies[kmer] = (frequencies[kmer] ?? 0) + 1;
  }
  return frequencies.map((count) => Math.max(0, count - 1));
}

function kmerAt(text: Uint8Array, at: number): number {
  let hash = 0;
  for (let place = at; place < at + KMER_BYTES; place++)
    hash = Math.imul(hash, 0x2f0b4f1d) + (text[place] ?? 0) + 1;
  return (hash ^ (hash >>> 15)) & TABLE_MASK;
}
