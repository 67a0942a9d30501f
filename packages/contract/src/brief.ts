import { z } from 'zod';
import { memoryClassSchema, memoryKeySchema } from './memory.ts';
import { metaSchema } from './meta.ts';
import { modeSchema } from './mode.ts';
import { MOODS } from './moods.ts';

/** Longest description of a wish, in characters (code points). */
export const BRIEF_TEXT_LIMIT = 4000;

export const FAMILIES = [
  'citrus',
  'floral',
  'woody',
  'oriental',
  'fresh',
  'fruity',
  'spicy',
  'gourmand',
  'musk',
  'green',
  'aquatic',
  'powdery',
] as const;
export const familySchema = z.enum(FAMILIES).meta({ id: 'Family' });
export type Family = z.infer<typeof familySchema>;

export const LANGUAGES = ['ko', 'en'] as const;
export const languageSchema = z.enum(LANGUAGES).meta({ id: 'Language' });
export type Language = z.infer<typeof languageSchema>;

export const SEASONS = ['spring', 'summer', 'autumn', 'winter'] as const;
export const seasonSchema = z.enum(SEASONS).meta({ id: 'Season' });
export type Season = z.infer<typeof seasonSchema>;

export const PRODUCT_CATEGORIES = ['EDP', 'EDT', 'Cologne', 'Body Spray'] as const;
export const productCategorySchema = z.enum(PRODUCT_CATEGORIES).meta({ id: 'ProductCategory' });
export type ProductCategory = z.infer<typeof productCategorySchema>;

export const BUDGET_TIERS = ['entry', 'mid', 'premium', 'luxury'] as const;
export const budgetTierSchema = z.enum(BUDGET_TIERS).meta({ id: 'BudgetTier' });
export type BudgetTier = z.infer<typeof budgetTierSchema>;

export const TARGET_PROFILES = [
  'daily_fresh',
  'evening_elegant',
  'sporty',
  'romantic_date',
  'cozy_relaxing',
  'special_occasion',
  'holiday_escape',
] as const;
export const targetProfileSchema = z.enum(TARGET_PROFILES).meta({ id: 'TargetProfile' });
export type TargetProfile = z.infer<typeof targetProfileSchema>;

export const WARNING_CODES = [
  'contradiction',
  'off_topic',
  'unknown_note',
  'unusual_pairing',
  'unsupported_currency',
  'constraint_conflict',
  'budget_conflict',
  'unit_mismatch',
  'inconsistent_field',
] as const;
export const warningCodeSchema = z.enum(WARNING_CODES).meta({ id: 'WarningCode' });
export type WarningCode = z.infer<typeof warningCodeSchema>;

const degree = z.number().min(0).max(1);
const offset = z.int().min(0);

const spanSchema = z.strictObject({
  start: offset.describe('First UTF-16 code unit of the words in the text'),
  end: offset.describe('One past the last UTF-16 code unit'),
});

export const warningSchema = z
  .strictObject({
    code: warningCodeSchema,
    message: z.string().min(1),
    spans: z.array(spanSchema).optional().describe('The words that led to it, where words did'),
  })
  .meta({ id: 'Warning' });
export type Warning = z.infer<typeof warningSchema>;

export const evidenceSchema = z
  .strictObject({
    field: z.string().min(1).describe('Path in the brief, such as notes_preference.floral'),
    value: z.union([z.string(), z.number(), z.boolean()]),
    ...spanSchema.shape,
  })
  .meta({ id: 'Evidence', description: 'The words of the text that led to a value' });
export type Evidence = z.infer<typeof evidenceSchema>;

/** Who wrote the hints of a brief. */
export const HINT_SOURCES = ['none', 'templates', 'model'] as const;
export type HintSource = (typeof HINT_SOURCES)[number];

export const notesPreferenceSchema = z
  .strictObject({
    citrus: degree,
    floral: degree,
    woody: degree,
    oriental: degree,
    fresh: degree,
    fruity: degree,
    spicy: degree,
    gourmand: degree,
    musk: degree,
    green: degree,
    aquatic: degree,
    powdery: degree,
  })
  .meta({ id: 'NotesPreference', description: 'Independent degrees, not shares' });
export type NotesPreference = z.infer<typeof notesPreferenceSchema>;

const constraintsSchema = z
  .strictObject({
    allergen_free: z.boolean(),
    vegan: z.boolean(),
    natural_only: z.boolean(),
    max_allergens_ppm: z.number().min(0),
  })
  .meta({ id: 'BriefConstraints' });
export type BriefConstraints = z.infer<typeof constraintsSchema>;

export const briefSchema = z
  .strictObject({
    language: languageSchema,
    style: familySchema.describe('The dominant family'),
    notes_preference: notesPreferenceSchema,
    notes: z
      .strictObject({ required: z.array(z.string()), excluded: z.array(z.string()) })
      .describe('Named notes and materials, by their plain English names'),
    intensity: degree.describe('0.3 light, 0.5 medium, 0.8 strong'),
    complexity: degree,
    product_category: productCategorySchema,
    target_profile: targetProfileSchema,
    mood: z.array(z.enum(MOODS)),
    season: z.array(seasonSchema),
    budget_tier: budgetTierSchema,
    constraints: constraintsSchema,
    creative_hints: z.array(z.string()).describe('Filled in creative mode'),
    hints_source: z
      .enum(HINT_SOURCES)
      .describe('templates: written beforehand and chosen by rules, not by a model for this wish'),
    warnings: z.array(warningSchema),
    evidence: z.array(evidenceSchema),
    inferred: z.array(z.string()).describe('Fields the text did not speak of'),
  })
  .meta({ id: 'Brief' });
export type Brief = z.infer<typeof briefSchema>;

/** Where something is kept in the memory. */
const placeSchema = z.strictObject({ class: memoryClassSchema, key: memoryKeySchema.optional() });

/** What a person or client sends. */
export const briefRequestSchema = z
  .strictObject({
    text: z
      .string()
      .max(BRIEF_TEXT_LIMIT, { error: `must be at most ${BRIEF_TEXT_LIMIT} characters` })
      .refine((text) => text.trim() !== '', { error: 'must not be empty or blank' })
      .describe('The wish, in Korean, English or both'),
    mode: modeSchema.optional(),
    language: languageSchema
      .optional()
      .describe('Language of the hints and of the brief; recognised from the text when absent'),
    remember: placeSchema.optional().describe('Keeps the wish and its brief in the memory, for later'),
  })
  .meta({ id: 'BriefRequest' });
export type BriefRequest = z.infer<typeof briefRequestSchema>;

export const briefReplySchema = z
  .strictObject({
    brief: briefSchema,
    meta: metaSchema,
    remembered: z.string().optional().describe('Id of the record, where it was to be remembered'),
  })
  .meta({ id: 'BriefReply' });
export type BriefReply = z.infer<typeof briefReplySchema>;
