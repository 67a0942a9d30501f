import type { CueKind, Degree, Element } from './elements.ts';
import { type GrammarRow, readGrammar } from './grammar-words.ts';
import type { LexiconEntry, Sense } from './lexicon.ts';
import { mentionOf } from './mention.ts';
import { type SpellingIndex, spellingIndex } from './spelling.ts';
import { readWordList } from './word-list.ts';

type Payload =
  | { readonly kind: 'sense'; readonly sense: Sense }
  | { readonly kind: 'cue'; readonly cue: CueKind }
  | { readonly kind: 'degree'; readonly degree: Degree }
  | { readonly kind: 'head'; readonly scent: boolean }
  | { readonly kind: 'neutral' };

interface Phrase {
  readonly words: readonly string[];
  readonly payload: Payload;
}

/** Phrases by their words, so that reading costs as much as the longest phrase that fits. */
interface PhraseNode {
  readonly next: Map<string, PhraseNode>;
  payload: Payload | undefined;
}

const emptyNode = (): PhraseNode => ({ next: new Map(), payload: undefined });

/** A word of the text, with what stands between it and the word before. */
export interface LatinWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `space` or `hyphen` when nothing else stands before it. */
  readonly joinedBy: 'space' | 'hyphen' | 'none';
  readonly misspelled: boolean;
}

const MINIMUM_LETTERS = 5;
const SETTLED = { form: 'noun', joint: 'none', awaitsNegation: false, simile: false } as const;

/** Splits a phrase of the lexicon as the text is split. */
const splitWords = (phrase: string): string[] => phrase.match(/[\p{L}\p{N}'%#]+/gu) ?? [];

/** Reads runs of Latin words against the lexicon and the words of grammar. */
export class EnglishWords {
  readonly #phrases = emptyNode();
  readonly #spelling: SpellingIndex<string>;
  readonly #vocabulary: ReadonlySet<string>;
  readonly #everyday = readWordList('english-words');

  constructor(entries: readonly LexiconEntry[]) {
    for (const phrase of grammarPhrases()) this.#add(phrase);
    const meant = entries.filter(({ sense }) => sense.topic !== 'other');
    const vocabulary = new Set(meant.flatMap(({ spellings }) => spellings.flatMap(splitWords)));
    for (const { spellings, sense } of entries) {
      for (const spelling of spellings) {
        this.#add({ words: splitWords(spelling), payload: { kind: 'sense', sense } });
      }
    }
    for (const { spellings, sense } of entries) {
      for (const spelling of spellings) this.#addInflected(splitWords(spelling), sense);
    }
    this.#vocabulary = wordsOf(this.#phrases);
    const plain = [...vocabulary].filter((word) => /^[a-z]+$/.test(word));
    this.#spelling = spellingIndex(
      plain.map((word) => [word, word] as const),
      MINIMUM_LETTERS,
    );
  }

  /** The words with typing errors put right, as far as they could only mean one known word. */
  correct(words: readonly LatinWord[]): LatinWord[] {
    return words.map((word) => {
      if (
        word.text.length < MINIMUM_LETTERS - 1 ||
        this.#vocabulary.has(word.text) ||
        this.#everyday.has(word.text)
      )
        return word;
      const meant = this.#spelling.nearest(word.text);
      return meant === undefined ? word : { ...word, text: meant, misspelled: true };
    });
  }

  /** The first meaning given to a phrase stays: grammar before lexicon, written forms before inflected ones. */
  #add({ words, payload }: Phrase): void {
    let node = this.#phrases;
    for (const word of words) {
      const next = node.next.get(word) ?? emptyNode();
      node.next.set(word, next);
      node = next;
    }
    node.payload ??= payload;
  }

  #addInflected(words: readonly string[], sense: Sense): void {
    const last = words.at(-1);
    if (last === undefined || sense.part === 'phrase') return;
    for (const form of inflections(last, sense)) {
      this.#add({ words: [...words.slice(0, -1), form], payload: { kind: 'sense', sense } });
    }
  }

  /** Reads the words from `index`; says how many words the element took. */
  read(words: readonly LatinWord[], index: number): { readonly element: Element; readonly taken: number } {
    const first = words[index] as LatinWord;
    const glued = first.joinedBy === 'none';
    if (first.text === 'free' && first.joinedBy === 'hyphen') return { element: freeOf(first), taken: 1 };
    const found = this.#longest(words, index);
    if (found === undefined) {
      const { text, start, end } = first;
      return { element: { kind: 'word', language: 'en', text, start, end, glued }, taken: 1 };
    }
    const phrase = words.slice(index, index + found.taken);
    const element = elementOf(found.payload, phrase, glued);
    const misspelled = phrase.some((word) => word.misspelled);
    return { element: element.kind === 'mention' ? { ...element, misspelled } : element, taken: found.taken };
  }

  #longest(
    words: readonly LatinWord[],
    index: number,
  ): { readonly payload: Payload; readonly taken: number } | undefined {
    let node: PhraseNode | undefined = this.#phrases;
    let longest: { readonly payload: Payload; readonly taken: number } | undefined;
    for (let taken = 1; ; taken++) {
      const word = words[index + taken - 1];
      if (word === undefined || (taken > 1 && word.joinedBy === 'none')) return longest;
      node = node.next.get(word.text);
      if (node === undefined) return longest;
      if (node.payload !== undefined) longest = { payload: node.payload, taken };
    }
  }

  /** True for a word that is ordinary English, and so is no name of an unknown note. */
  isEveryday(word: string): boolean {
    return this.#everyday.has(word) || this.#vocabulary.has(word);
  }
}

