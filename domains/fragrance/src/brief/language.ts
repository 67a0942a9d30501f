import type { Language } from '@accord/contract';
import { isSyllable } from './hangul.ts';
import { isSpace } from './space.ts';
import { StretchIndex } from './stretch-index.ts';

/** Endings that make a Hangul word part of a Korean sentence: one syllable, or two. */
const GRAMMATICAL = unitsOf('은는이가을를도의에로랑와과요다줘죠까함음임게고면서며한인빼');
const GRAMMATICAL_PAIRS = ['처럼', '해주', '지만', '는데', '은데'] as const;
const ENGLISH_GRAMMAR = new StretchIndex();
for (const word of [
  'a',
  'an',
  'the',
  'i',
  'is',
  'are',
  'with',
  'for',
  'of',
  'and',
  'or',
  'but',
  'not',
  'no',
  'want',
  'like',
  'something',
  'please',
  'in',
  'on',
  'to',
  'my',
  'me',
  'it',
  'that',
  'some',
  'need',
  'looking',
  'without',
  'under',
  'as',
  'be',
  'make',
  'would',
  "don't",
  "i'd",
  "i'm",
  'can',
  'you',
  'this',
  'at',
  'by',
  'just',
  'so',
  'very',
  'too',
  'from',
])
  ENGLISH_GRAMMAR.add(word);
const HANGUL = /[가-힣ㄱ-ㆎ]/;
const LATIN_LETTER = /[a-z']/;
/** Code units that part words, besides white space. */
const WORD_ENDS = unitsOf(',()"/·~-');

function unitsOf(marks: string): ReadonlySet<number> {
  return new Set(Array.from(marks, (mark) => mark.charCodeAt(0)));
}

/** Korean when at least one sentence is Korean, whatever foreign words it carries. */
export function languageOf(even: string): Language {
  if (!HANGUL.test(even)) return 'en';
  if (!LATIN_LETTER.test(even)) return 'ko';
  let start = 0;
  for (let end = 0; end <= even.length; end++) {
    if (end < even.length && !isSentenceEnd(even.charCodeAt(end))) continue;
    if (isKoreanSentence(even, start, end)) return 'ko';
    start = end + 1;
  }
  return 'en';
}

function isKoreanSentence(even: string, from: number, to: number): boolean {
  let hangul = 0;
  let grammatical = 0;
  let latin = 0;
  let english = 0;
  for (let start = from; start < to; start++) {
    const end = endOfRun(even, start, to, isInWord);
    if (endOfRun(even, start, end, isNoHangul) < end) {
      hangul += 1;
      if (isGrammatical(even, start, end)) grammatical += 1;
    }
    for (let letter = start; letter < end; letter++) {
      const runEnd = endOfRun(even, letter, end, isLatinLetter);
      if (runEnd === letter) continue;
      latin += 1;
      if (ENGLISH_GRAMMAR.find(even, letter, runEnd) >= 0) english += 1;
      letter = runEnd;
    }
    start = end;
  }
  if (hangul === 0) return false;
  if (english === 0) return grammatical > 0 || hangul >= latin;
  return grammatical > english || (grammatical > 0 && hangul > latin);
}

function endOfRun(even: string, from: number, to: number, goesOn: (code: number) => boolean): number {
  let end = from;
  while (end < to && goesOn(even.charCodeAt(end))) end += 1;
  return end;
}

/** Line feed, exclamation mark, full stop, semicolon, question mark. */
const isSentenceEnd = (code: number): boolean =>
  code === 10 || code === 33 || code === 46 || code === 59 || code === 63;
const isLatinLetter = (code: number): boolean => (code >= 97 && code <= 122) || code === 39;
/** Neither a syllable nor a letter of one. */
const isNoHangul = (code: number): boolean => !isSyllable(code) && !(code >= 0x3131 && code <= 0x318e);
const isInWord = (code: number): boolean =>
  isLatinLetter(code) || isSyllable(code) || !(isSpace(code) || WORD_ENDS.has(code));

function isGrammatical(even: string, start: number, end: number): boolean {
  if (GRAMMATICAL.has(even.charCodeAt(end - 1))) return true;
  return end - start >= 2 && GRAMMATICAL_PAIRS.some((pair) => even.startsWith(pair, end - 2));
}
