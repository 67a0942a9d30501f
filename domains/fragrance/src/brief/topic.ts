import type { Element, Mention } from './elements.ts';
import type { Sense } from './lexicon.ts';

/** Weights of what speaks for and against a text being about scent. */
const ANCHOR = 2;
const NAMED = 1;
const CONNOTED = 0.7;
const PRODUCT = 2;
const FRAME = 0.3;
const OTHER = 1.6;
const STRANGE_WORD = 0.045;
const THRESHOLD = 0.6;

/** True when the text is not about a fragrance, so that no wish may be read into it. */
export function isOffTopic(elements: readonly Element[], mentions: readonly Mention[]): boolean {
  let anchored = false;
  let strange = 0;
  for (const element of elements) {
    if (element.kind === 'word') strange += 1;
    else if (element.kind === 'head' && element.scent) anchored = true;
  }
  for (const { sense } of mentions) {
    if (sense.topic === 'scent' || sense.product !== undefined) anchored = true;
  }
  let others = 0;
  let described = 0;
  for (const mention of mentions) {
    others += foreignness(mention.sense, anchored);
    described += weightOf(mention);
  }
  if (others > 0 && !anchored && described < 3 * others) return true;
  return (anchored ? ANCHOR : 0) + described - OTHER * others - STRANGE_WORD * strange < THRESHOLD;
}

/** A fixed phrase such as "how do I" says more than a single word, unless the text says that it is about scent. */
function foreignness({ topic, part }: Sense, anchored: boolean): number {
  if (topic !== 'other') return 0;
  return part === 'phrase' && !anchored ? 2 : 1;
}

function weightOf({ sense }: Mention): number {
  if (sense.topic === 'other') return 0;
  if (sense.product !== undefined) return PRODUCT;
  if (sense.names || sense.note !== undefined) return NAMED;
  if (sense.families.length > 0 || sense.moods.length > 0 || sense.intensity !== undefined) return CONNOTED;
  if (sense.constraints.length > 0) return CONNOTED;
  return FRAME;
}
