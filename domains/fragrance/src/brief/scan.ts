import type { Boundary, Element, Mention } from './elements.ts';
import type { EnglishWords } from './english-words.ts';
import { isSyllable } from './hangul.ts';
import { endingAt } from './korean-endings.ts';
import type { KoreanWords } from './korean-words.ts';
import { isLatin } from './latin-run.ts';
import { boundaryAt, cueAt } from './marks.ts';

/** Marks of punctuation by their code units. */
const BOUNDARIES: ReadonlyMap<number, Boundary['strength']> = new Map(
  Object.entries({
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
  } satisfies Record<string, Boundary['strength']>).map(([mark, strength]) => [mark.charCodeAt(0), strength]),
);

const SPACE = 32;
const HYPHEN = 45;
const COMMA = 44;
const FULL_STOP = 46;
const GREATER = 62;
/** ㄴㄴ refuses. */
const REFUSING_JAMO = 0x3134;
const MOST_JAMO = 8;

/** Splits the even text into the elements that the grammars work on. Linear in its length. */
export function scan(even: string, korean: KoreanWords, english: EnglishWords): Element[] {
  const elements: Element[] = [];
  let position = 0;
  let lastEnd = -1;
  while (position < even.length) {
    const code = even.charCodeAt(position);
    if (code === SPACE) {
      position += 1;
    } else if (isSyllable(code)) {
      const glued = lastEnd === position;
      const attached = glued ? attach(even, position, elements.at(-1)) : -1;
      position = attached < 0 ? korean.read(even, position, glued, elements) : attached;
      lastEnd = position;
    } else if (isLatin(even, position)) {
      position = english.read(even, position, lastEnd === position, elements);
      lastEnd = position;
    } else {
      position = punctuation(even, position, code, elements);
    }
  }
  return elements;
}

/** A Korean ending on a Latin word: citrus는, woody한. Returns where it ends, or -1 when it is no ending. */
function attach(even: string, position: number, before: Element | undefined): number {
  if (before?.kind !== 'mention') return -1;
  let end = position;
  while (end < even.length && isSyllable(even.charCodeAt(end))) end += 1;
  const tail = endingAt(even, position, end).ofNoun;
  if (tail === undefined) return -1;
  const mention: Mention = before;
  mention.form = tail.form;
  mention.joint = tail.joint;
  mention.awaitsNegation = tail.awaitsNegation;
  mention.simile = tail.simile;
  return end;
}

function punctuation(even: string, position: number, code: number, elements: Element[]): number {
  const spoken = sign(even, position, code, elements);
  if (spoken > position) return spoken;
  const strength = isDash(even, position, code) ? 'hard' : BOUNDARIES.get(code);
  if (strength !== undefined && !isDecimal(even, position, code)) {
    elements.push(boundaryAt(strength, position, position + 1, true));
  }
  return position + 1;
}

/** Signs that speak: "A > B" compares, ㄴㄴ refuses. Returns where they end. */
function sign(even: string, position: number, code: number, elements: Element[]): number {
  if (code === GREATER) {
    elements.push(cueAt('en', 'en_than', '', position, position + 1, false));
    return position + 1;
  }
  if (code !== REFUSING_JAMO) return position;
  let end = position;
  while (end < position + MOST_JAMO && even.charCodeAt(end) === REFUSING_JAMO) end += 1;
  if (end - position < 2) return position;
  elements.push(cueAt('ko', 'refuse', '', position, end, false));
  return end;
}

const isDash = (even: string, position: number, code: number): boolean =>
  code === HYPHEN && even.charCodeAt(position - 1) === SPACE && even.charCodeAt(position + 1) === SPACE;

const isDecimal = (even: string, position: number, code: number): boolean =>
  (code === FULL_STOP || code === COMMA) &&
  isDigit(even.charCodeAt(position + 1)) &&
  isDigit(even.charCodeAt(position - 1));

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
