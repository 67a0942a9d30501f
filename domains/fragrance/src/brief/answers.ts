import { briefSchema, FAMILIES, type Family, type WarningCode } from '@accord/contract';
import { z } from 'zod';

/**
 * What a model is asked for, role by role. Everything has a bound, so that a model that cannot stop is stopped by the
 * grammar; and whatever the text does not say is null, which costs one token and cannot pass for a reading.
 */

const MOST_QUOTES = 24;
const MOST_NOTES = 16;
const MOST_WARNINGS = 8;
const { shape } = briefSchema;

const noteNames = z.array(z.string().min(1).max(40)).max(MOST_NOTES);

const degreesSchema = z.strictObject(
  Object.fromEntries(
    FAMILIES.map((family) => [family, shape.notes_preference.shape[family].nullable()]),
  ) as Record<Family, z.ZodNullable<z.ZodNumber>>,
);

const warningsOf = <const Code extends WarningCode>(codes: readonly Code[]) =>
  z
    .array(
      z.strictObject({
        code: z.enum(codes),
        message: z.string().min(1).max(200),
        fields: z.array(z.string().min(1).max(60)).max(4),
      }),
    )
    .max(MOST_WARNINGS);

/** What a reader notices on the way. */
const READER_CODES = ['contradiction', 'off_topic', 'unknown_note', 'unsupported_currency'] as const;
/** What only the whole brief beside its wish shows. */
const DOUBT_CODES = [
  'contradiction',
  'unusual_pairing',
  'constraint_conflict',
  'budget_conflict',
  'unit_mismatch',
  'inconsistent_field',
] as const;

/** A warning of a model: it names the fields it is about, and the words are found through them. */
export interface ModelWarning {
  readonly code: WarningCode;
  readonly message: string;
  readonly fields: readonly string[];
}

export const readingSchema = z.strictObject({
  language: shape.language,
  style: shape.style.nullable(),
  notes_preference: degreesSchema,
  notes: z.strictObject({ required: noteNames, excluded: noteNames }),
  intensity: shape.intensity.nullable(),
  complexity: shape.complexity.nullable(),
  product_category: shape.product_category.nullable(),
  target_profile: shape.target_profile.nullable(),
  mood: shape.mood.max(8),
  season: shape.season.max(4),
  budget_tier: shape.budget_tier.nullable(),
  constraints: z.strictObject({
    ...shape.constraints.shape,
    max_allergens_ppm: shape.constraints.shape.max_allergens_ppm.max(1_000_000).nullable(),
  }),
  warnings: warningsOf(READER_CODES),
  quotes: z
    .array(
      z.strictObject({
        field: z.string().min(1).max(60),
        value: z.union([z.string().max(60), z.number(), z.boolean()]),
        quote: z.string().min(1).max(200),
      }),
    )
    .max(MOST_QUOTES),
});
/** What a model read in the text; null where the text says nothing. */
export type Reading = z.infer<typeof readingSchema>;

export const doubtsSchema = z.strictObject({ warnings: warningsOf(DOUBT_CODES) });

/** Fewest hints that are worth showing, and most that any limit admits. */
export const FEWEST_HINTS = 5;

export const hintsSchema = (limit: number) =>
  z.strictObject({ hints: z.array(z.string().min(1).max(200)).min(FEWEST_HINTS).max(limit) });
