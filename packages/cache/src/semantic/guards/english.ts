import { englishStem } from './english-stem.ts';
import { type Entry, Lexicon } from './lexicon.ts';
import type { Facet, Mark } from './mark.ts';
import { isTime, type NumberRead, quantity, readNumber } from './numbers.ts';
import { saysSomething, type Token } from './tokens.ts';

export const ENGLISH = new Lexicon('en');

/** A word as the tables know it: contractions are taken apart, a phrase is looked for over several. */
interface Word {
  readonly text: string;
  readonly token: Token;
}

const CONTRACTED = new Map([
  ['dont', 'do not'],
  ['doesnt', 'does not'],
  ['didnt', 'did not'],
  ['isnt', 'is not'],
  ['arent', 'are not'],
  ['wasnt', 'was not'],
  ['werent', 'were not'],
  ['cant', 'can not'],
  ["can't", 'can not'],
  ['cannot', 'can not'],
  ['couldnt', 'could not'],
  ['wouldnt', 'would not'],
  ['shouldnt', 'should not'],
  ['hasnt', 'has not'],
  ['havent', 'have not'],
  ['hadnt', 'had not'],
  ['wont', 'will not'],
  ["won't", 'will not'],
  ["shan't", 'shall not'],
  ['unable', 'not able'],
  ['im', 'i am'],
  ['ive', 'i have'],
  ['whats', 'what is'],
  ['thats', 'that is'],
  ['gonna', 'going to'],
  ['wanna', 'want to'],
  ["let's", 'let us'],
  ['lets', 'let us'],
]);
const TAILS: readonly (readonly [string, string])[] = [
  ["n't", 'not'],
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'d", 'would'],
  ["'m", 'am'],
];
const IS_AFTER = new Set([
  'what',
  'who',
  'where',
  'when',
  'how',
  'why',
  'it',
  'that',
  'there',
  'here',
  'he',
  'she',
]);

export function englishWords(token: Token): string[] {
  const { text } = token;
  const known = CONTRACTED.get(text);
  if (known !== undefined) return known.split(' ');
  if (!text.includes("'")) return [text];
  for (const [tail, word] of TAILS)
    if (text.endsWith(tail) && text.length > tail.length) return [text.slice(0, -tail.length), word];
  if (text.endsWith("'s")) {
    const before = text.slice(0, -2);
    return IS_AFTER.has(before) ? [before, 'is'] : [before];
  }
  return [text];
}

const AUXILIARY = new Set(
  'is are was were do does did can could will would should may might has have had must am'.split(' '),
);
const BE = new Set('is are was were be been being am'.split(' '));
const DO = new Set('do does did'.split(' '));
const PARTICIPLE = /(?:ed|en|wn|ade|uilt|old|ought|aught|pent|ent|elt|ept|ost|und|ung|ut|read|et)$/;
const REQUESTS = new Set(ENGLISH.list('request').get('-'));
const OPENS_CLAUSE: ReadonlySet<Facet> = new Set(['question', 'modality', 'tense']);
const SUBJECT = new Set('i you we they he she it someone anyone people there'.split(' '));
/** After `to` they are what is to be done, not where. */
const INFINITIVE_BEFORE = new Set(
  'how way ways want need able have has going used like ought supposed steps best possible easy hard safe good it order try trying required necessary ready allowed'.split(
    ' ',
  ),
);

/** Reads the English of a text: words into marks, in order. */
export function readEnglish(tokens: readonly Token[]): Mark[] {
  return new EnglishReading(tokens).read();
}

class EnglishReading {
  readonly #words: Word[] = [];
  readonly #texts: string[] = [];
  readonly #marks: Mark[] = [];
  #role = 'core';
  #pendingNot: Mark[] = [];
  #sentence = true;
  /** A form of "be" stands before, in this clause. */
  #be = false;

  constructor(tokens: readonly Token[]) {
    for (const token of tokens) {
      const texts = token.kind === 'latin' ? englishWords(token) : [token.text];
      for (const text of texts) {
        this.#words.push({ text, token });
        this.#texts.push(text);
      }
    }
  }

