import { readFileSync } from 'node:fs';
import {
  BUDGET_TIERS,
  FAMILIES,
  LANGUAGES,
  MOODS,
  PRODUCT_CATEGORIES,
  SEASONS,
  TARGET_PROFILES,
} from '@accord/contract';
import { z } from 'zod';

export const KINDS = [
  'plain',
  'negated',
  'double_negated',
  'hedged',
  'contrasting',
  'poetic',
  'contradictory',
  'budget',
  'typo',
  'mixed',
  'off_topic',
] as const;

const range = z.tuple([z.number(), z.number()]);

/** What a careful reader insists on; every leaf is one assertion. See eval/labelling-guide.md. */
const expectationSchema = z.strictObject({
  language: z.enum(LANGUAGES).optional(),
  style: z.enum(FAMILIES).optional(),
  notes_preference: z.partialRecord(z.enum(FAMILIES), range).optional(),
  notes: z
    .strictObject({
      required: z.array(z.string()).optional(),
      excluded: z.array(z.string()).optional(),
      not_required: z.array(z.string()).optional(),
    })
    .optional(),
  intensity: range.optional(),
  complexity: range.optional(),
  product_category: z.enum(PRODUCT_CATEGORIES).optional(),
  target_profile: z.enum(TARGET_PROFILES).optional(),
  budget_tier: z.enum(BUDGET_TIERS).optional(),
  season: z.array(z.enum(SEASONS)).optional(),
  mood: z.array(z.enum(MOODS)).optional(),
  constraints: z
    .strictObject({
      allergen_free: z.boolean().optional(),
      vegan: z.boolean().optional(),
      natural_only: z.boolean().optional(),
      max_allergens_ppm: z.number().optional(),
    })
    .optional(),
  warnings: z.array(z.enum(['contradiction', 'off_topic', 'unknown_note'])).optional(),
  inferred_includes: z.array(z.string()).optional(),
  inferred_excludes: z.array(z.string()).optional(),
  max_preference: z.number().optional(),
});
export type Expectation = z.infer<typeof expectationSchema>;

const labelledBriefSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(KINDS),
  language: z.enum(LANGUAGES).optional(),
  text: z.string(),
  expect: expectationSchema,
});
export type LabelledBrief = z.infer<typeof labelledBriefSchema>;

/** The labelled sets of the domain: `frozen` was labelled before the rules were written, `briefs` beside them. */
export function readLabels(file: URL | string): LabelledBrief[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => labelledBriefSchema.parse(JSON.parse(line)));
}

export const LABELLED_SETS = ['frozen', 'briefs'] as const;
export const labelledSet = (name: (typeof LABELLED_SETS)[number]): URL =>
  new URL(`../../eval/${name}.jsonl`, import.meta.url);
