import { readEnglish } from './english.ts';
import { readKorean } from './korean.ts';
import type { Language, Mark, Read } from './mark.ts';
import { type Token, tokensOf } from './tokens.ts';

/** Reads a text once, for any number of comparisons. Linear, and bounded by MAX_TOKENS. Never throws. */
export function readForGuards(text: string): Read {
  const { tokens, folded, cut, at } = tokensOf(text);
  const language = languageOf(tokens);
  return {
    language,
    marks: cut ? [] : marksOf(tokens, language),
    quotes: cut ? [] : quotesIn(folded, at),
    long: cut ? folded.replace(/\s+/g, ' ').trim() : undefined,
  };
}

const marksOf = (tokens: readonly Token[], language: Language): Mark[] =>
  language === 'ko' ? readKorean(tokens) : readEnglish(tokens);

function languageOf(tokens: readonly Token[]): Language {
  let hangul = 0;
  let latin = 0;
  for (const { kind } of tokens) {
    if (kind === 'hangul') hangul += 1;
    else if (kind === 'latin') latin += 1;
  }
  if (hangul === 0) return latin === 0 ? 'other' : 'en';
  return hangul * 2 >= latin ? 'ko' : 'en';
}

const QUOTED = /"([^"]{1,200})"|`([^`]{1,200})`|(?<![\p{L}\p{N}])'([^'"]{1,200})'(?!\p{Script=Latin})/gu;

function quotesIn(folded: string, at: (index: number) => number): Read['quotes'] {
  if (!/["`']/.test(folded)) return [];
  return Array.from(folded.matchAll(QUOTED), (match) => ({
    value: (match[1] ?? match[2] ?? match[3] ?? '').replace(/\s+/g, ' ').trim(),
    start: at(match.index),
    end: at(match.index + match[0].length),
  }));
}
