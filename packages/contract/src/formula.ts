import { z } from 'zod';
import { FAMILIES, familySchema } from './brief.ts';

/** Longest formula as text or CSV, in characters. */
const FORMULA_TEXT_LIMIT = 50_000;
const LINES_LIMIT = 1000;
const TABLE_LIMIT = 50_000;

const decimal = z
  .union([z.number(), z.string().max(40)])
  .describe('A decimal with up to six places, kept exactly; a text may have a decimal comma');
const exact = z.string().describe('An exact decimal, such as 0.5');
const name = z.string().min(1).max(120);
const percent = z.number().min(0).max(100);

const lineRequestSchema = z
  .strictObject({
    item: name.describe('A material by any of its names or its CAS number, or an accord of the formula'),
    amount: decimal,
    dilution: z
      .strictObject({ percent: decimal, solvent: name.describe('Another material, such as DPG') })
      .optional()
      .describe('How much of the line is the material itself'),
  })
  .meta({ id: 'FormulaLineRequest' });

const linesRequestSchema = z.array(lineRequestSchema).min(1).max(LINES_LIMIT);

export const formulaRequestSchema = z
  .strictObject({
    name: name.optional(),
    unit: z
      .enum(['parts', 'percent'])
      .optional()
      .describe('parts by weight of each other, or % of the concentrate that need not reach 100'),
    lines: linesRequestSchema,
    accords: z
      .record(name, linesRequestSchema)
      .optional()
      .describe('Mixtures by name, which lines may use like materials'),
    concentrate: decimal.optional().describe('% of the concentrate in the finished product'),
    category: z.string().max(40).optional(),
  })
  .meta({ id: 'FormulaRequest' });
export type FormulaRequest = z.infer<typeof formulaRequestSchema>;

export const formulaCheckRequestSchema = z
  .strictObject({
    text: z
      .string()
      .max(FORMULA_TEXT_LIMIT, { error: `must be at most ${FORMULA_TEXT_LIMIT} characters` })
      .optional()
      .describe('The formula as it was pasted, a material a line, or as CSV'),
    formula: formulaRequestSchema.optional().describe('The formula as JSON'),
    concentrate: decimal.optional().describe('% of the finished product; outranks what the formula says'),
    category: z
      .string()
      .max(40)
      .optional()
      .describe(
        'A category of IFRA, such as 4 or 5A, or EDP, EDT, Cologne, Body Spray; outranks the formula',
      ),
    prices: z
      .string()
      .max(TABLE_LIMIT)
      .optional()
      .describe(
        'CSV: material,supplier,usd_per_kg,grams; the cheapest supplier counts; those of the shelf when left out',
      ),
    materials: z
      .string()
      .max(TABLE_LIMIT)
      .optional()
      .describe(
        'CSV of materials of your own: name,cas,kind,synonyms,vegan,molar_mass,vapour_pressure_pa; those of the shelf when left out',
      ),
    shelf: z
      .boolean()
      .optional()
      .describe('false leaves out the materials and prices that are kept; true when left out'),
  })
  .refine(({ text, formula }) => (text === undefined) !== (formula === undefined), {
    error: 'Exactly one of text and formula is to be checked',
    path: ['text'],
  })
  .meta({ id: 'FormulaCheckRequest' });
export type FormulaCheckRequest = z.infer<typeof formulaCheckRequestSchema>;

export const formulaLineSchema = z
  .strictObject({
    item: z.string(),
    amount: exact,
    dilution: z.strictObject({ percent: exact, solvent: z.string() }).nullable(),
  })
  .meta({ id: 'FormulaLine' });
export type FormulaLineReply = z.infer<typeof formulaLineSchema>;

export const formulaSchema = z
  .strictObject({
    name: z.string(),
    unit: z.enum(['parts', 'percent']),
    lines: z.array(formulaLineSchema),
    accords: z.record(z.string(), z.array(formulaLineSchema)),
    concentrate: exact.describe('% of the finished product'),
    category: z.string().describe('Of IFRA'),
  })
  .meta({ id: 'Formula' });
