import { readFileSync } from 'node:fs';
import type { Brief, Family, Language } from '@accord/contract';

const MOST = 6;
const FEWEST = 5;
const PREFERRED = 0.35;
const REFUSED = 0.2;

interface Hint {
  readonly family: Family | 'any';
  readonly text: string;
}

const hints: Readonly<Record<Language, readonly Hint[]>> = { ko: readHints('ko'), en: readHints('en') };

function readHints(language: Language): Hint[] {
  const file = new URL(`../../data/hints/${language}.tsv`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [family, text] = line.split('\t');
      return { family: family as Hint['family'], text: text ?? '' };
    });
}

/**
 * Ideas to start a formula from, taken from templates: the strongest families first, one hint each in turn, none for
 * a family the brief keeps low. Always 5 or 6.
 */
export function hintsFor({ language, notes_preference: preference }: Brief): string[] {
  const families = (Object.entries(preference) as [Family, number][])
    .filter(([, degree]) => degree >= PREFERRED)
    .sort(([, a], [, b]) => b - a)
    .map(([family]) => family);
  const pool = hints[language];
  const chosen: string[] = [];
  for (let round = 0; chosen.length < MOST && round < MOST; round++) {
    for (const family of families) {
      const hint = pool.filter((candidate) => candidate.family === family)[round];
      if (hint !== undefined && chosen.length < MOST) chosen.push(hint.text);
    }
  }
  const general = pool.filter(({ family }) => family === 'any' || (chosen.length === 0 && preference[family] > REFUSED));
  for (const { text } of general) if (chosen.length < FEWEST) chosen.push(text);
  return chosen;
}
