import type { Boundary, Element, Mention } from './elements.ts';
import { type EnglishWords, type LatinWord } from './english-words.ts';
import { isSyllable } from './hangul.ts';
import type { KoreanWords } from './korean-words.ts';
import { nounTail } from './korean-tails.ts';

const LATIN = /[\p{Script=Latin}\p{N}'%#]/u;
const ONE_LATIN_RUN = /[\p{Script=Latin}\p{N}'%#]+/uy;

const BOUNDARIES: Readonly<Record<string, Boundary['strength']>> = {
  '.': 'hard',
  '!': 'hard',
  ';': 'hard',
  '\n': 'hard',
  ':': 'hard',
  '?': 'question',
  '…': 'hard',
  ',': 'comma',
  '·': 'comma',
  '/': 'comma',
  '&': 'and',
  '+': 'and',
  '(': 'comma',
  ')': 'comma',
  '~': 'comma',
  '|': 'hard',
};

const CONJUNCTIONS: Readonly<Record<string, Boundary['strength']>> = {
  and: 'and',
  or: 'or',
  nor: 'or',
  및: 'and',
  또는: 'and',
  혹은: 'and',
  그리고: 'and',
};

/** Korean words that begin a new clause wherever they stand. */
const TURNS = new Set([
  '하지만',
  '근데',
  '그런데',
  '그래도',
  '다만',
  '그러나',
  '단',
  '대신에',
  '그냥',
  '차라리',
  '오히려',
]);

/** Splits the even text into the elements that the grammars work on. Linear in its length. */
export function scan(even: string, korean: KoreanWords, english: EnglishWords): Element[] {
  const elements: Element[] = [];
  let position = 0;
  let lastEnd = -1;
  while (position < even.length) {
    const code = even.charCodeAt(position);
    if (isSyllable(code)) {
      const glued = lastEnd === position;
      const before = elements.at(-1);
      const attached = glued ? attach(even, position, before) : undefined;
      if (attached !== undefined) {
        position = attached;
      } else {
        const { elements: read, end } = korean.read(even, position, glued);
        for (const element of read) elements.push(asBoundary(element));
        position = end;
      }
      lastEnd = position;
      continue;
    }
    if (isLatin(code, even, position)) {
      const words = english.correct(latinWords(even, position, lastEnd === position));
      readLatin(words, english, elements);
      position = words.at(-1)?.end ?? position + 1;
      lastEnd = position;
      continue;
    }
    position = punctuation(even, position, elements);
  }
  return elements;
}

/** 단, and 대신 at the head of a clause turn it; elsewhere they are what the lexicon says. */
function asBoundary(element: Element): Element {
  if (element.kind !== 'word') return element;
  const strength = CONJUNCTIONS[element.text] ?? (TURNS.has(element.text) ? 'hard' : undefined);
  if (strength === undefined) return element;
  return { kind: 'boundary', strength, start: element.start, end: element.end, glued: element.glued };
}

const REFUSING_JAMO = /^ㄴㄴ+/;

/** Signs that speak: "A > B" compares, ㄴㄴ refuses. */
function sign(even: string, position: number, elements: Element[]): number | undefined {
  const refusing =
    even[position] === 'ㄴ' ? REFUSING_JAMO.exec(even.slice(position, position + 8))?.[0] : undefined;
  const cue = refusing !== undefined ? 'refuse' : even[position] === '>' ? 'en_than' : undefined;
  if (cue === undefined) return undefined;
  const end = position + (refusing?.length ?? 1);
  const language = cue === 'refuse' ? 'ko' : 'en';
  elements.push({ kind: 'cue', language, cue, stem: '', tail: '', start: position, end, glued: false });
  return end;
}

function punctuation(even: string, position: number, elements: Element[]): number {
  const spoken = sign(even, position, elements);
  if (spoken !== undefined) return spoken;
  const character = even[position] ?? '';
  const dashed = character === '-' && even[position - 1] === ' ' && even[position + 1] === ' ';
  const strength = dashed ? 'hard' : BOUNDARIES[character];
  const decimal =
    character === '.' || character === ','
      ? /\d/.test(even[position + 1] ?? '') && /\d/.test(even[position - 1] ?? '')
      : false;
  if (strength !== undefined && !decimal) {
    elements.push({ kind: 'boundary', strength, start: position, end: position + 1, glued: true });
  }
  return position + 1;
}

/** A Korean ending on a Latin word: citrus는, woody한. Returns where it ends, or undefined when it is no ending. */
function attach(even: string, position: number, before: Element | undefined): number | undefined {
  if (before?.kind !== 'mention' && before?.kind !== 'head') return undefined;
  let end = position;
  while (end < even.length && isSyllable(even.charCodeAt(end))) end += 1;
  const tail = nounTail(even.slice(position, end));
  if (tail === undefined || before.kind === 'head') return undefined;
  Object.assign(before satisfies Mention, {
    form: tail.form,
    joint: tail.joint,
    awaitsNegation: tail.awaitsNegation,
    simile: tail.simile,
  });
  return end;
}

function latinWords(even: string, from: number, glued: boolean): LatinWord[] {
  const words: LatinWord[] = [];
  let position = from;
  let joinedBy: LatinWord['joinedBy'] = glued ? 'none' : 'space';
  for (;;) {
    ONE_LATIN_RUN.lastIndex = position;
    const run = ONE_LATIN_RUN.exec(even)?.[0];
    if (run === undefined) return words;
    const text = run.includes("'") ? unquoted(run) || run : run;
    const start = position + run.indexOf(text);
    words.push({ text, start, end: start + text.length, joinedBy, misspelled: false });
    position += run.length;
    const joint = even[position];
    if ((joint !== ' ' && joint !== '-') || !isLatin(even.charCodeAt(position + 1), even, position + 1))
      return words;
    joinedBy = joint === ' ' ? 'space' : 'hyphen';
    position += 1;
  }
}

/** The letter or digit of a word. Most text is ASCII, which a comparison settles sooner than an expression. */
function isLatin(code: number, even: string, position: number): boolean {
  if (code < 128)
    return (
      (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 39 || code === 37 || code === 35
    );
  return LATIN.test(even[position] ?? '');
}

function unquoted(run: string): string {
  let start = 0;
  let end = run.length;
  while (run[start] === "'") start += 1;
  while (end > start && run[end - 1] === "'") end -= 1;
  return run.slice(start, end);
}

function readLatin(words: readonly LatinWord[], english: EnglishWords, elements: Element[]): void {
  let index = 0;
  while (index < words.length) {
    const { element, taken } = english.read(words, index);
    const strength = element.kind === 'word' ? CONJUNCTIONS[element.text] : undefined;
    if (strength === undefined) elements.push(element);
    else
      elements.push({
        kind: 'boundary',
        strength,
        start: element.start,
        end: element.end,
        glued: element.glued,
      });
    index += taken;
  }
}
