import { readFileSync } from 'node:fs';

const KINDS = ['neutral', 'cue', 'fixed', 'degree', 'head', 'filler', 'everyday'] as const;

/** Words of grammar with one meaning, from data/grammar. */
export interface GrammarRow {
  readonly kind: (typeof KINDS)[number];
  readonly meaning: string;
  readonly words: readonly string[];
}

/** Reads one language's words of grammar. A row that breaks the format stops the start, by name. */
export function readGrammar(language: 'ko' | 'en'): GrammarRow[] {
  const file = new URL(`../../data/grammar/${language}.tsv`, import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [kindName, meaning, words] = line.split('\t');
      const kind = KINDS.find((known) => known === kindName);
      if (kind === undefined || meaning === undefined || words === undefined) {
        throw new TypeError(`grammar ${language}: ${line}`);
      }
      return { kind, meaning, words: words.split('|') };
    });
}

/** All words of one kind, whatever their meaning. */
export const wordsOfKind = (rows: readonly GrammarRow[], kind: GrammarRow['kind']): string[] =>
  rows.filter((row) => row.kind === kind).flatMap(({ words }) => words);
