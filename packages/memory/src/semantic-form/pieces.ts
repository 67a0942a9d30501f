import type { PlacedFact } from './facts.ts';
import { overlapping, type Span } from './span.ts';
import { isCondition, isFunctionWord, isRelation } from './words.ts';

/** What stands between two spaces of a sentence, or a line between two cells of a table. */
export interface Piece extends Span {
  readonly text: string;
  /** Of a fact that is wanted, or of a word that it is said of. */
  readonly isWanted: boolean;
  /** The same, but not of a name. */
  readonly isStated: boolean;
  /** Of a number without a unit: what it counts stands behind it. */
  readonly counts: boolean;
  /** Tells something by itself. */
  readonly isTelling: boolean;
  readonly isRelation: boolean;
  readonly isCondition: boolean;
  readonly endsClause: boolean;
  readonly opensAside: boolean;
}

export const CELL = '|';
const PIECE = /[^\s|]+|\|/gu;
const NO_UNIT = /^\D+$|\d$/u;
const ENDS_CLAUSE = /[,;.!?)]["'”’`*_]*$|^[-–—→]+$/u;
/** From the first letter or digit to the last. */
const WORD = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;
/** What is written before a fact, or behind it, without a space, and belongs to it: "~10%", "timeout='30", "v1.x". */
const BEFORE = /(?:[=:]["'`]|[\p{L}\p{N}_$@#~±<>≤≥≈=:./+&−-]){1,64}$/u;
const BEHIND = /^(?:[\p{L}\p{N}_%°=/+@&’'²³-]|\.(?=[\p{L}\p{N}])){1,64}/u;
/** Marks of links, of emphasis and of code, and what is left of them at one end. */
const LINKED = /\]\(|\]\[/gu;
const MARKS = /\*\*|`|^_{1,2}(?=[^_]+$)|(?<=^[^_]{1,64})_{1,2}$|[-=/:]+$/gu;

const wordOf = (text: string): string => WORD.exec(text)?.[0] ?? '';

/** Linear in the length of the sentence. */
export function piecesOf(sentence: string, wanted: readonly PlacedFact[]): Piece[] {
  const wantedIn = overlapping(spansOf(wanted));
  const statedIn = overlapping(spansOf(wanted.filter(({ fact }) => fact.kind !== 'name')));
  const countsIn = overlapping(
    spansOf(wanted.filter(({ fact }) => fact.kind === 'number' && NO_UNIT.test(fact.value))),
  );
  return [...sentence.matchAll(PIECE)].map(({ 0: text, index: from }) => {
    const word = wordOf(text);
    const span = { from, to: from + text.length };
    return {
      ...span,
      text,
      isWanted: wantedIn(span).length > 0,
      isStated: statedIn(span).length > 0,
      isTelling: /\p{L}/u.test(word) && !isFunctionWord(word),
      counts: countsIn(span).length > 0,
      isRelation: isRelation(word),
      isCondition: isCondition(word),
      endsClause: text === CELL || ENDS_CLAUSE.test(text),
      opensAside: text.startsWith('('),
    };
  });
}

/** The pieces at `kept`, each as it is written. Empty cells stay, so that a cell stays below its head. */
export const asWritten = (pieces: readonly Piece[], kept: ReadonlySet<number>): string =>
  inOneLine(pieces, kept, ({ text }) => text);

/** The pieces at `kept`, each without what is around its word or its facts, which are all that the sentence has. */
export function bare(
  sentence: string,
  pieces: readonly Piece[],
  kept: ReadonlySet<number>,
  facts: readonly PlacedFact[],
): string {
  const factsIn = overlapping(spansOf(facts));
  return inOneLine(pieces, kept, (piece) => bareOf(sentence, piece, factsIn(piece)));
}

function inOneLine(
  pieces: readonly Piece[],
  kept: ReadonlySet<number>,
  write: (piece: Piece) => string,
): string {
  return pieces
    .flatMap((piece, at) => (piece.text === CELL ? [CELL] : kept.has(at) ? [write(piece)] : []))
    .join(' ')
    .replace(/^\| |[\s|]+$/gu, '')
    .replace(/\s+/gu, ' ');
}

function bareOf(sentence: string, piece: Piece, facts: readonly Span[]): string {
  const [first] = facts;
  if (first === undefined) return wordOf(piece.text);
  const from = Math.max(piece.from, first.from);
  const to = Math.min(
    piece.to,
    facts.reduce((most, fact) => Math.max(most, fact.to), first.to),
  );
  const before = BEFORE.exec(sentence.slice(piece.from, from))?.[0] ?? '';
  const behind = BEHIND.exec(sentence.slice(to, piece.to))?.[0] ?? '';
  return `${before}${sentence.slice(from, to)}${behind}`.replace(LINKED, ' ').replace(MARKS, '');
}

const spansOf = (facts: readonly PlacedFact[]): readonly Span[] =>
  facts.flatMap(({ spans }) => spans).sort((a, b) => a.from - b.from);
