import type { Mention, Span } from './elements.ts';

/** The words of a mention with those that decided its stance, as far as no neighbour shares them. */
export function markSpans(mentions: readonly Mention[]): void {
  for (let index = 0; index < mentions.length; index++) {
    const mention = mentions[index] as Mention;
    const { start, end, cueStart, cueEnd } = mention;
    const before = index === 0 ? 0 : (mentions[index - 1] as Mention).end;
    const after = mentions[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    const from = cueStart >= before ? Math.min(cueStart, start) : start;
    const to = cueEnd <= after ? Math.max(cueEnd, end) : end;
    mention.span = from === start && to === end ? mention : { start: from, end: to };
  }
}

/** One span over all: what must go for the value to go, where no single mention decides. */
export function cover(spans: readonly Span[]): Span {
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const span of spans) {
    start = Math.min(start, span.start);
    end = Math.max(end, span.end);
  }
  return { start, end };
}

/** One span over two. */
export const union = (a: Span, b: Span): Span => ({
  start: Math.min(a.start, b.start),
  end: Math.max(a.end, b.end),
});
