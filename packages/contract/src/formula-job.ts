import { z } from 'zod';
import { BRIEF_TEXT_LIMIT, briefSchema, familySchema, productCategorySchema } from './brief.ts';
import { formulaLineSchema, formulaReportSchema, formulaRequestSchema, formulaSchema } from './formula.ts';
import { modeSchema } from './mode.ts';

const moment = z.int().min(0).describe('Milliseconds since the Unix epoch');
const id = z.string().min(1).max(100);

export const DESIGN_ALGORITHMS = ['nsga2', 'ga', 'ppo'] as const;
export type DesignAlgorithm = (typeof DESIGN_ALGORITHMS)[number];
export const DESIGN_PRESETS = ['fast', 'balanced', 'thorough', 'high-quality'] as const;
export type DesignPreset = (typeof DESIGN_PRESETS)[number];

export const designRequestSchema = z
  .strictObject({
    text: z
      .string()
      .max(BRIEF_TEXT_LIMIT)
      .refine((text) => text.trim() !== '', { error: 'must not be empty or blank' })
      .optional()
      .describe('The wish, which is read into a brief first'),
    brief: briefSchema.optional().describe('A brief as POST /api/briefs replies it'),
    mode: modeSchema.optional().describe('In which the wish is read'),
    product: productCategorySchema.optional().describe('That of the brief when left out'),
    algorithm: z.enum(DESIGN_ALGORITHMS).optional().describe('nsga2 when left out'),
    preset: z.enum(DESIGN_PRESETS).optional().describe('balanced when left out'),
    taste: z
      .boolean()
      .optional()
      .describe('Moves what is searched for to the taste that was learnt from ratings; false when left out'),
    shelf: z
      .boolean()
      .optional()
      .describe(
        'Searches with the materials and costs by the prices that the tenant keeps; true when left out',
      ),
    seed: z.int().min(0).max(4_294_967_295).optional().describe('1 when left out: the same finds the same'),
  })
  .refine(({ text, brief }) => (text === undefined) !== (brief === undefined), {
    error: 'Exactly one of text and brief is the wish',
    path: ['text'],
  })
  .meta({ id: 'DesignRequest' });
export type DesignRequest = z.infer<typeof designRequestSchema>;

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled', 'lost'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const jobSchema = z
  .strictObject({
    id,
    state: z.enum(JOB_STATES).describe('lost: the process that ran it ended before it did; ask again'),
    wish: z.string().nullable().describe('The text of the wish; null where a brief was given'),
    product: productCategorySchema,
    algorithm: z.enum(DESIGN_ALGORITHMS),
    preset: z.enum(DESIGN_PRESETS),
    seed: z.int(),
    progress: z
      .strictObject({
        share: z.number().min(0).max(1).describe('Of the budget that is used'),
        evaluations: z.int().min(0).describe('Formulas that were smelt'),
        best: z
          .number()
          .nullable()
          .describe('How far the best is from the wish, as one number; null before there is one'),
      })
      .nullable(),
    error: z.strictObject({ code: z.string(), detail: z.string(), remedy: z.string() }).nullable(),
    outcome: z
      .strictObject({
        evaluations: z.int().min(0),
        stopped: z.boolean().describe('It ended before its budget was used'),
        unknown_notes: z.array(z.string()).describe('Notes of the wish that no material is known to bring'),
        required: z
          .array(z.strictObject({ note: z.string(), material: z.string() }))
          .describe('Which material stands for which note that the wish requires'),
      })
      .nullable()
      .describe('Null until something was found'),
    formulas: z.array(id).describe('What was found, in the order of the front; empty until it ended'),
    created_at: moment,
    started_at: moment.nullable(),
    ended_at: moment.nullable(),
  })
  .meta({ id: 'FormulaJob' });
export type FormulaJob = z.infer<typeof jobSchema>;

export const jobListSchema = z.strictObject({ jobs: z.array(jobSchema) }).meta({ id: 'FormulaJobs' });
export type FormulaJobs = z.infer<typeof jobListSchema>;

const objectives = z.strictObject({
  profile: z.number(),
  intensity: z.number(),
  longevity: z.number(),
  cost: z.number(),
  simplicity: z.number(),
  allergens: z.number(),
});

/** What a formula is judged by; each is 0 at best and near 1 at worst. */
export const DESIGN_OBJECTIVES = [
  'profile',
  'intensity',
  'longevity',
  'cost',
  'simplicity',
  'allergens',
] as const;
export type DesignObjective = (typeof DESIGN_OBJECTIVES)[number];

const designSchema = z
  .strictObject({
    value: z.number().describe('The objectives weighed into one number, 0 at best'),
    objectives: objectives.describe(
      'How far from the wish in each, from 0, the best, to 1; cost by entered prices, and by classes of price, which are estimates, where none was entered',
    ),
    reasons: z
      .array(
        z.strictObject({
          material: z.string(),
          percent: z.number().describe('Of the concentrate'),
          required_for: z.string().nullable().describe('The note of the wish that it stands for'),
          without_it: z
            .strictObject({
              value: z.number().describe('Above 0, the formula would be worse'),
              objectives,
              families: z.array(z.strictObject({ family: familySchema, change: z.number() })),
              hours: z.number(),
              strength: z.number(),
            })
            .describe('What changes when it is taken out, its share given to the others'),
        }),
      )
      .describe('Why each material is in it, the most important first'),
  })
  .meta({ id: 'FormulaDesign' });
