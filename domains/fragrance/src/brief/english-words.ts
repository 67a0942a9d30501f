import { CONJUNCTIONS } from './conjunctions.ts';
import type { CueKind, Degree, Element } from './elements.ts';
import { EnglishPhrases, type Meaning, type Phrase, splitWords } from './english-phrases.ts';
import { NOUN } from './korean-tails.ts';
import { LatinRun } from './latin-run.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';
import { boundaryAt, cueAt, degreeAt, headAt, wordAt } from './marks.ts';
import { mentionOf } from './mention.ts';
import { type SpellingIndex, spellingIndex } from './spelling.ts';
import { StretchIndex } from './stretch-index.ts';
import { readWordList } from './word-list.ts';

const MINIMUM_LETTERS = 5;
const FREE = 'free';

/** Reads runs of Latin words against the lexicon and the words of grammar. */
export class EnglishWords {
  readonly #phrases: EnglishPhrases;
  /** The words that are in a phrase. */
  readonly #words: StretchIndex;
  /** Ordinary English words; kept apart from the few that most of a wish is made of, so that those stay at hand. */
  readonly #everyday: StretchIndex;
  /** Finds the number of the word that is meant. */
  readonly #spelling: SpellingIndex<number>;
  readonly #run = new LatinRun();
  /** The number of each word of the run. */
  readonly #numbers: number[] = [];
  readonly #misspelled: boolean[] = [];
  /** How many words the phrase that was read last has. */
  #taken = 1;

  constructor(entries: readonly LexiconEntry[]) {
    this.#phrases = new EnglishPhrases(entries);
    this.#words = this.#phrases.words;
    const meant = entries.filter(({ sense }) => sense.topic !== 'other');
    const vocabulary = new Set(meant.flatMap(({ spellings }) => spellings.flatMap(splitWords)));
    const plain = [...vocabulary].filter((word) => /^[a-z]+$/.test(word));
    this.#spelling = spellingIndex(
      plain.map((word) => [word, this.#words.add(word)] as const),
      MINIMUM_LETTERS,
    );
    const everyday = readWordList('english-words');
    this.#everyday = new StretchIndex(everyday.length);
    for (const word of everyday) this.#everyday.add(word);
    for (const word of CONJUNCTIONS.keys()) this.#words.add(word);
  }

  /** Reads the run of words at `from` into `elements`; returns where its last word ends. */
  read(text: string, from: number, glued: boolean, elements: Element[]): number {
    const run = this.#run;
    run.split(text, from);
    for (let index = 0; index < run.count; index++) this.#recognise(text, index);
    for (let index = 0; index < run.count; )
      index += this.#readAt(text, index, glued && index === 0, elements);
    return run.ends[run.count - 1] as number;
  }

  /** Finds the number of a word of the run; a typing error is put right, where it can only mean one known word. */
  #recognise(text: string, index: number): void {
    const start = this.#run.starts[index] as number;
    const end = this.#run.ends[index] as number;
    const known = this.#words.find(text, start, end);
    const meant = known < 0 ? this.#meantBy(text, start, end) : undefined;
    this.#numbers[index] = meant ?? known;
    this.#misspelled[index] = meant !== undefined;
  }

  /** The number of the word that an unknown one is a typing error of. */
  #meantBy(text: string, start: number, end: number): number | undefined {
    if (end - start < MINIMUM_LETTERS - 1 || this.#everyday.find(text, start, end) >= 0) return undefined;
    return this.#spelling.nearest(text.slice(start, end));
  }

  /** Reads the longest phrase that begins with a word of the run; returns how many words it has. */
  #readAt(text: string, index: number, glued: boolean, elements: Element[]): number {
    const { starts, ends, hyphened } = this.#run;
    const start = starts[index] as number;
    const end = ends[index] as number;
    if (hyphened[index] === true && end - start === FREE.length && text.startsWith(FREE, start)) {
      elements.push(cueAt('en', 'en_free', FREE, start, end, true));
      return 1;
    }
    const phrase = this.#longestAt(index);
    const meaning = phrase?.meaning;
    const until = ends[index + this.#taken - 1] as number;
    elements.push(
      phrase === undefined || meaning === undefined || meaning.kind === 'neutral'
        ? this.#plain(text, index, start, until, glued)
        : this.#meant(phrase.text, meaning, index, start, until, glued),
    );
    return this.#taken;
  }

  /** Also says how many words the phrase has: one when there is none. */
  #longestAt(index: number): Phrase | undefined {
    const numbers = this.#numbers;
    let longest: Phrase | undefined;
    this.#taken = 1;
    let phrase = this.#phrases.first(numbers[index] as number);
    for (let taken = 1; phrase !== undefined; taken++) {
      if (phrase.meaning !== undefined) {
        longest = phrase;
        this.#taken = taken;
      }
      if (phrase.next === undefined || index + taken >= this.#run.count) break;
      phrase = phrase.next.get(numbers[index + taken] as number);
    }
    return longest;
  }

  #plain(text: string, index: number, start: number, end: number, glued: boolean): Element {
    const number = this.#numbers[index] as number;
    if (number < 0) return wordAt('en', text.slice(start, end), start, end, glued);
    const word = this.#words.keys[number] as string;
    const strength = CONJUNCTIONS.get(word);
    return strength === undefined
      ? wordAt('en', word, start, end, glued)
      : boundaryAt(strength, start, end, glued);
  }

  #meant(
    phrase: string,
    meaning: Meaning,
    first: number,
    start: number,
    end: number,
    glued: boolean,
  ): Element {
    switch (meaning.kind) {
      case 'sense': {
        const mention = mentionOf('en', meaning.sense as Sense, start, end, glued, NOUN);
        for (let index = first; index < first + this.#taken; index++) {
          if (this.#misspelled[index] === true) mention.misspelled = true;
        }
        return mention;
      }
      case 'cue':
        return cueAt('en', meaning.cue as CueKind, phrase, start, end, glued);
      case 'degree':
        return degreeAt('en', meaning.degree as Degree, start, end, glued);
      case 'head':
        return headAt(meaning.scent, true, 'none', start, end, glued);
      case 'neutral':
        return wordAt('en', phrase, start, end, glued);
    }
  }

  /** True for a word that is ordinary English, and so is no name of an unknown note. */
  isEveryday(word: string): boolean {
    return this.#words.find(word, 0, word.length) >= 0 || this.#everyday.find(word, 0, word.length) >= 0;
  }
}
