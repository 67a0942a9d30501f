import { contentRefusal } from './content.ts';
import { facetRefusal } from './facets.ts';
import type { Read } from './mark.ts';
import { orderRefusal } from './order.ts';
import type { Refusal } from './refusal.ts';

export type { Read } from './mark.ts';
export { readForGuards } from './read.ts';
export { REFUSAL_CODES, type Refusal, type RefusalCode, type Words } from './refusal.ts';

/** Changes whenever a verdict may: evidence that was gathered under one version says nothing about another. */
export const GUARDS_VERSION = '1';

/**
 * Says why the answer kept for one text may not stand in for another, or nothing where no guard objects. Refuses the same whichever of the
 * two is asked; a text always passes beside itself.
 */
export function guard(asked: Read, kept: Read): Refusal | undefined {
  if (asked.long !== kept.long) return { code: 'too_long', asked: [], kept: [] };
  if (asked.language !== kept.language) return { code: 'language', asked: [], kept: [] };
  return (
    quoteRefusal(asked, kept) ??
    facetRefusal(asked, kept) ??
    contentRefusal(asked, kept) ??
    orderRefusal(asked, kept)
  );
}

/** Quoted strings are equal to the letter; where only one text has quotation marks, its words are compared as any others. */
function quoteRefusal(asked: Read, kept: Read): Refusal | undefined {
  if (asked.quotes.length === 0 || kept.quotes.length === 0) return undefined;
  const same =
    asked.quotes.length === kept.quotes.length &&
    asked.quotes.every(({ value }, index) => value === kept.quotes[index]?.value);
  return same ? undefined : { code: 'quoted', asked: asked.quotes, kept: kept.quotes };
}
