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
  const located: Evidence[] = [];
  for (const { field, value, quote, at } of quotes) {
    const start = at !== null && text.startsWith(quote, at) ? at : text.indexOf(quote);
    if (start >= 0) located.push({ field, value, start, end: start + quote.length });
  }
  return located;
}

/**
 * The brief as the interpreter left it; the later roles add to it. Field by field, because taking `quotes` out of a
 * copy of all the others costs many times as much.
 */
export function briefFrom(text: string, interpretation: Interpretation): Brief {
  return {
    language: interpretation.language,
    style: interpretation.style,
    notes_preference: interpretation.notes_preference,
    notes: interpretation.notes,
    intensity: interpretation.intensity,
    complexity: interpretation.complexity,
    product_category: interpretation.product_category,
    target_profile: interpretation.target_profile,
    mood: interpretation.mood,
    season: interpretation.season,
    budget_tier: interpretation.budget_tier,
    constraints: interpretation.constraints,
    warnings: interpretation.warnings,
    inferred: interpretation.inferred,
    creative_hints: [],
    hints_source: 'none',
    evidence: locate(text, interpretation.quotes),
  };
}
