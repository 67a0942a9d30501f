import { isWithin } from './fact-check.ts';
import { type Fact, mentionsIn, type PlacedFact, placedFactsOf, plain } from './facts.ts';
import { piecesOf } from './pieces.ts';
import { isFence, isWrapped, sentencesOf } from './sentences.ts';
import { kindOf, type LineKind, outlineOf, type Reach, skeletonOf } from './skeleton.ts';

/** Of the characters of a text: a form that has fewer is filled up to it with sentences that bear no fact. */
const LEAST_SHARE = 0.15;
/** From the shortest on, until one says all facts. */
const REACHES: readonly Reach[] = [
  { lead: 1, before: 1, after: 0, isBare: true },
  { lead: 2, before: 2, after: 1, isBare: true },
  { lead: 1, before: 1, after: 0, isBare: false },
  { lead: 2, before: 2, after: 1, isBare: false },
];
const HEADING = /^#{1,6} /u;

interface Line {
  readonly sentence: string;
  readonly kind: LineKind;
  readonly facts: readonly PlacedFact[];
  /** Facts that no line before says. */
  readonly news: readonly PlacedFact[];
  form: string | undefined;
}

/**
 * Shortens a text within its sentences: one that bears a fact becomes its skeleton, the first one and headings stay, and of the others the
 * most telling are outlined while there is room. Each line is checked by itself, and stays as it is where no skeleton says its facts.
 * What a sentence becomes hardly depends on its text, so that what texts have in common their forms have in common, too.
 */
export function extract(text: string): string {
  const said = new Set<string>();
  const lines = linesOf(text);
  for (const [at, line] of lines.entries()) {
    if (line.news.length > 0) line.form = noted(shortestOf(line, said), said);
    else if (at === 0 || HEADING.test(line.sentence))
      line.form = noted(line.sentence.replace(HEADING, ''), said);
  }
  const used = lines.reduce((sum, { form = '' }) => sum + form.length, 0);
  fill(lines, LEAST_SHARE * text.length - used, said);
  return lines
    .flatMap(({ form }) => form ?? [])
    .map((form, at, all) => (isWrapped(form, all[at + 1] ?? '') ? `${form}.` : form))
    .join('\n');
}

function linesOf(text: string): readonly Line[] {
  const names = new Set<string>();
  const lines = new Map<string, Line>();
  let isFenced = false;
  let kind: LineKind = 'prose';
  for (const sentence of sentencesOf(text).map(plain)) {
    if (isFence(sentence)) isFenced = !isFenced;
    kind = kindOf(sentence, isFenced, kind);
    if (lines.has(sentence)) continue;
    const facts = placedFactsOf(sentence);
    const news = facts.filter(({ fact }) => fact.kind !== 'name' || !names.has(fact.value));
    for (const { fact } of facts) if (fact.kind === 'name') names.add(fact.value);
    lines.set(sentence, { sentence, kind, facts, news, form: undefined });
  }
  return [...lines.values()];
}

function shortestOf(line: Line, said: ReadonlySet<string>): string {
  const { sentence, news } = line;
  const taken = { ...line, pieces: piecesOf(sentence, news) };
  for (const reach of REACHES) {
    const form = skeletonOf(taken, reach);
    if (form.length < sentence.length && saysAll(line, form) && isUnsaid(form, said)) return form;
  }
  return sentence;
}

function saysAll({ facts, news }: Line, form: string): boolean {
  const mentions = mentionsIn(form);
  return isWithin(news.map(factOf), mentions) && isWithin(mentions, facts.map(factOf));
}

const factOf = ({ fact }: PlacedFact): Fact => fact;

/** Two sentences that became the same would count as one. */
function isUnsaid(form: string, said: ReadonlySet<string>): boolean {
  const sentences = sentencesOf(form).map(plain);
  return new Set(sentences).size === sentences.length && !sentences.some((each) => said.has(each));
}

function noted(form: string, said: Set<string>): string {
  for (const each of sentencesOf(form)) said.add(plain(each));
  return form;
}

/** Outlines lines without a form, the most telling first, until `room` characters are filled. */
function fill(lines: readonly Line[], room: number, said: Set<string>): void {
  let left = room;
  if (left <= 0) return;
  for (const { line, outline } of mostTelling(lines)) {
    if (outline === '' || outline.length >= left || !saysAll(line, outline) || !isUnsaid(outline, said))
      continue;
    line.form = noted(outline, said);
    left -= outline.length + 1;
  }
}

/** Those first of which the words are said often in the text, and not in its form yet, for the room that they take. */
function mostTelling(lines: readonly Line[]): readonly { readonly line: Line; readonly outline: string }[] {
  const known = new Set(lines.flatMap(({ form = '' }) => wordsOf(form)));
  const counts = new Map<string, number>();
  for (const { sentence } of lines)
    for (const word of wordsOf(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const open = lines.filter(({ form }) => form === undefined);
  const scored = open.map((line) => {
    const outline = outlineOf(line.sentence, line.facts);
    const news = wordsOf(outline).filter((word) => !known.has(word));
    const told = news.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
    return { line, outline, score: told / (outline.length + 1) };
  });
  return scored.sort((a, b) => b.score - a.score);
}

const wordsOf = (text: string): readonly string[] => [
  ...new Set(text.toLowerCase().match(/\p{L}[\p{L}\p{N}]{1,40}/gu)),
];
