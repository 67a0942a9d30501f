import { type Brief, FAMILIES, type Family } from '@accord/contract';
import type { Expectation } from './labels.ts';

export interface Verdict {
  /** Field of the brief, as the report groups them. */
  readonly field: string;
  readonly holds: boolean;
  readonly expected: string;
  readonly found: string;
}

type Range = readonly [number, number];

/** Checks a brief against its label: one verdict for each thing the label insists on. */
export function checkBrief(brief: Brief, expected: Expectation): Verdict[] {
  const verdicts: Verdict[] = [];
  const check = (field: string, holds: boolean, wanted: unknown, found: unknown): void => {
    verdicts.push({ field, holds, expected: JSON.stringify(wanted), found: JSON.stringify(found) });
  };
  const within = (field: string, range: Range | undefined, value: number): void => {
    if (range !== undefined) check(field, value >= range[0] && value <= range[1], range, value);
  };
  const same = (field: string, wanted: unknown, found: unknown): void => {
    if (wanted !== undefined) check(field, wanted === found, wanted, found);
  };
  const includes = (field: string, wanted: readonly string[] | undefined, found: readonly string[]): void => {
    for (const value of wanted ?? []) check(field, found.includes(value), value, found);
  };

  same('language', expected.language, brief.language);
  same('style', expected.style, brief.style);
  for (const [family, range] of Object.entries(expected.notes_preference ?? {}) as [Family, Range][]) {
    const value = brief.notes_preference[family];
    check('notes_preference', value >= range[0] && value <= range[1], { [family]: range }, value);
  }
  includes('notes.required', expected.notes?.required, brief.notes.required);
  includes('notes.excluded', expected.notes?.excluded, brief.notes.excluded);
  for (const note of expected.notes?.not_required ?? []) {
    check('notes.required', !brief.notes.required.includes(note), `not ${note}`, brief.notes.required);
  }
  within('intensity', expected.intensity, brief.intensity);
  within('complexity', expected.complexity, brief.complexity);
  same('product_category', expected.product_category, brief.product_category);
  same('target_profile', expected.target_profile, brief.target_profile);
  same('budget_tier', expected.budget_tier, brief.budget_tier);
  if (expected.season !== undefined) {
    check('season', sameSet(expected.season, brief.season), expected.season, brief.season);
  }
  includes('mood', expected.mood, brief.mood);
  for (const [name, value] of Object.entries(expected.constraints ?? {})) {
    same('constraints', value, brief.constraints[name as keyof Brief['constraints']]);
  }
  if (expected.warnings !== undefined) {
    const found = brief.warnings.map(({ code }) => code).filter((code) => LABELLED_WARNINGS.has(code));
    check('warnings', sameSet(expected.warnings, [...new Set(found)]), expected.warnings, found);
  }
  includes('inferred', expected.inferred_includes, brief.inferred);
  for (const field of expected.inferred_excludes ?? []) {
    check('inferred', !brief.inferred.includes(field), `not ${field}`, brief.inferred);
  }
  if (expected.max_preference !== undefined) {
    const highest = Math.max(...FAMILIES.map((family) => brief.notes_preference[family]));
    check('notes_preference', highest <= expected.max_preference, `<= ${expected.max_preference}`, highest);
  }
  return verdicts;
}

const LABELLED_WARNINGS: ReadonlySet<string> = new Set(['contradiction', 'off_topic', 'unknown_note']);

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((value) => b.includes(value));
