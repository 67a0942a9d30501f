import type { Brief } from '@accord/contract';
import type { Interpreter } from '../brief/interpreter.ts';

const FEWEST = 5;
const MOST = 8;
const HANGUL = /[가-힣]/;
const GRAM = 3;

/**
 * Five measures of the hints of one brief, each from 0 to 1: their number is from 5 to 8; they are in the language of
 * the brief; they differ from each other; they do not repeat the wish; they name nothing that the wish refuses. All 0
 * for a brief without hints.
 */
export function hintParts(brief: Brief, text: string, interpreter: Interpreter): number[] {
  const hints = brief.creative_hints;
  if (hints.length === 0) return [0, 0, 0, 0, 0];
  const grams = hints.map(gramsOf);
  const wish = gramsOf(text);
  const refused = new Set(brief.notes.excluded);
  const names = (hint: string): readonly string[] => interpreter(hint, brief.language).output.notes.required;
  return [
    hints.length >= FEWEST && hints.length <= MOST ? 1 : 0,
    shareOf(hints, (hint) => HANGUL.test(hint) === (brief.language === 'ko')),
    1 - meanOverlap(grams),
    1 - mean(grams.map((own) => containment(own, wish))),
    shareOf(hints, (hint) => !names(hint).some((note) => refused.has(note))),
  ];
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const shareOf = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / items.length;

/** Runs of three characters, which tell texts of either language apart without cutting them into words. */
function gramsOf(text: string): ReadonlySet<string> {
  const even = text.toLowerCase().replace(/[\s\p{P}]+/gu, ' ');
  return new Set(
    Array.from({ length: Math.max(0, even.length - GRAM + 1) }, (_, at) => even.slice(at, at + GRAM)),
  );
}

/** Share of the first that is in the second. */
function containment(own: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return own.size === 0 ? 1 : [...own].filter((gram) => other.has(gram)).length / own.size;
}

/** Mean Jaccard similarity of all pairs. */
function meanOverlap(sets: readonly ReadonlySet<string>[]): number {
  return mean(
    sets.flatMap((a, index) =>
      sets.slice(index + 1).map((b) => {
        const both = [...a].filter((gram) => b.has(gram)).length;
        return both / Math.max(1, a.size + b.size - both);
      }),
    ),
  );
}
