import { isSyllable } from './hangul.ts';

const LATIN = /[\p{Script=Latin}\p{N}'%#]/u;
const APOSTROPHE = 39;
const SPACE = 32;
const HYPHEN = 45;

/** How many code units at `at` are a letter, digit or sign of a Latin word: 0, 1 or, beyond the basic plane, 2. */
function latinUnits(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return isPlainLatin(code) ? 1 : 0;
  // Not a number behind the end of the text; a syllable stands right behind many Latin words.
  if (!(code >= 128) || isSyllable(code)) return 0;
  const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
  return LATIN.test(point) ? point.length : 0;
}

/** Lower-case letters, digits, apostrophe, percent and number sign. */
const isPlainLatin = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 48 && code <= 57) ||
  code === APOSTROPHE ||
  code === 37 ||
  code === 35;

/** True where a Latin word begins. A letter beyond the basic plane begins none, but may be inside one. */
export function isLatin(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? isPlainLatin(code) : code >= 128 && LATIN.test(text.charAt(at));
}

/**
 * A run of Latin words with one space or hyphen between each two, as places in the text. Used again for each run, so
 * that splitting makes no objects.
 */
export class LatinRun {
  count = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Whether a hyphen goes before the word. */
  readonly hyphened: boolean[] = [];

  /** Splits the run that begins at `from`; a Latin word must. */
  split(text: string, from: number): void {
    this.count = 0;
    let position = from;
    let hyphened = false;
    for (;;) {
      const end = endOfWord(text, position);
      this.#add(text, position, end, hyphened);
      const joint = text.charCodeAt(end);
      if ((joint !== SPACE && joint !== HYPHEN) || !isLatin(text, end + 1)) return;
      hyphened = joint === HYPHEN;
      position = end + 1;
    }
  }

  /** Quotes around a word are no part of it, unless there is nothing else. */
  #add(text: string, from: number, to: number, hyphened: boolean): void {
    let start = from;
    let end = to;
    while (start < to && text.charCodeAt(start) === APOSTROPHE) start += 1;
    while (end > start && text.charCodeAt(end - 1) === APOSTROPHE) end -= 1;
    const bare = start < end;
    this.starts[this.count] = bare ? start : from;
    this.ends[this.count] = bare ? end : to;
    this.hyphened[this.count] = hyphened;
    this.count += 1;
  }
}

function endOfWord(text: string, from: number): number {
  let end = from;
  for (let units = latinUnits(text, end); units > 0; units = latinUnits(text, end)) end += units;
  return end;
}
