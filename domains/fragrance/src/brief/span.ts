import type { Mention } from './elements.ts';

/** A stretch of the even text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The words of a mention with those that decided its stance, as far as they are its own. */
export function spanOf(mention: Mention, mentions: readonly Mention[]): Span {
  const shared = (from: number, to: number): boolean =>
    mentions.some((other) => other !== mention && other.start < to && other.end > from);
  const start = mention.cueStart < mention.start && !shared(mention.cueStart, mention.start) ? mention.cueStart : mention.start;
  const end = mention.cueEnd > mention.end && !shared(mention.end, mention.cueEnd) ? mention.cueEnd : mention.end;
  return { start, end };
}

/** One span over all: what must go for the value to go, where no single mention decides. */
export function cover(spans: readonly Span[]): Span {
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}
