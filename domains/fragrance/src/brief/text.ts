/** A text made even for matching, with the way back to the offsets of the original. */
export class EvenText {
  readonly original: string;
  /** Lower case, composed, plain quotes and digits. */
  readonly even: string;
  /** Where each unit of the even text comes from; undefined when every offset stays what it was. */
  readonly #origin: Origin | undefined;

  constructor(original: string, even: string, origin?: Origin) {
    this.original = original;
    this.even = even;
    this.#origin = origin;
  }

  /** Where in the original a stretch of the even text begins. */
  originalStart(start: number): number {
    return this.#origin === undefined ? start : (this.#origin.starts[start] ?? this.original.length);
  }

  /** Where in the original a stretch of the even text ends. */
  originalEnd(end: number): number {
    return this.#origin === undefined ? end : (this.#origin.ends[end - 1] ?? this.original.length);
  }
}

/** For each unit of the even text, the stretch of the original that it came from. */
interface Origin {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Characters that lower-casing maps one to one and that need nothing else. */
const PLAIN = /^[\t\n\r -~가-힣ㄱ-ㆎ₩£€¥·…]*$/;
const CAPITAL = /[A-Z]/;
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
    return new EvenText(original, CAPITAL.test(original) ? original.toLowerCase() : original);
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
  return new EvenText(original, even, { starts, ends });
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
