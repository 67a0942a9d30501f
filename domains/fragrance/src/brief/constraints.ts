import type { Mention } from './elements.ts';
import { type Spoken, speaks } from './fields.ts';
import type { ConstraintName } from './lexicon.ts';
import { cover, spanOf } from './span.ts';

const PPM = /(\d{1,7}(?:\.\d+)?)\s?(?:ppm|피피엠)/;
/** Leave-on threshold of EU Regulation 2023/1545: above it an allergen must be declared. */
export const UNDECLARED_PPM = 10;

/** A constraint the text sets, or lifts: "it need not be vegan". */
export function readConstraint(
  mentions: readonly Mention[],
  name: ConstraintName,
): Spoken<boolean> | undefined {
  const said = mentions.filter(({ sense }) => sense.constraints.includes(name));
  const [first] = said;
  if (first === undefined) return undefined;
  const setting = said.filter((mention) => speaks(mention) || mention.stance === 'limited');
  if (setting.length === 0) return undefined;
  return { value: true, spans: [cover(setting.map((mention) => spanOf(mention, mentions)))] };
}

export function readPpm(even: string): Spoken<number> | undefined {
  const match = PPM.exec(even);
  if (match === null) return undefined;
  const start = match.index;
  return { value: Number(match[1]), spans: [{ start, end: start + match[0].length }] };
}
