/** Bytes of the strings whose frequency tells what is worth keeping. */
const KMER_BYTES = 8;
const SEGMENT_BYTES = 256;
const TABLE_BITS = 20;
const TABLE_MASK = (1 << TABLE_BITS) - 1;

/**
 * Selects the segments of samples that cover most of what recurs (COVER: Liao, Petri, Moffat and Wirth 2016, "Effective
 * construction of relative Lempel-Ziv dictionaries"). The samples are cut into epochs; each gives the segment whose
 * strings of 8 bytes are the most frequent among those that no earlier segment has. The best segments stand last, where
 * matches are the cheapest.
 *
 * @returns at most `bytes` bytes
 */
export function coverOf(samples: readonly Uint8Array[], bytes: number): Uint8Array {
  const text = joined(samples);
  if (text.length <= bytes) return text;
  const frequencies = frequenciesOf(text);
  const segments = segmentsOf(text, frequencies, bytes);
  const content = new Uint8Array(bytes);
  let at = bytes;
  for (const { start, end } of segments) {
    const taken = text.subarray(start, Math.min(end, start + at));
    at -= taken.length;
    content.set(taken, at);
    if (at === 0) break;
  }
  return content.subarray(at);
}

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly score: number;
}

function segmentsOf(text: Uint8Array, frequencies: Uint32Array, bytes: number): readonly Segment[] {
  const epochBytes = Math.max(SEGMENT_BYTES * 4, Math.floor((text.length * SEGMENT_BYTES) / bytes));
  const segments: Segment[] = [];
  let room = bytes;
  // Several rounds: what an epoch has left over may still be worth more than nothing.
  for (let round = 0; round < 4 && room > 0; round++) {
    for (let epoch = 0; epoch < text.length && room > 0; epoch += epochBytes) {
      const best = bestSegment(text, frequencies, epoch, Math.min(epoch + epochBytes, text.length));
      if (best === undefined) continue;
      segments.push(best);
      room -= best.end - best.start;
      for (let at = best.start; at + KMER_BYTES <= best.end; at++) frequencies[kmerAt(text, at)] = 0;
    }
  }
  return segments.sort((a, b) => b.score - a.score);
}

function bestSegment(
  text: Uint8Array,
  frequencies: Uint32Array,
  from: number,
  to: number,
): Segment | undefined {
  let score = 0;
  let best: Segment | undefined;
  for (let at = from; at + KMER_BYTES <= to; at++) {
    score += frequencies[kmerAt(text, at)] ?? 0;
    const start = at + KMER_BYTES - SEGMENT_BYTES;
    if (start < from) continue;
    if (score > (best?.score ?? 0)) best = { start, end: start + SEGMENT_BYTES, score };
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

function joined(samples: readonly Uint8Array[]): Uint8Array {
  const text = new Uint8Array(samples.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const sample of samples) {
    text.set(sample, at);
    at += sample.length;
  }
  return text;
}
