import { type Brief, FAMILIES } from '@accord/contract';
import type { Similarity } from '@accord/runtime';
import type { BriefInput } from './input.ts';

/** Degrees that differ by less read the same: the words between which there are, such as light and medium, are 0.2 apart. */
const SAME_DEGREE = 0.1;

/** When one brief may stand for another wish. */
export const briefSimilarity: Similarity<BriefInput, Brief> = {
  text: ({ text }) => text,
  exact: ({ language }) => ({ language }),
  same: (one, other) =>
    sameFields(one, other) &&
    sameSet(one.notes.required, other.notes.required) &&
    sameSet(one.notes.excluded, other.notes.excluded) &&
    sameSet(one.mood, other.mood) &&
    sameSet(one.season, other.season) &&
    sameSet(
      one.warnings.map(({ code }) => code),
      other.warnings.map(({ code }) => code),
    ) &&
    near(one.intensity, other.intensity) &&
    near(one.complexity, other.complexity) &&
    FAMILIES.every((family) => near(one.notes_preference[family], other.notes_preference[family])),
  // Both point to words of the wish that the brief was made of.
  transfer: (brief) => ({
    ...brief,
    evidence: [],
    warnings: brief.warnings.map(({ code, message }) => ({ code, message })),
  }),
};

const FIELDS = ['language', 'style', 'product_category', 'target_profile', 'budget_tier'] as const;
const CONSTRAINTS = ['allergen_free', 'vegan', 'natural_only', 'max_allergens_ppm'] as const;

const sameFields = (one: Brief, other: Brief): boolean =>
  FIELDS.every((field) => one[field] === other[field]) &&
  CONSTRAINTS.every((constraint) => one.constraints[constraint] === other.constraints[constraint]);

const near = (one: number, other: number): boolean => Math.abs(one - other) < SAME_DEGREE;

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((item) => b.has(item));
}
