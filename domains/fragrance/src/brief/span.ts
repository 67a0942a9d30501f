import type { Mention, Span } from './elements.ts';

/** The words of a mention with those that decided its stance, as far as no neighbour shares them. */
export function markSpans(mentions: readonly Mention[]): void {
  mentions.forEach((mention, index) => {
    const before = mentions[index - 1]?.end ?? 0;
    const after = mentions[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    mention.span = {
      start: mention.cueStart >= before ? Math.min(mention.cueStart, mention.start) : mention.start,
      end: mention.cueEnd <= after ? Math.max(mention.cueEnd, mention.end) : mention.end,
    };
  });
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
