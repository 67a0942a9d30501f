/** A text made even for matching, with the way back to the offsets of the original. */
export interface EvenText {
  readonly original: string;
  /** Lower case, composed, plain quotes and digits. */
  readonly even: string;
  /** Start and end in the original of a stretch of the even text. */
  span(start: number, end: number): readonly [start: number, end: number];
}

/** Characters that lower-casing maps one to one and that need nothing else. */
const PLAIN = /^[\t\n\r -~가-힣ㄱ-ㆎ₩£€¥·…]*$/;
/** Marks, and the vowels and finals that follow a leading consonant (The Unicode Standard, section 3.12). */
const MARKS = /^[\p{M}\u1160-\u11ff]$/u;
const REPLACED: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '−': '-',
  '、': ',',
  '。': '.',
  '\u00a0': ' ',
  '\u3000': ' ',
};

/**
 * Lower-cases, composes (NFKC) and evens out punctuation. Linear in the length of the text.
 */
export function evenText(original: string): EvenText {
  if (PLAIN.test(original)) {
    return { original, even: original.toLowerCase(), span: (start, end) => [start, end] };
  }
  let even = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [start, end] of clusters(original)) {
    const cluster = original.slice(start, end);
    const replaced = REPLACED[cluster] ?? cluster.normalize('NFKC').toLowerCase();
    for (let unit = 0; unit < replaced.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
    even += replaced;
  }
  return {
    original,
    even,
    span: (start, end) => [starts[start] ?? original.length, ends[end - 1] ?? original.length],
  };
}

/** A code point with what follows it as a part of the same character. */
function* clusters(text: string): Generator<readonly [number, number]> {
  let start = 0;
  let end = 0;
  for (const point of text) {
    if (end > start && !MARKS.test(point)) {
      yield [start, end];
      start = end;
    }
    end += point.length;
  }
  if (end > start) yield [start, end];
}
