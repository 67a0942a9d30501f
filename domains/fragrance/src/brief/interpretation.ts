import { type Brief, briefSchema, type Evidence, warningSchema } from '@accord/contract';
import { z } from 'zod';

/** Words quoted from the text for a value. `at` says where, when the reader knows; it is checked, not trusted. */
export const quoteSchema = z.strictObject({
  field: z.string().min(1),
  value: z.union([z.string(), z.number(), z.boolean()]),
  quote: z.string().min(1),
  at: z.int().min(0).nullable(),
});
export type Quote = z.infer<typeof quoteSchema>;

/** What the interpreter answers: the brief, with quotes in place of offsets. */
export const interpretationSchema = briefSchema
  .omit({ creative_hints: true, evidence: true })
  .extend({ quotes: z.array(quoteSchema) });
export type Interpretation = z.infer<typeof interpretationSchema>;

export const validationSchema = z.strictObject({ warnings: z.array(warningSchema) });
export const hintsSchema = z.strictObject({ hints: z.array(z.string().min(1)).max(8) });

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
  return { ...fields, creative_hints: [], evidence: locate(text, quotes) };
}
