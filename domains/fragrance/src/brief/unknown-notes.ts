import type { Element, Span, Word } from './elements.ts';
import type { EnglishWords } from './english-words.ts';
import { readGrammar, wordsOfKind } from './grammar-words.ts';
import { FINAL, lastSyllable } from './hangul.ts';

/** Korean words that stand before 향 without being the name of anything. */
const KOREAN_GENERIC =
  /(?:은|는|한|운|인|던|을|를|의|적|같|난|간|온|된|진|른|린|큰|준|본|할|될|올|을까|이|가|도|만|게|로|고|면|며)$/;
const KOREAN_EVERYDAY: ReadonlySet<string> = new Set(wordsOfKind(readGrammar('ko'), 'everyday'));
const FRAMES = new Set(['of', 'with', 'add', 'include', 'without', 'no', 'some']);
const MINIMUM_LETTERS = 4;
const OF = /\bof$/;

/** Names that stand where a note's name stands and that the lexicon does not know. */
export function findUnknownNotes(elements: readonly Element[], english: EnglishWords, even: string): Span[] {
  const unknown: Span[] = [];
  for (let index = 0; index < elements.length; index++) {
    const element = elements[index] as Element;
    if (element.kind !== 'word') continue;
    if (element.language === 'en') {
      if (englishName(element, elements, index, english, even)) unknown.push(element);
    } else if (koreanName(element, elements[index + 1])) unknown.push(bareName(element));
  }
  return unknown;
}

/** The name without the particle that gave it away: 조르반트라는, 조르반트를. */
function bareName({ text, start, end }: Word): Span {
  return { start, end: end - (PARTICLE.exec(text)?.[0].length ?? 0) };
}

/** Few words stand where a name does, so the place is looked at before the word. */
function koreanName(word: Word, next: Element | undefined): boolean {
  if (next?.kind !== 'head' && next?.kind !== 'cue') return false;
  if (word.text.length < 2 || KOREAN_EVERYDAY.has(word.text)) return false;
  if (next.kind === 'cue') return next.tail.ofCue.adding && isForeignObject(word.text);
  if (next.scent && (next.glued || next.start - word.end === 1))
    return next.glued ? !isAdnominal(word.text) : !KOREAN_GENERIC.test(word.text) && !isAdnominal(word.text);
  return CALLED.test(word.text);
}

/** 조르반트를 */
function isForeignObject(word: string): boolean {
  const object = /^(?<name>[가-힣]{2,})(?:을|를)$/.exec(word)?.groups?.['name'];
  return object !== undefined && !KOREAN_EVERYDAY.has(object) && looksForeign(object);
}

/** 그런, 건넨, 뿌릴: ends as words before a noun do. */
function isAdnominal(word: string): boolean {
  const { final } = lastSyllable(word);
  return final === FINAL.n || final === FINAL.l;
}

/** 미르첼론이라는 원료 */
const CALLED = /^[가-힣]{3,}(?:이라는|라는|이란|란)$/;
const PARTICLE = /(?:이?라는|이?란|을|를)$/;

/** Long loan words are names; short native ones are mostly not. */
const looksForeign = (name: string): boolean => name.length >= 4;

function englishName(
  word: Word,
  elements: readonly Element[],
  index: number,
  english: EnglishWords,
  even: string,
): boolean {
  return (
    standsForName(elements, index, even) &&
    word.text.length >= MINIMUM_LETTERS &&
    /^[a-z]+$/.test(word.text) &&
    !english.isEveryday(word.text)
  );
}

function standsForName(elements: readonly Element[], index: number, even: string): boolean {
  const next = elements[index + 1];
  if (next?.kind === 'head' && next.scent) return true;
  const before = elements[index - 1];
  if (before?.kind === 'degree') return OF.test(even.slice(before.start, before.end));
  if (before?.kind === 'cue') return before.cue === 'en_no' || before.cue === 'en_reset';
  return before?.kind === 'word' && elements[index - 2]?.kind === 'head' && FRAMES.has(before.text);
}
