import { z } from 'zod';
import { BRIEF_TEXT_LIMIT, briefSchema, productCategorySchema } from './brief.ts';
import { modeSchema } from './mode.ts';

const moment = z.int().min(0).describe('Milliseconds since the Unix epoch');
const id = z.string().min(1).max(100);

export const DESIGN_ALGORITHMS = ['nsga2', 'ga', 'ppo'] as const;
export type DesignAlgorithm = (typeof DESIGN_ALGORITHMS)[number];
export const DESIGN_PRESETS = ['fast', 'balanced', 'thorough'] as const;
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
    formulas: z.array(id).describe('What was found, in the order of the front; empty until it ended'),
    created_at: moment,
    started_at: moment.nullable(),
    ended_at: moment.nullable(),
  })
  .meta({ id: 'FormulaJob' });
export type FormulaJob = z.infer<typeof jobSchema>;

export const jobListSchema = z.strictObject({ jobs: z.array(jobSchema) }).meta({ id: 'FormulaJobs' });
export type FormulaJobs = z.infer<typeof jobListSchema>;
