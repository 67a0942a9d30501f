import { isSyllable } from './hangul.ts';

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
const REPLACED: ReadonlyMap<string, string> = new Map([
  ['‘', "'"],
  ['’', "'"],
  ['“', '"'],
  ['”', '"'],
  ['–', '-'],
  ['—', '-'],
  ['−', '-'],
  ['、', ','],
  ['。', '.'],
  ['\u00a0', ' '],
  ['\u3000', ' '],
]);

/**
 * Lower-cases, composes (NFKC) and evens out punctuation. Linear in the length of the text. Most texts are plain, and
 * most of the others are plain but for a dash or an apostrophe; only the clusters that are not plain are looked at.
 */
export function evenText(original: string): EvenText {
  if (PLAIN.test(original)) return new EvenText(original, lowered(original));
  const evening = new Evening(original);
  let plainFrom = 0;
  for (let position = 0; position < original.length; ) {
    const end = endOfCluster(original, position);
    if (end - position > 1 || !isPlain(original, position)) {
      evening.keep(plainFrom, position);
      evening.replace(position, end);
      plainFrom = end;
    }
    position = end;
  }
  evening.keep(plainFrom, original.length);
  return evening.text();
}

/** Most characters are seen to be plain without the expression. */
function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x20 && code < 0x7f) || isSyllable(code) || PLAIN.test(text.charAt(at));
}

const lowered = (plain: string): string => (CAPITAL.test(plain) ? plain.toLowerCase() : plain);

/** The even text as it grows. */
class Evening {
  readonly #original: string;
  #even = '';
  /** Undefined as long as every unit stands where it stood. */
  #origin: { readonly starts: number[]; readonly ends: number[] } | undefined;

  constructor(original: string) {
    this.#original = original;
  }

  /** Takes over a plain stretch, unit by unit. */
  keep(start: number, end: number): void {
    this.#even += lowered(this.#original.slice(start, end));
    if (this.#origin !== undefined) this.#trace(start, end);
  }

  replace(start: number, end: number): void {
    const cluster = this.#original.slice(start, end);
    const replaced = REPLACED.get(cluster) ?? cluster.normalize('NFKC').toLowerCase();
    if (this.#origin === undefined && (cluster.length > 1 || replaced.length !== 1)) {
      this.#origin = { starts: [], ends: [] };
      this.#trace(0, start);
    }
    this.#even += replaced;
    for (let unit = 0; unit < replaced.length; unit++) {
      this.#origin?.starts.push(start);
      this.#origin?.ends.push(end);
    }
  }

  text(): EvenText {
    return new EvenText(this.#original, this.#even, this.#origin);
  }

  #trace(start: number, end: number): void {
    for (let unit = start; unit < end; unit++) {
      this.#origin?.starts.push(unit);
      this.#origin?.ends.push(unit + 1);
    }
  }
}

/** The end of a code point with what follows it as a part of the same character. */
function endOfCluster(text: string, start: number): number {
  let end = start + pointLength(text, start);
  while (end < text.length && isMark(text, end)) end += pointLength(text, end);
  return end;
}

const pointLength = (text: string, at: number): number => ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

/** No mark comes before U+0300, and no precomposed Hangul is one. */
function isMark(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x300 || isSyllable(code)) return false;
  return MARKS.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}