  read(): Mark[] {
    let index = 0;
    while (index < this.#words.length) index += this.#readAt(index);
    for (const mark of this.#pendingNot) this.#marks.push(mark);
    return this.#marks;
  }

  #readAt(index: number): number {
    const word = this.#words[index];
    if (word === undefined) return 1;
    if (word.token.kind === 'break') return this.#break(word);
    const asked = this.#request(index);
    if (asked > 0) return asked;
    if (this.#sentence && this.#opensQuestion(index))
      this.#marks.push(this.#make('question', 'yes_no', index, 1));
    this.#sentence = false;
    if (BE.has(word.text)) this.#be = true;
    else if (DO.has(word.text)) this.#be = false;
    const number = readNumber(this.#words, index, ENGLISH) ?? this.#oneUnit(index);
    if (number !== undefined) {
      this.#mark('number', number.value, index, number.length);
      return number.length;
    }
    if (word.token.kind === 'symbol') return this.#symbol(word, index);
    if (this.#isPronominalOne(index)) return 1;
    if (word.text === 'do' && this.#isMainVerb(index)) {
      this.#content('do', index, 1);
      return 1;
    }
    const entry = this.#entryAt(index);
    if (entry === undefined) {
      this.#content(word.token.kind === 'latin' ? englishStem(word.text) : word.text, index, 1);
      return 1;
    }
    this.#entry(entry, index);
    return entry.length;
  }

  #entryAt(index: number): Entry | undefined {
    const { text, token } = this.#words[index] ?? {};
    if (text === undefined) return undefined;
    // What is written US is no pronoun.
    if (text === 'us' && token?.capital === true) return ENGLISH.word('usa');
    return (
      ENGLISH.phrase(this.#texts, index) ??
      ENGLISH.word(text) ??
      (token?.kind === 'latin' ? ENGLISH.word(englishStem(text)) : undefined)
    );
  }

  /** The second "do" of "what do you do". */
  #isMainVerb(index: number): boolean {
    const before = this.#texts[index - 1] ?? '';
    return (
      SUBJECT.has(before) &&
      this.#texts.slice(Math.max(0, index - 4), index - 1).some((text) => AUXILIARY.has(text))
    );
  }

  /** "A month" and "per month" are one month. */
  #oneUnit(index: number): NumberRead | undefined {
    if (!['a', 'an', 'per'].includes(this.#texts[index] ?? '')) return undefined;
    const entry = ENGLISH.word(this.#texts[index + 1] ?? '');
    if (entry?.kind !== 'unit' || !isTime(entry.value)) return undefined;
    return { value: quantity('1', entry.value), length: 2 };
  }

  /** "Could you please tell": how many words only ask politely. */
  #request(index: number): number {
    if (
      !['can', 'could', 'would', 'will'].includes(this.#texts[index] ?? '') ||
      this.#texts[index + 1] !== 'you'
    )
      return 0;
    const polite = this.#texts[index + 2] === 'please' ? 3 : 2;
    return REQUESTS.has(this.#texts[index + polite] ?? '') ? polite : 0;
  }

  /** A sentence that begins with its auxiliary, but for "can't log in", asks yes or no. */
  #opensQuestion(index: number): boolean {
    if (!AUXILIARY.has(this.#texts[index] ?? '')) return false;
    if (this.#texts[index + 1] !== 'not') return true;
    const subject = this.#texts[index + 2] ?? '';
    return SUBJECT.has(subject) || ['the', 'a', 'my', 'your', 'this'].includes(subject);
  }

  /** `one` in `no one`, `which one`, `one of`, `one can` is no number. */
  #isPronominalOne(index: number): boolean {
    if (this.#texts[index] !== 'one') return false;
    const before = this.#texts[index - 1];
    const after = this.#texts[index + 1] ?? '';
    return ['which', 'this', 'that', 'any', 'every', 'the'].includes(before ?? '') || AUXILIARY.has(after);
  }

  #break({ text }: Word): number {
    if (/[.!?\n]/.test(text)) this.#sentence = true;
    if (this.#sentence || text.startsWith(',')) this.#role = 'core';
    if (this.#sentence) this.#be = false;
    return 1;
  }

  /** A mark of arithmetic, or a picture, says something; the rest is punctuation. */
  #symbol({ text }: Word, index: number): number {
    const beside =
      this.#words[index - 1]?.token.kind === 'number' || this.#words[index + 1]?.token.kind === 'number';
    if (saysSomething(text, beside)) this.#content(text, index, 1);
    return 1;
  }

  #entry(entry: Entry, index: number): void {
    switch (entry.kind) {
      case 'drop':
      case 'weak':
      case 'role':
        return this.#grammar(entry, index);
      case 'concept':
      case 'unit':
      case 'scale':
      case 'ordinal':
      case 'number':
        return this.#content(entry.value, index, entry.length);
      case 'negation':
        return this.#negation(entry, index);
      default:
        return this.#facet(entry, index);
    }
  }

  #grammar({ kind, value }: Entry, index: number): void {
    const text = this.#texts[index] ?? '';
    if (kind === 'weak') this.#role = 'of';
    else if (kind === 'role') {
      const infinitive =
        value === 'to' && (index === 0 || INFINITIVE_BEFORE.has(this.#texts[index - 1] ?? ''));
      this.#role = infinitive ? 'core' : value;
      if (
        [
          'before',
          'after',
          'if',
          'because',
          'until',
          'since',
          'out',
          'up',
          'down',
          'off',
          'over',
          'under',
          'instead',
        ].includes(value)
      )
        this.#marks.push(this.#make('content', value, index, 1));
    } else if (AUXILIARY.has(text) || SUBJECT.has(text)) this.#role = 'core';
  }

  #facet(entry: Entry, index: number): void {
    const facet = entry.kind as Facet;
    // "Me" and "my" stand within a phrase; "I" begins a clause.
    const begins = facet === 'person' ? SUBJECT.has(this.#texts[index] ?? '') : OPENS_CLAUSE.has(facet);
    if (begins) this.#role = 'core';
    this.#mark(facet, entry.value, index, entry.length);
  }

  #negation({ length }: Entry, index: number): void {
    const text = this.#texts[index] ?? '';
    const before = this.#texts[index - 1] ?? '';
    // "or not" asks nothing else.
    if (before === 'or' && text === 'not') return;
    if (text === 'without') this.#role = 'without';
    const inverted =
      text === 'not' && AUXILIARY.has(before) && this.#marks.every(({ facet }) => facet !== 'content');
    const mark = this.#make('negation', text === 'except' || text === 'unless' ? text : 'not', index, length);
    if (inverted) this.#marks.push({ ...mark, value: `${mark.value} *` });
    else this.#pendingNot.push(mark);
  }

  #content(value: string, index: number, length: number): void {
    this.#mark('content', value, index, length);
  }

  #mark(facet: Facet, value: string, index: number, length: number): void {
    if (facet === 'content' || facet === 'number' || facet === 'date' || facet === 'quantifier') {
      for (const not of this.#pendingNot) this.#marks.push({ ...not, value: `${not.value} ${value}` });
      this.#pendingNot = [];
    }
    this.#marks.push(this.#make(facet, value, index, length));
  }

  #make(facet: Facet, value: string, index: number, length: number): Mark {
    const first = this.#words[index]?.token;
    const last = this.#words[index + length - 1]?.token ?? first;
    const before = this.#texts[index - 1];
    return {
      facet,
      value,
      role: this.#role,
      start: first?.start ?? 0,
      end: last?.end ?? 0,
      ...(first?.capital === true && length === 1 && { name: first.text }),
      ...((before === 'and' || before === 'or') && { joined: true as const }),
      ...(this.#be &&
        facet === 'content' &&
        PARTICIPLE.test(first?.text ?? '') && { passive: true as const }),
    };
  }
}
