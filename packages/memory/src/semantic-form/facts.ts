import { negationsOf } from './negations.ts';
import {
  BOUND,
  CAPITAL_MONTH,
  DATE,
  DIGITS_OF_NAME,
  KOREAN_BOUND,
  KOREAN_NAME,
  LATIN_WORD,
  LINK,
  NUMBER,
} from './patterns.ts';
import { sentencesOf } from './sentences.ts';
import type { Span } from './span.ts';
import { isPlainOpener } from './words.ts';

/** Characters of "approximately ", and some more spaces. */
const LONGEST_BOUND = 16;

export type FactKind = 'link' | 'date' | 'number' | 'negation' | 'name';

/** What must survive a shortening. `value` is in one spelling: two facts of a kind are the same when their values are. */
export interface Fact {
  readonly kind: FactKind;
  readonly value: string;
}

/** A fact, and where a sentence says it. A negation has a span for itself, and for each word that it is said of. */
export interface PlacedFact {
  readonly fact: Fact;
  readonly at: number;
  readonly spans: readonly Span[];
}

/**
 * The facts of a text, English or Korean, in order of appearance. Said twice in different sentences, a number, date, link or negation
 * counts twice, since it is said of something else; a sentence that is repeated counts once, and so does a name. A number counts with its bound, a negation
 * with the words on both sides of it: "the deposit is not refundable" and "the fee is not refundable" are two. What cannot be told for sure is
 * taken for a fact: too many facts cost bytes, too few cost the truth. Linear in the length of the text.
 */
export function factsOf(text: string): Fact[] {
  const names = new Set<string>();
  return mentionsIn(text).filter(({ kind, value }) => {
    if (kind !== 'name') return true;
    const isNew = !names.has(value);
    names.add(value);
    return isNew;
  });
}

/** The same, but each name as often as it is said. */
export function mentionsIn(text: string): Fact[] {
  const sentences = new Set(sentencesOf(text).map(plain));
  return [...sentences].flatMap((sentence) => placedFactsOf(sentence).map(({ fact }) => fact));
}

/** Of any number of spaces and ends of lines, one space. */
export const plain = (sentence: string): string => sentence.trim().replace(/\s+/gu, ' ');

/** A kind is blanked out once it is read, so that the day of a date is no number besides. In order of appearance. */
export function placedFactsOf(sentence: string): PlacedFact[] {
  const found: PlacedFact[] = [];
  let rest = sentence;
  const read = (kind: FactKind, pattern: RegExp, within = rest): void => {
    const spans: Span[] = [];
    for (const { 0: match, index } of within.matchAll(pattern)) {
      const span = { from: index, to: index + match.length };
      spans.push(span);
      found.push(
        kind === 'number'
          ? boundedNumber(sentence, span)
          : { fact: { kind, value: spelled(kind, match) }, at: index, spans: [span] },
      );
    }
    rest = blanked(rest, spans);
  };
  read('link', LINK);
  read('date', DATE);
  read('date', CAPITAL_MONTH);
  read('number', NUMBER, withoutDigitsOfNames(rest));
  // A negation is read beside the names, not instead of them: "without Alice" is both.
  for (const { spans, text } of negationsOf(rest))
    found.push({
      fact: { kind: 'negation', value: spelled('negation', text) },
      at: spans[0]?.from ?? 0,
      spans,
    });
  read('name', KOREAN_NAME);
  const opening = sentence.search(/\p{L}/u);
  for (const { 0: match, index } of rest.matchAll(LATIN_WORD)) {
    if (!isName(match, index === opening)) continue;
    found.push({
      fact: { kind: 'name', value: spelled('name', match) },
      at: index,
      spans: [{ from: index, to: index + match.length }],
    });
  }
  return found.sort((a, b) => a.at - b.at);
}

/** "At least 5" is another number than 5. */
function boundedNumber(sentence: string, itself: Span): PlacedFact {
  const { from, to } = itself;
  const before = BOUND.exec(sentence.slice(Math.max(0, from - LONGEST_BOUND), from))?.[0] ?? '';
  const behind = KOREAN_BOUND.exec(sentence.slice(to, to + LONGEST_BOUND))?.[0] ?? '';
  const number = spelled('number', sentence.slice(from, to));
  const bounds = [before, behind].map((bound) => bound.trim().toLowerCase());
  return {
    fact: { kind: 'number', value: [bounds[0], number, bounds[1]].filter((part) => part !== '').join(' ') },
    at: from,
    spans: [{ from: from - before.length, to: to + behind.length }],
  };
}

const withoutDigitsOfNames = (text: string): string =>
  text.replace(DIGITS_OF_NAME, (name) => '_'.repeat(name.length));

/** Spans in order, none of which overlaps another. */
function blanked(text: string, spans: readonly Span[]): string {
  let end = 0;
  const parts: string[] = [];
  for (const { from, to } of spans) {
    parts.push(text.slice(end, from), ' '.repeat(to - from));
    end = to;
  }
  return parts.join('') + text.slice(end);
}

function isName(word: string, opens: boolean): boolean {
  if (/\d|_|\p{Ll}\p{Lu}/u.test(word)) return true;
  if (!/^\p{Lu}/u.test(word) || word === 'I' || /^I['’]/u.test(word)) return false;
  return !(opens && isPlainOpener(word));
}

function spelled(kind: FactKind, match: string): string {
  const text = match.trim();
  switch (kind) {
    case 'link':
      return text.replace(/[.,;:!?]+$/u, '');
    case 'number':
      return text
        .toLowerCase()
        .replace(/(\d),(?=\d{3})/gu, '$1')
        .replace(/(?:으로|에서|까지|부터|은|는|이|가|을|를|의|에|로|과|와|도)$/u, '')
        .replace(/\s/gu, '');
    case 'date':
    case 'negation':
      return text.toLowerCase().replace(/’/gu, "'").replace(/\s+/gu, ' ');
    case 'name':
      return text.replace(/['’]s?$|[-_]+$/gu, '');
  }
}