export type FormulaReply = z.infer<typeof formulaSchema>;

const lawSourceSchema = z.strictObject({
  material: z.string(),
  constituent: z.string().nullable().describe('Of a natural; null for the material itself'),
  percent: percent.describe('% of the finished product'),
  basis: z
    .enum(['material', 'annex', 'literature', 'unverified'])
    .describe('annex: of IFRA on naturals. unverified: general knowledge that nobody looked up'),
});

const standardFields = {
  standard: z.string(),
  amendment: z.int().describe('That the standard came with or was last changed by'),
};

const lawUseSchema = z
  .strictObject({
    ...standardFields,
    limit: percent.describe('% of the finished product'),
    use: percent.describe('% of the finished product, isomers and naturals summed'),
    passes: z.boolean(),
    sources: z.array(lawSourceSchema),
  })
  .meta({ id: 'LawUse' });
export type LawUse = z.infer<typeof lawUseSchema>;

const lawQuestionSchema = z
  .strictObject({
    ...standardFields,
    why: z.enum(['note box', 'prohibited as an ingredient', 'limit on a constituent', 'specification']),
    use: percent,
    sources: z.array(lawSourceSchema),
  })
  .meta({ id: 'LawQuestion' });
export type LawQuestion = z.infer<typeof lawQuestionSchema>;

export const lawReportSchema = z
  .strictObject({
    amendment: z.literal(51).describe('Of the IFRA standards'),
    category: z.string(),
    passes: z
      .boolean()
      .describe(
        'No limit is passed and nothing is prohibited; open questions remain, and no standard is not safe',
      ),
    largest_concentrate: percent.describe('The largest that passes, rounded down to 0.01; 0 when none does'),
    phototoxic_sum: z
      .number()
      .min(0)
      .describe('Use over limit summed over phototoxic oils; at most 1 passes'),
    uses: z.array(lawUseSchema).describe('The nearest to its limit first'),
    prohibited: z.array(lawQuestionSchema),
    open: z.array(lawQuestionSchema).describe('What the tables do not decide'),
    without_standard: z.array(z.string()).describe('Materials that no standard was found for'),
    unknown_inside: z.array(z.string()).describe('Naturals whose constituents are not known'),
    unnamed_percent: percent.describe('Of the concentrate, what the formula does not name'),
  })
  .meta({ id: 'LawReport' });
export type LawReportReply = z.infer<typeof lawReportSchema>;

const allergenUseSchema = z.strictObject({
  inci: z.string(),
  korean: z.string().nullable(),
  ppm: z.number().min(0).describe('mg in a kg of the finished product'),
  declared: z.boolean(),
  from_naturals: z.boolean().describe('A part rests on figures for naturals, which vary from lot to lot'),
});

export const allergenReportSchema = z
  .strictObject({
    threshold_ppm: z.number().nullable().describe('Declared above it; null for what is no cosmetic'),
    label: z.strictObject({ en: z.string(), ko: z.string() }).describe('The largest amount first'),
    uses: z.array(allergenUseSchema),
    banned: z.array(allergenUseSchema).describe('What may not be in a cosmetic of the EU at all'),
    unknown_inside: z.array(z.string()).describe('Naturals of which no constituents are known'),
  })
  .meta({ id: 'AllergenReport' });
export type AllergenReportReply = z.infer<typeof allergenReportSchema>;

const shares = z.strictObject(
  Object.fromEntries(FAMILIES.map((family) => [family, z.number().min(0).max(1)])) as Record<
    (typeof FAMILIES)[number],
    z.ZodNumber
  >,
);

const momentSchema = z
  .strictObject({
    hours: z.number().min(0).describe('After it was put on'),
    families: shares.describe('Shares of what is smelt, adding up to 1, or all 0'),
    strongest: z.string().nullable(),
    intensity: z.number().min(0).max(100).describe('That of the strongest'),
    reach_m: z.number().min(0).describe('How far it is noticed in a room, in metres'),
  })
  .meta({ id: 'SmellMoment' });