export type FormulaDesign = z.infer<typeof designSchema>;

const versionFields = {
  id,
  version: z.int().min(1),
  job: id.describe('The search that found the first version'),
  note: z.string().describe('What was changed, in the words of whoever did'),
  created_at: moment,
};

export const keptFormulaSchema = z
  .strictObject({
    ...versionFields,
    report: formulaReportSchema,
    design: designSchema.nullable().describe('Why it was chosen; null for a version that a person made'),
  })
  .meta({ id: 'KeptFormula' });
export type KeptFormula = z.infer<typeof keptFormulaSchema>;

export const keptFormulasSchema = z
  .strictObject({ formulas: z.array(keptFormulaSchema) })
  .meta({ id: 'KeptFormulas' });
export type KeptFormulas = z.infer<typeof keptFormulasSchema>;

export const differenceSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['added', 'removed']), line: formulaLineSchema }),
    z.strictObject({ kind: z.literal('changed'), from: formulaLineSchema, to: formulaLineSchema }),
    z.strictObject({
      kind: z.literal('setting'),
      field: z.enum(['name', 'unit', 'concentrate', 'category']),
    }),
    z.strictObject({ kind: z.literal('accord'), name: z.string() }),
  ])
  .meta({ id: 'FormulaDifference' });
export type FormulaDifference = z.infer<typeof differenceSchema>;

export const formulaVersionsSchema = z
  .strictObject({
    id,
    versions: z.array(
      z.strictObject({
        version: z.int().min(1),
        note: z.string(),
        created_at: moment,
        formula: formulaSchema,
        passes: z.boolean(),
        differences: z.array(differenceSchema).describe('To the version before; empty for the first'),
      }),
    ),
  })
  .meta({ id: 'FormulaVersions' });
export type FormulaVersions = z.infer<typeof formulaVersionsSchema>;

export const versionRequestSchema = z
  .strictObject({
    formula: formulaRequestSchema.describe('The formula as it is to be; what it leaves out is as before'),
    note: z.string().max(500).optional(),
  })
  .meta({ id: 'FormulaVersionRequest' });
export type VersionRequest = z.infer<typeof versionRequestSchema>;

/** page: HTML to print. */
export const PAPER_FORMATS = ['json', 'csv', 'page'] as const;
export type PaperFormat = (typeof PAPER_FORMATS)[number];

const milligrams = z.int().min(0);

export const batchSheetSchema = z
  .strictObject({
    formula: z.string(),
    category: z.string(),
    concentrate: z.number().describe('% of the finished product'),
    batches: z.int().min(1),
    lines: z
      .array(
        z.strictObject({
          item: z.string(),
          percent: z.number().describe('Of the concentrate'),
          milligrams,
          millilitres: z.number().nullable(),
          drops: z.number().nullable(),
          usd: z.number().nullable(),
          estimated: z.boolean(),
        }),
      )
      .describe('As it is weighed, for one batch'),
    milligrams: milligrams.describe('Of concentrate, which the lines add up to'),
    carrier_milligrams: milligrams.describe('What fills it up to the finished product'),
    product_milligrams: milligrams,
    cost: z.strictObject({
      usd_per_kg: z.number(),
      estimated_usd_per_kg: z.number(),
      usd_per_batch: z.number(),
      usd_per_bottle: z.number().nullable(),
      estimated: z.array(z.string()),
      unpriced: z.array(z.string()),
    }),
    short: z.array(z.strictObject({ material: z.string(), grams: z.number(), in_stock: z.number() })),
  })
  .meta({ id: 'BatchSheet' });
export type BatchSheetReply = z.infer<typeof batchSheetSchema>;

export const ratingRequestSchema = z
  .strictObject({
    stars: z.int().min(1).max(5).optional().describe('Compared with the stars of what the same search found'),
    better_than: id.optional().describe('Another formula that is liked less'),
    version: z.int().min(1).optional().describe('The latest when left out'),
  })
  .refine(({ stars, better_than: other }) => (stars === undefined) !== (other === undefined), {
    error: 'Exactly one of stars and better_than is the rating',
    path: ['stars'],
  })
  .meta({ id: 'FormulaRatingRequest' });
export type RatingRequest = z.infer<typeof ratingRequestSchema>;

export const tasteSchema = z
  .strictObject({
    ratings: z.int().min(0).describe('How many the taste rests on'),
    certainty: z
      .number()
      .min(0)
      .max(1)
      .describe('How sure it is which of two is preferred, over what the search found; 0 knows nothing'),
    favourite: id.nullable().describe('What would be liked best of what the search found'),
    next_pair: z.array(id).describe('The two whose comparison would tell most; empty where there are no two'),
  })
  .meta({ id: 'FormulaTaste' });
export type Taste = z.infer<typeof tasteSchema>;
