/** A part of a sentence. */
export interface Span {
  readonly from: number;
  /** Just beyond its last character. */
  readonly to: number;
}

/** Which of the spans, given in order, have a part in another. Asked for one after the other, it is linear in all of them. */
export function overlapping(spans: readonly Span[]): (span: Span) => readonly Span[] {
  let first = 0;
  return ({ from, to }) => {
    while ((spans[first]?.to ?? Infinity) <= from) first += 1;
    const found: Span[] = [];
    for (let at = first; (spans[at]?.from ?? Infinity) < to; at++) {
      const span = spans[at];
      if (span !== undefined && span.to > from) found.push(span);
    }
    return found;
  };
}
