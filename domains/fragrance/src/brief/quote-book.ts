import type { Span } from './elements.ts';
import type { Quote } from './interpretation.ts';
import type { EvenText } from './text.ts';

/** Collects what the text speaks of, field by field, and what it leaves open. */
export class QuoteBook {
  readonly quotes: Quote[] = [];
  /** What the text leaves open. */
  readonly inferred: string[] = [];
  readonly #text: EvenText;

  constructor(text: EvenText) {
    this.#text = text;
  }

  cite(field: string, value: Quote['value'], spans: readonly Span[]): void {
    const text = this.#text;
    for (const span of spans) {
      const at = text.originalStart(span.start);
      const quote = text.original.slice(at, text.originalEnd(span.end));
      if (quote !== '') this.quotes.push({ field, value, quote, at });
    }
  }

  infer(field: string): void {
    this.inferred.push(field);
  }

  /** Takes the spoken value, or the usual one and notes that it was inferred. */
  settle<Value extends Quote['value']>(
    field: string,
    spoken: { readonly value: Value; readonly spans: readonly Span[] } | undefined,
    usual: Value,
  ): Value {
    if (spoken === undefined) {
      this.infer(field);
      return usual;
    }
    this.cite(field, spoken.value, spoken.spans);
    return spoken.value;
  }

  /** Takes a list of spoken values; an empty one is inferred. */
  list<Value extends string>(
    field: string,
    spoken: readonly { readonly value: Value; readonly spans: readonly Span[] }[],
  ): Value[] {
    const values: Value[] = [];
    if (spoken.length === 0) this.infer(field);
    for (const { value, spans } of spoken) {
      this.cite(field, value, spans);
      values.push(value);
    }
    return values;
  }
}
