import type { Evidence, Warning } from '@accord/contract';
import type { ModelWarning } from './answers.ts';

/** Shared, so that a brief without a fault costs no list. */
export const NO_WARNINGS: readonly Warning[] = [];

type Spans = NonNullable<Warning['spans']>;

/** Where the words stand of the evidence that counts, each place once; undefined when no words led to it. */
export function spansOf(
  evidence: readonly Evidence[],
  counts: (one: Evidence) => boolean,
): Spans | undefined {
  const places = new Map<string, Spans[number]>();
  for (const one of evidence) {
    if (counts(one)) places.set(`${one.start}-${one.end}`, { start: one.start, end: one.end });
  }
  return places.size === 0 ? undefined : [...places.values()].sort((a, b) => a.start - b.start);
}

/** A model's warning as the brief has it: with the places of the words that its fields were read from. */
export function placed({ code, message, fields }: ModelWarning, evidence: readonly Evidence[]): Warning {
  const spans = spansOf(evidence, ({ field }) => fields.includes(field));
  return { code, message, ...(spans && { spans }) };
}

/** Two warnings of one code about the same words, or about no words that could tell them apart. */
export function isSameMatter(a: Warning, b: Warning): boolean {
  if (a.code !== b.code) return false;
  if (a.spans === undefined || b.spans === undefined) return true;
  return a.spans.some((one) => b.spans?.some(({ start, end }) => start < one.end && one.start < end));
}
