import type { Facet, Mark, Read } from './mark.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

type Compare = (asked: readonly Mark[], kept: readonly Mark[]) => boolean;

/** Refuses where a facet says different things in the two texts. */
export function facetRefusal(asked: Read, kept: Read): Refusal | undefined {
  const how = asksAny(asked, kept, 'how');
  const where = asksAny(asked, kept, 'where');
  for (const [facet, same] of FACETS) {
    const left = of(asked, facet);
    const right = of(kept, facet);
    if (left.length === 0 && right.length === 0) continue;
    if ((how || where) && facet === 'modality') continue;
    if (how && facet === 'person' && generic(left) && generic(right)) continue;
    if (!same(left, right)) return refusal(facet, left, right);
  }
  return undefined;
}

const of = ({ marks }: Read, facet: Facet): Mark[] => marks.filter((mark) => mark.facet === facet);

const valuesOf = (marks: readonly Mark[]): Set<string> => new Set(marks.map(({ value }) => value));

const asksAny = (asked: Read, kept: Read, question: string): boolean =>
  [asked, kept].every(({ marks }) =>
    marks.some(({ facet, value }) => facet === 'question' && value === question),
  );

/** In "how do I", "how can you" it is anyone. */
const generic = (marks: readonly Mark[]): boolean =>
  marks.every(({ value }) => value === '1' || value === '2');

const sameSet: Compare = (asked, kept) => {
  const left = valuesOf(asked);
  const right = valuesOf(kept);
  return left.size === right.size && [...left].every((value) => right.has(value));
};

/** As many of each: "2 + 2" is not "2". */
const sameBag: Compare = (asked, kept) => {
  if (asked.length !== kept.length) return false;
  const sorted = (marks: readonly Mark[]): string[] => marks.map(({ value }) => value).sort();
  const right = sorted(kept);
  return sorted(asked).every((value, index) => value === right[index]);
};

/** A "not" before the subject ("why doesn't …") may belong to any one word behind it. */
const sameNegation: Compare = (asked, kept) => {
  if (sameBag(asked, kept)) return true;
  if (asked.length !== 1 || kept.length !== 1) return false;
  const anywhere = [...asked, ...kept].some(({ value }) => value.endsWith(' *'));
  return anywhere && firstWord(asked) === firstWord(kept);
};

const firstWord = (marks: readonly Mark[]): string | undefined => marks[0]?.value.split(' ', 1)[0];

/** "Any" says nothing beside a text that speaks of no quantity. */
const sameQuantifier: Compare = (asked, kept) => {
  const said = (marks: readonly Mark[], others: readonly Mark[]): readonly Mark[] =>
    others.length === 0 ? marks.filter(({ value }) => value !== 'any') : marks;
  return sameSet(said(asked, kept), said(kept, asked));
};

const sameQuestion: Compare = (asked, kept) => {
  const left = questions(asked);
  const right = questions(kept);
  return left.size === right.size && [...left].every((value) => right.has(value));
};

/** What is asked for, without the "what" that stands for it ("what is the way to" asks how). */
function questions(marks: readonly Mark[]): Set<string> {
  const values = valuesOf(marks);
  values.delete('what');
  if (values.size > 1) values.delete('yes_no');
  return values;
}

/** Who speaks and who is spoken to may go unsaid. */
const NEAR = new Set(['1', '2']);

/** "My password" is "the password", not "his password"; and where two are named, each stands in its place. */
const samePerson: Compare = (asked, kept) => {
  const left = valuesOf(asked);
  const right = valuesOf(kept);
  const others = (values: Set<string>): string =>
    [...values]
      .filter((value) => !NEAR.has(value))
      .sort()
      .join(' ');
  if (others(left) !== others(right)) return false;
  if (left.size === 0 || right.size === 0) return true;
  if (left.size > 1 && right.size > 1)
    return asked.length !== kept.length || asked.every(({ value }, index) => value === kept[index]?.value);
  return [...left].every((value) => right.has(value)) || [...right].every((value) => left.has(value));
};

const FACETS: readonly (readonly [Facet & RefusalCode, Compare])[] = [
  ['number', sameBag],
  ['date', sameBag],
  ['negation', sameNegation],
  ['quantifier', sameQuantifier],
  ['question', sameQuestion],
  ['modality', sameSet],
  ['tense', sameSet],
  ['comparison', sameSet],
  ['person', samePerson],
];

/** Names the words of either text that have no like in the other, or all where each has. */
function refusal(code: RefusalCode, asked: readonly Mark[], kept: readonly Mark[]): Refusal {
  const left = valuesOf(asked);
  const right = valuesOf(kept);
  const onlyAsked = asked.filter(({ value }) => !right.has(value));
  const onlyKept = kept.filter(({ value }) => !left.has(value));
  const none = onlyAsked.length + onlyKept.length === 0;
  return { code, asked: none ? asked : onlyAsked, kept: none ? kept : onlyKept };
}
