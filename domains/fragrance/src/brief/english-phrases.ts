import type { CueKind, Degree } from './elements.ts';
import { type GrammarRow, readGrammar } from './grammar-words.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';
import { StretchIndex } from './stretch-index.ts';

/** What a phrase means. All meanings are of one shape, whatever they say. */
export interface Meaning {
  readonly kind: 'sense' | 'cue' | 'degree' | 'head' | 'neutral';
  readonly sense: Sense | undefined;
  readonly cue: CueKind | undefined;
  readonly degree: Degree | undefined;
  /** Of heads: says "scent" by itself. */
  readonly scent: boolean;
}

/** The beginning of a phrase, and the phrase itself when it has a meaning. */
export interface Phrase {
  readonly text: string;
  meaning: Meaning | undefined;
  /** How it goes on, by the numbers of the words. */
  next: Map<number, Phrase> | undefined;
}

/** Splits a phrase of the lexicon as the text is split. */
export const splitWords = (phrase: string): string[] => phrase.match(/[\p{L}\p{N}'%#]+/gu) ?? [];

/** The phrases of grammar and lexicon, word by word, so that reading costs as much as the longest that fits. */
export class EnglishPhrases {
  /** The words that are in a phrase. */
  readonly words = new StretchIndex();
  readonly #first: (Phrase | undefined)[] = [];

  constructor(entries: readonly LexiconEntry[]) {
    this.#addGrammar();
    this.#addLexicon(entries);
  }

  /** The phrases that begin with the word of a number. */
  first(word: number): Phrase | undefined {
    return this.#first[word];
  }

  /** The first meaning given to a phrase stays: grammar before lexicon, written forms before inflected ones. */
  #add([first, ...rest]: readonly string[], meaning: Meaning): void {
    if (first === undefined) return;
    let phrase = this.#firstOf(first);
    for (const word of rest) {
      const number = this.words.add(word);
      phrase.next ??= new Map();
      const next = phrase.next.get(number) ?? beginning(`${phrase.text} ${word}`);
      phrase.next.set(number, next);
      phrase = next;
    }
    phrase.meaning ??= meaning;
  }

  /** Every word has its place, also one that no phrase begins with, so that the list has no holes. */
  #firstOf(word: string): Phrase {
    const number = this.words.add(word);
    while (this.#first.length <= number) this.#first.push(undefined);
    const phrase = this.#first[number] ?? beginning(word);
    this.#first[number] = phrase;
    return phrase;
  }

  #addGrammar(): void {
    for (const { kind, meaning, words } of readGrammar('en')) {
      const meant = grammarMeaning(kind, meaning);
      if (meant !== undefined) for (const phrase of words) this.#add(splitWords(phrase), meant);
    }
  }

  #addLexicon(entries: readonly LexiconEntry[]): void {
    const meant = entries.map(({ spellings, sense }) => ({
      phrases: spellings.map(splitWords),
      sense,
      meaning: { ...NOTHING, kind: 'sense' as const, sense },
    }));
    for (const { phrases, meaning } of meant) for (const words of phrases) this.#add(words, meaning);
    for (const { phrases, sense, meaning } of meant) {
      for (const words of phrases) for (const form of inflected(words, sense)) this.#add(form, meaning);
    }
  }
}

const beginning = (text: string): Phrase => ({ text, meaning: undefined, next: undefined });

const NOTHING: Meaning = {
  kind: 'neutral',
  sense: undefined,
  cue: undefined,
  degree: undefined,
  scent: false,
};

function grammarMeaning(kind: GrammarRow['kind'], meaning: string): Meaning | undefined {
  switch (kind) {
    case 'neutral':
      return NOTHING;
    case 'cue':
      return { ...NOTHING, kind, cue: meaning as CueKind };
    case 'degree':
      return { ...NOTHING, kind, degree: meaning as Degree };
    case 'head':
      return { ...NOTHING, kind, scent: meaning === 'scent' };
    default:
      return undefined;
  }
}

function inflected(words: readonly string[], sense: Sense): string[][] {
  const last = words.at(-1);
  if (last === undefined || sense.part === 'phrase') return [];
  return inflections(last, sense).map((form) => [...words.slice(0, -1), form]);
}

/** Plural, comparison, and the adjective a noun of scent makes: lemons, sweeter, minty. */
function inflections(word: string, { part }: Sense): string[] {
  const bare = word.endsWith('e') ? word.slice(0, -1) : word;
  const soft = word.endsWith('y') ? `${word.slice(0, -1)}i` : bare;
  if (part === 'adjective') return [`${soft}er`, `${soft}est`, `${soft}ness`, `${word}ly`, `${soft}ly`];
  const plural = /(?:s|x|z|ch|sh)$/.test(word)
    ? `${word}es`
    : word.endsWith('y')
      ? `${word.slice(0, -1)}ies`
      : `${word}s`;
  if (word.length < 4 || word.endsWith('y')) return [plural];
  return [plural, `${bare}y`, `${word}y`];
}
