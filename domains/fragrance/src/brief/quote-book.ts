import { FAMILIES } from '@accord/contract';
import type { Span } from './elements.ts';
import type { Quote } from './interpretation.ts';
import type { EvenText } from './text.ts';

/** Groups of fields, which are named too when nothing in them was spoken of. */
const GROUPS: readonly (readonly [group: string, fields: readonly string[]])[] = [
  ['notes_preference', FAMILIES],
  ['notes', ['required', 'excluded']],
  ['constraints', ['allergen_free', 'vegan', 'natural_only', 'max_allergens_ppm']],
];
/** The place of the group that a field belongs to. */
const GROUP_OF: ReadonlyMap<string, number> = new Map(
  GROUPS.flatMap(([group, fields], place) =>
    fields.map((field): [string, number] => [`${group}.${field}`, place]),
  ),
);

/** Collects what the text speaks of, field by field, and what it leaves open. */
export class QuoteBook {
  readonly quotes: Quote[] = [];
  readonly #inferred: string[] = [];
  /** How many fields of each group are left open. */
  readonly #open = [0, 0, 0];
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
    this.#inferred.push(field);
    const group = GROUP_OF.get(field);
    if (group !== undefined) this.#open[group] = (this.#open[group] ?? 0) + 1;
  }

  /** The fields the text leaves open, and the groups in which it leaves all of them open. */
  inferred(): string[] {
    GROUPS.forEach(([group, fields], place) => {
      if (this.#open[place] === fields.length) this.#inferred.push(group);
    });
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
    const values: Value[] = [];
    if (spoken.length === 0) this.infer(field);
    for (const { value, spans } of spoken) {
      this.cite(field, value, spans);
      values.push(value);
    }
    return values;
  }
}
