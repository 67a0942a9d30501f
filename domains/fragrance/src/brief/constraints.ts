import type { Mention, Span } from './elements.ts';
import { type Spoken, speaks } from './fields.ts';
import type { ConstraintName } from './lexicon.ts';
import { cover, union } from './span.ts';

/** Every limit has one of these; most texts have none. */
const NAMES_OF_PPM = ['ppm', '피피엠'] as const;
const PPM = /(\d{1,7}(?:\.\d+)?)\s?(?:ppm|피피엠)/g;
/** Leave-on threshold of EU Regulation 2023/1545: above it an allergen must be declared. */
export const UNDECLARED_PPM = 10;

export interface Constraints {
  readonly allergenFree: Spoken<boolean> | undefined;
  readonly vegan: Spoken<boolean> | undefined;
  readonly naturalOnly: Spoken<boolean> | undefined;
  readonly allergenLimit: Spoken<number> | undefined;
}

/** What the text demands of the materials; nothing when it says nothing of scent. */
export function readConstraints(even: string, mentions: readonly Mention[]): Constraints {
  const allergenFree = readConstraint(mentions, 'allergen_free');
  return {
    allergenFree,
    vegan: readConstraint(mentions, 'vegan'),
    naturalOnly: readConstraint(mentions, 'natural_only'),
    allergenLimit: mentions.length === 0 ? undefined : readAllergenLimit(even, allergenFree),
  };
}

/** A constraint the text sets; "it need not be vegan" does not. */
export function readConstraint(
  mentions: readonly Mention[],
  name: ConstraintName,
): Spoken<boolean> | undefined {
  let span: Span | undefined;
  for (const mention of mentions) {
    if (sets(mention, name)) span = span === undefined ? mention.span : union(span, mention.span);
  }
  return span === undefined ? undefined : { value: true, spans: [span] };
}

/** Asked for by name, or by refusing what it rules out. */
function sets(mention: Mention, name: ConstraintName): boolean {
  const { constraints } = mention.sense;
  if (constraints.length > 0 && constraints.includes(name)) return speaks(mention);
  return mention.sense.without === name && (mention.stance === 'excluded' || mention.stance === 'replaced');
}

/** The limit the text names, else the one that freedom from allergens implies; with every place that says so. */
function readAllergenLimit(
  even: string,
  allergenFree: Spoken<boolean> | undefined,
): Spoken<number> | undefined {
  const limits = NAMES_OF_PPM.some((name) => even.includes(name)) ? [...even.matchAll(PPM)] : [];
  const [first] = limits;
  if (first === undefined) return allergenFree && { value: UNDECLARED_PPM, spans: allergenFree.spans };
  const value = Number(first[1]);
  const named = limits
    .filter((limit) => Number(limit[1]) === value)
    .map(({ index, 0: words }) => ({ start: index, end: index + words.length }));
  const implied = value === UNDECLARED_PPM ? (allergenFree?.spans ?? []) : [];
  return { value, spans: [cover([...named, ...implied])] };
}
