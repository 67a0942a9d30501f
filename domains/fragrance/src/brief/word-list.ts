import { readFileSync } from 'node:fs';

/** A list of plain words, one a line, from the lexicon's folder. */
export function readWordList(name: string): string[] {
  const file = new URL(`../../data/lexicon/${name}.txt`, import.meta.url);
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}