/** sugar-free, musk-free: refuses the word before the hyphen. */
const freeOf = ({ start, end }: LatinWord): Element => ({
  kind: 'cue',
  language: 'en',
  cue: 'en_free',
  stem: 'free',
  tail: '',
  start,
  end,
  glued: true,
});

function wordsOf(node: PhraseNode, found = new Set<string>()): Set<string> {
  for (const [word, next] of node.next) {
    found.add(word);
    wordsOf(next, found);
  }
  return found;
}

const textOf = (phrase: readonly LatinWord[]): string =>
  phrase.length === 1 ? (phrase[0]?.text ?? '') : phrase.map(({ text }) => text).join(' ');

function elementOf(payload: Payload, phrase: readonly LatinWord[], glued: boolean): Element {
  const first = phrase[0] as LatinWord;
  const last = phrase.at(-1) as LatinWord;
  const place = { start: first.start, end: last.end, glued };
  switch (payload.kind) {
    case 'sense':
      return mentionOf('en', payload.sense, first.start, last.end, glued, SETTLED);
    case 'cue':
      return { kind: 'cue', language: 'en', cue: payload.cue, stem: textOf(phrase), tail: '', ...place };
    case 'degree':
      return { kind: 'degree', language: 'en', degree: payload.degree, ...place };
    case 'head':
      return { kind: 'head', scent: payload.scent, listable: true, joint: 'none', ...place };
    case 'neutral':
      return { kind: 'word', language: 'en', text: first.text, ...place };
  }
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

function* grammarPhrases(): Iterable<Phrase> {
  for (const { kind, meaning, words } of readGrammar('en')) {
    const payload = payloadOf(kind, meaning);
    if (payload !== undefined) for (const phrase of words) yield { words: splitWords(phrase), payload };
  }
}

function payloadOf(kind: GrammarRow['kind'], meaning: string): Payload | undefined {
  switch (kind) {
    case 'neutral':
      return { kind };
    case 'cue':
      return { kind, cue: meaning as CueKind };
    case 'degree':
      return { kind, degree: meaning as Degree };
    case 'head':
      return { kind, scent: meaning === 'scent' };
    default:
      return undefined;
  }
}
