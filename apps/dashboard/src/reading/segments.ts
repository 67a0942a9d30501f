import type { Evidence } from '@accord/contract';

/** A run of the text under the same evidence; no evidence means plain text. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Cuts the text where evidence begins or ends, so that spans may overlap. The segments in order are
 * the whole text. Spans outside the text are cut to it; none splits a surrogate pair.
 */
export function segmentsOf(text: string, evidence: readonly Evidence[]): Segment[] {
  const spans = evidence
    .map((item) => ({ item, start: clamp(item.start, text), end: clamp(item.end, text) }))
    .filter(({ start, end }) => start < end)
    .map(({ item, start, end }) => ({ item, start: pairStart(text, start), end: pairEnd(text, end) }))
    .sort((a, b) => a.start - b.start);
  const edges = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  const segments: Segment[] = [];
  let open: typeof spans = [];
  let next = 0;
  for (const [index, start] of edges.entries()) {
    const end = edges[index + 1];
    if (end === undefined) break;
    open = open.filter((span) => span.end > start);
    for (let span = spans[next]; span?.start === start; span = spans[++next]) open.push(span);
    segments.push({ start, end, text: text.slice(start, end), evidence: open.map(({ item }) => item) });
  }
  return segments;
}

const clamp = (offset: number, text: string): number => Math.min(Math.max(offset, 0), text.length);

const splitsPair = (text: string, offset: number): boolean =>
  offset > 0 &&
  offset < text.length &&
  /[\uD800-\uDBFF]/.test(text.charAt(offset - 1)) &&
  /[\uDC00-\uDFFF]/.test(text.charAt(offset));

const pairStart = (text: string, offset: number): number => (splitsPair(text, offset) ? offset - 1 : offset);
const pairEnd = (text: string, offset: number): number => (splitsPair(text, offset) ? offset + 1 : offset);
