import type { Brief, Evidence } from '@accord/contract';

/** Words quoted from the text for a value. `at` says where, when the reader knows; it is checked, not trusted. */
export interface Quote {
  readonly field: string;
  readonly value: Evidence['value'];
  readonly quote: string;
  readonly at: number | null;
}

/** What the rules of the interpreter answer: the brief, with quotes in place of offsets. */
export type Interpretation = Omit<Brief, 'creative_hints' | 'hints_source' | 'evidence'> & {
  readonly quotes: readonly Quote[];
};

/** Finds the quoted words in the text. A quote that is not in the text is no evidence and is dropped. */
function locate(text: string, quotes: readonly Quote[]): Evidence[] {
  return quotes.flatMap(({ field, value, quote, at }) => {
    const start = at !== null && text.startsWith(quote, at) ? at : text.indexOf(quote);
    return start < 0 ? [] : [{ field, value, start, end: start + quote.length }];
  });
}

/** The brief as the interpreter left it; the later roles add to it. */
export function briefFrom(text: string, interpretation: Interpretation): Brief {
  const { quotes, ...fields } = interpretation;
  return { ...fields, creative_hints: [], hints_source: 'none', evidence: locate(text, quotes) };
}
