import type { Language } from '@accord/contract';

/** Endings that make a Hangul word part of a Korean sentence. */
const GRAMMATICAL =
  /(?:[은는이가을를도의에로랑와과]|으로|에서|하고|처럼|보다|[요다줘죠까함음임게고면서며한인]|니다|세요|해주|주세요|지만|는데|은데|빼|말고|없이)$/;
const ENGLISH_GRAMMAR = new Set([
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
]);
const HANGUL_RUN = /[가-힣ㄱ-ㆎ]+/;
const LATIN_WORD = /[a-z']+/g;
const LATIN_LETTER = /[a-z']/;

/** Korean when at least one sentence is Korean, whatever foreign words it carries. */
export function languageOf(even: string): Language {
  if (!HANGUL_RUN.test(even)) return 'en';
  if (!LATIN_LETTER.test(even)) return 'ko';
  return even.split(/[.!?\n;]+/).some(isKoreanSentence) ? 'ko' : 'en';
}

function isKoreanSentence(sentence: string): boolean {
  let hangul = 0;
  let grammatical = 0;
  let latin = 0;
  let english = 0;
  for (const word of sentence.split(/[\s,()"/·~-]+/)) {
    if (HANGUL_RUN.test(word)) {
      hangul += 1;
      if (GRAMMATICAL.test(word)) grammatical += 1;
    }
    for (const [run] of word.matchAll(LATIN_WORD)) {
      latin += 1;
      if (ENGLISH_GRAMMAR.has(run)) english += 1;
    }
  }
  if (hangul === 0) return false;
  if (english === 0) return grammatical > 0 || hangul >= latin;
  return grammatical > english || (grammatical > 0 && hangul > latin);
}
