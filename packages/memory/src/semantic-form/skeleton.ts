import type { PlacedFact } from './facts.ts';
import { asWritten, bare, CELL, type Piece, piecesOf } from './pieces.ts';

/** `output` is within a fence as `code` is, but in no language of programs; `head` names the columns of the rows below it. */
export type LineKind = 'prose' | 'head' | 'row' | 'code' | 'output';

/** How many words of a sentence stay beside its facts. */
export interface Reach {
  /** At its start, which mostly are what it is about. */
  readonly lead: number;
  /** Next to a number, date, link or negation. */
  readonly before: number;
  readonly after: number;
  /** Leaves out the marks around them. */
  readonly isBare: boolean;
}

/** Words are looked for no further away than so many pieces: what is far away belongs to something else. */
const FAR = 3;
/** Words that the label of a row may have. */
const LABEL = 6;
const CODE = /[;{}=<>]|\w\(/u;
const STARTS_WITH_DIGIT = /^[-+~±]?\d/u;
const KOREAN = /[가-힣]/u;

export function kindOf(sentence: string, isFenced: boolean, before: LineKind): LineKind {
  if (isFenced) return CODE.test(sentence) ? 'code' : 'output';
  if (!sentence.startsWith(CELL)) return 'prose';
  return before === 'head' || before === 'row' ? 'row' : 'head';
}

/** A sentence taken to pieces. */
export interface Pieces {
  readonly sentence: string;
  readonly kind: LineKind;
  readonly facts: readonly PlacedFact[];
  readonly pieces: readonly Piece[];
}

/**
 * A sentence in the style of a telegram: the facts that are wanted, what they are said of, the words next to them, and those that relate
 * them. The words stay in order and are written as they were. Linear in the length of the sentence.
 */
export function skeletonOf({ sentence, kind, facts, pieces }: Pieces, reach: Reach): string {
  const kept = new Set<number>();
  for (const [at, { isWanted, isStated }] of pieces.entries()) {
    if (!isWanted) continue;
    kept.add(at);
    if (isStated) for (const near of beside(pieces, at, -1, reach.before)) kept.add(near);
    for (const near of beside(pieces, at, 1, reach.after)) kept.add(near);
  }
  for (const at of [...subjectOf(pieces, reach.lead, kind), ...countedIn(pieces)]) kept.add(at);
  relate(pieces, kept);
  return reach.isBare ? bare(sentence, pieces, kept, facts) : asWritten(pieces, kept);
}

/** The words of a sentence that tell something by themselves, and those that relate them. */
export function outlineOf(sentence: string, facts: readonly PlacedFact[]): string {
  const pieces = piecesOf(sentence, []);
  const kept = new Set(tellingIn(pieces));
  relate(pieces, kept);
  return bare(sentence, pieces, kept, facts);
}

/** What a line is about: its first words, the label of a row, all of the head of a table. Code begins with a keyword instead. */
function subjectOf(pieces: readonly Piece[], lead: number, kind: LineKind): readonly number[] {
  switch (kind) {
    case 'head':
      return tellingIn(pieces);
    case 'row':
      return tellingIn(
        pieces,
        pieces.findIndex(({ text }, at) => at > 0 && text === CELL),
      ).slice(0, LABEL);
    case 'output':
      return tellingIn(pieces, firstNumberIn(pieces)).slice(0, LABEL);
    case 'prose':
      return [...leading(pieces, lead), ...predicateOf(pieces)];
    case 'code':
      return [];
  }
}

const tellingIn = (pieces: readonly Piece[], end = pieces.length): readonly number[] =>
  [...pieces.keys()].filter((at) => at < end && pieces[at]?.isTelling === true);

const firstNumberIn = (pieces: readonly Piece[]): number =>
  pieces.findIndex(({ text, isWanted }) => isWanted && STARTS_WITH_DIGIT.test(text));

/** The first telling words, up to the first fact or the end of a clause. */
function leading(pieces: readonly Piece[], most: number): readonly number[] {
  const found: number[] = [];
  for (const [at, { isWanted, isTelling, endsClause }] of pieces.entries()) {
    if (found.length === most || isWanted) break;
    if (isTelling) found.push(at);
    if (endsClause && found.length > 0) break;
  }
  return found;
}

/** In Korean, the last word says what happens. */
function predicateOf(pieces: readonly Piece[]): readonly number[] {
  const last = pieces.length - 1;
  return KOREAN.test(pieces[last]?.text ?? '') ? [last] : [];
}

/** What a number counts: the word right behind it. */
const countedIn = (pieces: readonly Piece[]): readonly number[] =>
  tellingIn(pieces).filter((at) => pieces[at - 1]?.counts === true && pieces[at - 1]?.endsClause === false);

/** The telling words next to a fact in its clause. */
function beside(pieces: readonly Piece[], fact: number, step: 1 | -1, most: number): readonly number[] {
  const isForward = step === 1;
  const isShut = (piece: Piece | undefined): boolean =>
    isForward ? piece?.endsClause === true : piece?.opensAside === true;
  const found: number[] = [];
  if (isShut(pieces[fact])) return found;
  for (let away = 1; away <= FAR && found.length < most; away++) {
    const at = fact + away * step;
    const piece = pieces[at];
    if (piece === undefined || piece.isWanted || piece.text === CELL) break;
    if (isForward ? piece.opensAside : piece.endsClause) break;
    if (piece.isTelling) found.push(at);
    if (isShut(piece)) break;
  }
  return found;
}

/** Keeps "of" in "a limit of the 30 requests" where both sides of it stay, and "if" where what it begins does. */
function relate(pieces: readonly Piece[], kept: Set<number>): void {
  for (const [at, { isRelation, isCondition }] of pieces.entries()) {
    if (!isRelation && !isCondition) continue;
    const isFollowed = kept.has(at + 1) || (pieces[at + 1]?.isTelling === false && kept.has(at + 2));
    if (isFollowed && (isCondition || kept.has(at - 1))) kept.add(at);
  }
}
