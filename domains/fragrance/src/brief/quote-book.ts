import type { Span } from './elements.ts';
import type { Quote } from './interpretation.ts';
import type { EvenText } from './text.ts';

/** Groups of fields, which are named too when nothing in them was spoken of. */
const GROUPS: readonly (readonly [group: string, fields: number])[] = [
  ['notes_preference.', 12],
  ['notes.', 2],
  ['constraints.', 4],
];

/** Collects what the text speaks of, field by field, and what it leaves open. */
export class QuoteBook {
  readonly quotes: Quote[] = [];
  readonly #inferred: string[] = [];
  readonly #text: EvenText;

  constructor(text: EvenText) {
    this.#text = text;
  }

  cite(field: string, value: Quote['value'], spans: readonly Span[]): void {
    for (const span of spans) {
      const [start, end] = this.#text.span(span.start, span.end);
      const quote = this.#text.original.slice(start, end);
      if (quote !== '') this.quotes.push({ field, value, quote, at: start });
    }
  }

  infer(field: string): void {
    this.#inferred.push(field);
  }

  /** The fields the text leaves open, and the groups in which it leaves all of them open. */
  inferred(): string[] {
    for (const [group, fields] of GROUPS) {
      let open = 0;
      for (const field of this.#inferred) if (field.startsWith(group)) open += 1;
      if (open === fields) this.#inferred.push(group.slice(0, -1));
    }
    return this.#inferred;
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
    if (spoken.length === 0) this.infer(field);
    for (const { value, spans } of spoken) this.cite(field, value, spans);
    return spoken.map(({ value }) => value);
  }
}
