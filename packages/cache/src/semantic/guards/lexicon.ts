import { readFileSync } from 'node:fs';

/** A line of the tables: what a word, or words in a row, stand for. */
export interface Entry {
  readonly kind: string;
  readonly value: string;
  /** How many words it takes. */
  readonly length: number;
}

interface Phrase {
  readonly words: readonly string[];
  readonly entry: Entry;
}

/** The tables of a language: `kind`, `value` and forms, apart by tabs; see data/guards/README.md. */
export class Lexicon {
  readonly #words = new Map<string, Entry>();
  /** By first word, longest first. */
  readonly #phrases = new Map<string, Phrase[]>();
  readonly #lists = new Map<string, Map<string, readonly string[]>>();

  constructor(name: string) {
    for (const line of linesOf(name)) {
      const [kind = '', value = '', forms = ''] = line.split('\t');
      this.#enter(kind, value, forms.split(' '));
    }
    for (const phrases of this.#phrases.values()) phrases.sort((a, b) => b.words.length - a.words.length);
  }

  word(text: string): Entry | undefined {
    return this.#words.get(text);
  }

  /** The longest phrase of the tables that begins at a word. */
  phrase(texts: readonly string[], index: number): Entry | undefined {
    const candidates = this.#phrases.get(texts[index] ?? '');
    return candidates?.find(({ words }) => words.every((word, offset) => texts[index + offset] === word))
      ?.entry;
  }

  /** What stands in lines of a kind, by value. */
  list(kind: string): ReadonlyMap<string, readonly string[]> {
    return this.#lists.get(kind) ?? new Map();
  }

  #enter(kind: string, value: string, forms: readonly string[]): void {
    const lists = this.#lists.get(kind) ?? new Map<string, readonly string[]>();
    lists.set(value, [...(lists.get(value) ?? []), ...forms]);
    this.#lists.set(kind, lists);
    // Words that are also entered as something else.
    if (kind === 'opposite' || kind === 'request' || kind === 'adjective') return;
    for (const form of forms) this.#enterForm({ kind, value, length: 1 }, form);
  }

  #enterForm(entry: Entry, form: string): void {
    const words = form.split('_');
    const [first = ''] = words;
    if (words.length === 1) {
      if (!this.#words.has(form)) this.#words.set(form, entry);
      return;
    }
    const phrases = this.#phrases.get(first) ?? [];
    phrases.push({ words, entry: { ...entry, length: words.length } });
    this.#phrases.set(first, phrases);
  }
}

function linesOf(name: string): string[] {
  const file = new URL(`../../../data/guards/${name}.tsv`, import.meta.url);
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}
