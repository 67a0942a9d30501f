import type { Brief, Evidence, Family } from '@accord/contract';
import type { Dictionary } from '../text/dictionary.ts';
import { noteName } from '../text/notes.ts';

/** Whether a path of evidence lies at or under a field: `notes_preference.rose` is under `notes_preference`. */
export const isUnder = (path: string, field: string): boolean =>
  path === field || path.startsWith(`${field}.`);

export const evidenceOf = (brief: Brief, field: string): Evidence[] =>
  brief.evidence.filter((item) => isUnder(item.field, field));

/** Inferred by itself, with the whole it belongs to, or in all its parts; in no case does a word speak for it. */
export function isInferred(brief: Brief, field: string): boolean {
  const listed = brief.inferred.some((path) => isUnder(field, path) || isUnder(path, field));
  return listed && evidenceOf(brief, field).length === 0;
}

export function familyOf(path: string): Family | undefined {
  const prefix = 'notes_preference.';
  return path.startsWith(prefix) ? (path.slice(prefix.length) as Family) : undefined;
}

/** A family that was spoken of and yet is this low was refused rather than touched. */
const REFUSED_BELOW = 0.1;

/** Words that keep something out of the fragrance. */
export function isRefusal({ field, value }: Evidence): boolean {
  if (familyOf(field) !== undefined) return typeof value === 'number' && value < REFUSED_BELOW;
  return isUnder(field, 'notes.excluded');
}

export const degree = (value: number): string => value.toFixed(2);

/** Ends of a scale in words: below 0.4 the first, above 0.6 the last. */
export function wordFor(value: number, words: readonly [string, string, string]): string {
  if (value < 0.4) return words[0];
  return value > 0.6 ? words[2] : words[1];
}

export function fieldName(path: string, text: Dictionary): string {
  const family = familyOf(path);
  if (family !== undefined) return text.families.names[family] ?? family;
  if (isUnder(path, 'notes.required')) return text.brief.field.required;
  if (isUnder(path, 'notes.excluded')) return text.brief.field.excluded;
  const names: Readonly<Record<string, string>> = text.brief.field;
  return names[path.split('.', 1)[0] ?? path] ?? path;
}

/** What a piece of evidence says, in words: `Season`, `Spring`. */
export function valueName({ field, value }: Evidence, text: Dictionary): string {
  if (typeof value === 'number') {
    if (field === 'intensity') return wordFor(value, text.brief.intensity);
    if (field === 'complexity') return wordFor(value, text.brief.complexity);
    if (field.endsWith('max_allergens_ppm')) return text.brief.allergens(value.toLocaleString(text.language));
    return degree(value);
  }
  if (typeof value === 'boolean') {
    const constraints: Readonly<Record<string, string>> = text.brief.constraints;
    const name = constraints[field.slice('constraints.'.length)] ?? field;
    return value ? name : `${name}: ${text.brief.no}`;
  }
  return namesByField(field, value, text);
}

function namesByField(field: string, value: string, text: Dictionary): string {
  if (isUnder(field, 'notes')) return noteName(value, text.language);
  const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    mood: text.mood,
    season: text.season,
    style: text.families.names,
    product_category: text.product,
    target_profile: text.profile,
    budget_tier: text.budget,
    language: text.languages,
  };
  return names[field.split('.', 1)[0] ?? field]?.[value] ?? value;
}
