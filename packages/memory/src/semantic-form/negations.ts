import type { Span } from './span.ts';
import { isFunctionWord } from './words.ts';

/** Words that say no, and the words that it is said of. */
export interface Negation {
  readonly spans: readonly Span[];
  readonly text: string;
}

const NEGATION =
  /(?<![\p{L}\p{N}])(?:not|never|no|none|nothing|nobody|nowhere|neither|nor|without|unless|except|cannot|unable|[a-z]{2,8}n['’]t)(?![\p{L}\p{N}])/giu;
const KOREAN_NEGATION = new RegExp(
  [
    '(?<![가-힣])[안못]\\s?[가-힣]{1,12}',
    '[가-힣]{0,12}지(?:는|도|를)?\\s?(?:않|못|마|말|아니)',
    '(?:[가-힣]{1,12}\\s)?(?:없|아니|아닌|아닙|않|못하|못했|불가|금지|제외|미만)',
  ].join('|'),
  'gu',
);
const WORD = /\p{L}[\p{L}\p{N}'’-]{0,63}/gu;

interface Word extends Span {
  readonly text: string;
  /** Nothing is said of an article or an auxiliary. */
  readonly isPassedOver: boolean;
}

/**
 * The negations of a sentence, each with the nearest word before it that is no function word, and in English with that behind it as
 * well; in Korean it ends its clause. Linear in the length of the sentence.
 */
export function negationsOf(sentence: string): Negation[] {
  const words: readonly Word[] = [...sentence.matchAll(WORD)].map(({ 0: text, index }) => ({
    from: index,
    to: index + text.length,
    text,
    isPassedOver: isFunctionWord(text) && text.search(NEGATION) < 0,
  }));
  return [
    ...negationsBy(NEGATION, sentence, words, true),
    ...negationsBy(KOREAN_NEGATION, sentence, words, false),
  ];
}

function* negationsBy(
  pattern: RegExp,
  sentence: string,
  words: readonly Word[],
  hasObject: boolean,
): Generator<Negation> {
  let behind = 0;
  let beyond = 0;
  for (const { 0: text, index: from } of sentence.matchAll(pattern)) {
    const itself = { from, to: from + text.length };
    while ((words[behind]?.to ?? Infinity) <= itself.from) behind += 1;
    while ((words[beyond]?.from ?? Infinity) < itself.to) beyond += 1;
    const before = told(words, behind - 1, -1);
    const after = hasObject ? told(words, beyond, 1) : undefined;
    const spans = [before, itself, after].filter((span) => span !== undefined);
    yield { spans, text: spans.map((span) => sentence.slice(span.from, span.to)).join(' ') };
  }
}

/** The next word from `at` on, in a direction, that something can be said of. */
function told(words: readonly Word[], at: number, step: 1 | -1): Word | undefined {
  let place = at;
  while (words[place]?.isPassedOver === true) place += step;
  return words[place];
}