export type SmellMoment = z.infer<typeof momentSchema>;

export const smellSchema = z
  .strictObject({
    moments: z.array(momentSchema),
    longevity_hours: z
      .strictObject({ low: z.number(), typical: z.number(), high: z.number() })
      .describe(
        'Until nothing is smelt at the skin; low and high: one standard deviation of pressure and threshold',
      ),
    leading: z
      .array(z.strictObject({ family: familySchema, share: z.number() }))
      .describe('Families of the first hour, the largest share first'),
    unmodelled_percent: percent.describe('Of the product, what nothing is known of'),
    unsmelt: z.array(z.string()).describe('Molecules without a known threshold: they are not counted'),
    activity: z.enum(['UNIFAC', 'ideal for some']),
  })
  .meta({ id: 'Smell' });
export type SmellReply = z.infer<typeof smellSchema>;

export const costSchema = z
  .strictObject({
    usd_per_kg: z
      .number()
      .min(0)
      .nullable()
      .describe(
        'Of the concentrate, of what has a price: a lower bound while anything is unpriced; null: no price was given',
      ),
    unpriced: z.array(z.string()),
    estimate_usd_per_kg: z
      .number()
      .min(0)
      .describe('With an assumed price of its class for what has none: a rough estimate'),
    unknown: z.array(z.string()).describe('What the estimate leaves out, since its class is unknown too'),
  })
  .meta({ id: 'FormulaCost' });
export type CostReply = z.infer<typeof costSchema>;

export const formulaReportSchema = z
  .strictObject({
    formula: formulaSchema,
    materials: z
      .array(
        z.strictObject({
          name: z.string(),
          cas: z.string().nullable(),
          kind: z.enum(['synthetic', 'natural', 'animal', 'solvent']),
          percent: percent.describe('Of the concentrate, neat'),
          in_product_percent: percent,
        }),
      )
      .describe('Dilutions and accords taken apart, the largest share first'),
    law: lawReportSchema,
    allergens: allergenReportSchema,
    smell: smellSchema,
    cost: costSchema,
  })
  .meta({ id: 'FormulaReport' });
export type FormulaReport = z.infer<typeof formulaReportSchema>;

export const materialSearchRequestSchema = z
  .strictObject({
    text: z
      .string()
      .max(200)
      .optional()
      .describe('Part of a name, a synonym or a CAS number; all where left out'),
    limit: z.int().min(1).max(1000).optional(),
  })
  .meta({ id: 'MaterialSearchRequest' });
export type MaterialSearchRequest = z.infer<typeof materialSearchRequestSchema>;

const figureSchema = z
  .strictObject({
    value: z.number(),
    unit: z.string(),
    source: z.string(),
    log10_uncertainty: z
      .number()
      .nullable()
      .describe('One standard deviation in decades; null: the source tells none'),
  })
  .nullable();

export const materialSchema = z
  .strictObject({
    name: z.string(),
    synonyms: z.array(z.string()),
    cas: z.array(z.string()),
    kind: z.enum(['synthetic', 'natural', 'animal', 'solvent']),
    note: z.enum(['top', 'heart', 'base']).nullable(),
    families: z.array(z.strictObject({ family: familySchema, weight: z.number() })),
    vegan: z.boolean().describe('It does not come from an animal; nothing else'),
    molar_mass: figureSchema,
    vapour_pressure: figureSchema.describe('At 25 °C'),
    threshold: figureSchema.describe('In air'),
    doubt: z.string().nullable(),
    constituents: z.int().describe('How many are known; 0 for what is no natural'),
    standards: z.array(z.string()).describe('Of IFRA that it or what it holds falls under'),
  })
  .meta({ id: 'Material', description: 'Null is unknown: never zero, never safe' });
export type MaterialReply = z.infer<typeof materialSchema>;

export const materialsReplySchema = z
  .strictObject({ found: z.int(), materials: z.array(materialSchema) })
  .meta({ id: 'MaterialsReply' });
export type MaterialsReply = z.infer<typeof materialsReplySchema>;
