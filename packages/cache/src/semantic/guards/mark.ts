import type { Words } from './refusal.ts';

/** What kinds of meaning a word may carry. */
export type Facet =
  | 'content'
  | 'number'
  | 'date'
  | 'negation'
  | 'question'
  | 'quantifier'
  | 'modality'
  | 'tense'
  | 'comparison'
  | 'person';

/** One thing that a text says, with the words that say it. */
export interface Mark extends Words {
  readonly facet: Facet;
  /** Equal where the meaning is held to be equal: a stem, a concept of the tables, a value. */
  readonly value: string;
  /** What the word is to its sentence: `core`, or the preposition or particle that governs it. */
  readonly role: string;
  /** "And" or "or" stands before it. */
  readonly joined?: true;
  /** A participle behind a form of "be": what comes before it is what it is done to. */
  readonly passive?: true;
  /** The word as it was spelled, where it was capitalised within a sentence. */
  readonly name?: string;
}

export type Language = 'ko' | 'en' | 'other';

/** A text read once: everything that the guards compare. Immutable. */
export interface Read {
  readonly language: Language;
  readonly marks: readonly Mark[];
  /** What stands in quotation marks or backticks, in order. */
  readonly quotes: readonly (Words & { readonly value: string })[];
  /** The text itself, where it has more words than the guards look at: only the same text is held to be equal to it. */
  readonly long: string | undefined;
}
