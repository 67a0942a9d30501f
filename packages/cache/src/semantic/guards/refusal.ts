/** Why a kept answer may not stand in, most telling first: what is looked at earlier is what is named. Codes are never renamed. */
export const REFUSAL_CODES = [
  'too_long',
  'language',
  'quoted',
  'number',
  'date',
  'name',
  'negation',
  'antonym',
  'quantifier',
  'question',
  'modality',
  'tense',
  'comparison',
  'person',
  'content',
  'order',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** Part of a text as it was given, in UTF-16 code units. */
export interface Words {
  readonly start: number;
  readonly end: number;
}

/** What a guard objects to, and the words that led to it; none on the side that lacks them. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly asked: readonly Words[];
  readonly kept: readonly Words[];
}
