import type { Mention } from './elements.ts';
import { type Spoken, speaks } from './fields.ts';
import type { ConstraintName } from './lexicon.ts';
import { cover } from './span.ts';

const PPM = /(\d{1,7}(?:\.\d+)?)\s?(?:ppm|피피엠)/g;
/** Leave-on threshold of EU Regulation 2023/1545: above it an allergen must be declared. */
export const UNDECLARED_PPM = 10;

/** A constraint the text sets; "it need not be vegan" does not. */
export function readConstraint(
  mentions: readonly Mention[],
  name: ConstraintName,
): Spoken<boolean> | undefined {
  const setting = mentions.filter((mention) => sets(mention, name));
  if (setting.length === 0) return undefined;
  return { value: true, spans: [cover(setting.map((mention) => mention.span))] };
}

/** Asked for by name, or by refusing what it rules out. */
function sets(mention: Mention, name: ConstraintName): boolean {
  if (mention.sense.constraints.includes(name)) return speaks(mention);
  return mention.sense.without === name && (mention.stance === 'excluded' || mention.stance === 'replaced');
}

/** The first limit the text names, with every place that says so. */
export function readPpm(even: string): Spoken<number> | undefined {
  const limits = [...even.matchAll(PPM)];
  const [first] = limits;
  if (first === undefined) return undefined;
  const value = Number(first[1]);
  const spans = limits
    .filter((limit) => Number(limit[1]) === value)
    .map(({ index, 0: words }) => ({ start: index, end: index + words.length }));
  return { value, spans: [cover(spans)] };
}
