import {
  batchSheetSchema,
  formulaVersionsSchema,
  keptFormulaSchema,
  keptFormulasSchema,
  LANGUAGES,
  PAPER_FORMATS,
  type PaperFormat,
  type RatingRequest,
  ratingRequestSchema,
  tasteSchema,
  type VersionRequest,
  versionRequestSchema,
} from '@accord/contract';
import { AccordError } from '@accord/kernel';
import {
  type DomainResource,
  jsonFromText,
  jsonFromValue,
  type OpenDomain,
  type ResourceReply,
  type ResourceContext,
} from '@accord/runtime';
import { z } from 'zod';
import { fragranceErrors } from '../errors.ts';
import type { BatchSize } from '../formula/batch.ts';
import type { FormulaRef, KeptFormulas } from './kept-formulas.ts';

const FORMULAS = '/api/formulas';
const FORMULA = `${FORMULAS}/{id}`;
const PARAMETERS = { id: 'The id of the formula' };
const LISTED = 20;

const count = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, { error: 'must be a whole number from 1' })
  .transform(Number);
const amount = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,6})?$/, { error: 'must be a number' })
  .transform(Number);
const version = count.optional().describe('The latest when left out');
const paper = {
  version,
  format: z.enum(PAPER_FORMATS).optional().describe('json when left out; page is HTML to print'),
  language: z.enum(LANGUAGES).optional().describe('Of the page; en when left out'),
};

const listQuery = z.strictObject({
  job: z.string().max(100).optional().describe('What this search found; the latest formulas when left out'),
  limit: count.optional().describe(`${LISTED} when left out, at most 50`),
});
const readQuery = z.strictObject({ version });
const paperQuery = z.strictObject(paper);
const batchQuery = z.strictObject({
  ...paper,
  grams: amount.optional().describe('Of concentrate'),
  millilitres: amount.optional().describe('Of concentrate, with density; of each bottle, with bottles'),
  density: amount.optional().describe('g/ml'),
  bottles: amount.optional().describe('Of the finished product'),
  drops: amount.optional().describe('Of concentrate, with milligrams_per_drop'),
  milligrams_per_drop: amount.optional(),
  batches: count.optional().describe('1 when left out'),
});
type BatchQuery = z.infer<typeof batchQuery>;

const KEPT = { description: 'The formula', mediaType: 'application/json', schema: keptFormulaSchema };
const MEDIA_TYPES: Readonly<Record<Exclude<PaperFormat, 'json'>, readonly [type: string, ending: string]>> = {
  csv: ['text/csv; charset=utf-8', 'csv'],
  page: ['text/html; charset=utf-8', 'html'],
};

/** Formulas that were found: read, changed, certified, weighed. */
export function keptResources(kept: KeptFormulas): NonNullable<OpenDomain['resources']> {
  const list: DomainResource<z.infer<typeof listQuery>> = {
    method: 'GET',
    path: FORMULAS,
    operationId: 'listFormulas',
    summary: 'List what a search found, the best value first, or the latest formulas',
    query: listQuery,
    reply: { description: 'The formulas', mediaType: 'application/json', schema: keptFormulasSchema },
    problems: [400, 503],
    handle: async ({ query: { job, limit = LISTED } }, context) =>
      jsonText(await kept.list(tenantOf(context), job, Math.min(limit, 50))),
  };
  const read: DomainResource<z.infer<typeof readQuery>> = {
    method: 'GET',
    path: FORMULA,
    operationId: 'readFormula',
    summary: 'Read a formula with its law report, smell, cost and why it was chosen',
    parameters: PARAMETERS,
    query: readQuery,
    reply: KEPT,
    problems: [400, 404, 503],
    handle: async (asked, context) => jsonText(await kept.read(refOf(asked, context))),
  };
  const versions: DomainResource = {
    method: 'GET',
    path: `${FORMULA}/versions`,
    operationId: 'listFormulaVersions',
    summary: 'List the versions of a formula, with what each changed',
    parameters: PARAMETERS,
    reply: {
      description: 'The first one first',
      mediaType: 'application/json',
      schema: formulaVersionsSchema,
    },
    problems: [404, 503],
    handle: async ({ parameters: { id = '' } }, context) => ({
      kind: 'json',
      document: jsonFromValue(await kept.versions(tenantOf(context), id)),
    }),
  };
  const revise: DomainResource<unknown, VersionRequest> = {
    method: 'POST',
    path: `${FORMULA}/versions`,
    operationId: 'addFormulaVersion',
    summary: 'Add a version of a formula; those before it stay as they are',
    parameters: PARAMETERS,
    body: {
      schema: versionRequestSchema,
      example: { formula: { lines: [{ item: 'Hedione', amount: '12.5' }] }, note: 'Hedione alone' },
    },
    reply: { ...KEPT, description: 'The new version' },
    status: 201,
    problems: [400, 404, 503],
    handle: async ({ parameters: { id = '' }, body }, context) =>
      jsonText(await kept.revise(tenantOf(context), id, body)),
  };
  const certificate: DomainResource<z.infer<typeof paperQuery>> = {
    method: 'GET',
    path: `${FORMULA}/certificate`,
    operationId: 'readFormulaCertificate',
    summary: 'Certify a formula by IFRA 51 and the allergens of the EU, as JSON, CSV or a page to print',
    parameters: PARAMETERS,
    query: paperQuery,
    reply: { description: 'The certificate', mediaType: 'application/json' },
    problems: [400, 404, 503],
    async handle(asked, context) {
      const { format = 'json', language = 'en' } = asked.query;
      const text = await kept.certificate(refOf(asked, context), { format, language });
      return paperReply('certificate', format, text);
    },
  };
  const batch: DomainResource<BatchQuery> = {
    method: 'GET',
    path: `${FORMULA}/batch`,
    operationId: 'readFormulaBatch',
    summary: 'Weigh a formula out for a batch, as JSON, CSV or a sheet to print',
    parameters: PARAMETERS,
    query: batchQuery,
    reply: { description: 'The batch sheet', mediaType: 'application/json', schema: batchSheetSchema },
    problems: [400, 404, 503],
    async handle(asked, context) {
      const { format = 'json', language = 'en', batches = 1 } = asked.query;
      const text = await kept.batch(refOf(asked, context), sizeOf(asked.query), batches, {
        format,
        language,
      });
      return paperReply('batch', format, text);
    },
  };
  const rate: DomainResource<unknown, RatingRequest> = {
    method: 'POST',
    path: `${FORMULA}/ratings`,
    operationId: 'rateFormula',
    summary: 'Say how a formula is liked, by stars or beside another; the taste is learnt from it',
    parameters: PARAMETERS,
    body: { schema: ratingRequestSchema, example: { stars: 4 } },
    reply: { description: 'What is known of the taste', mediaType: 'application/json', schema: tasteSchema },
    problems: [400, 404, 503],
    handle: async ({ parameters: { id = '' }, body: { version: rated, ...said } }, context) =>
      jsonText(await kept.rate({ tenant: tenantOf(context), id, version: rated }, said)),
  };
  const taste: DomainResource = {
    method: 'GET',
    path: `${FORMULAS}/jobs/{job}/taste`,
    operationId: 'readTaste',
    summary: 'Read what is known of the taste over what a search found, and which two to compare next',
    parameters: { job: 'The id of the search' },
    reply: { description: 'What is known of the taste', mediaType: 'application/json', schema: tasteSchema },
    problems: [503],
    handle: async ({ parameters: { job = '' } }, context) =>
      jsonText(await kept.tasteOf(tenantOf(context), job)),
  };
  return [list, read, versions, revise, certificate, batch, rate, taste];
}

const tenantOf = ({ caller }: ResourceContext): string => caller.account.tenant;

interface Versioned {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: { readonly version?: number | undefined };
}

const refOf = ({ parameters: { id = '' }, query }: Versioned, context: ResourceContext): FormulaRef => ({
  tenant: tenantOf(context),
  id,
  version: query.version,
});

const jsonText = (text: string): ResourceReply => ({ kind: 'json', document: jsonFromText(text) });

function paperReply(name: string, format: PaperFormat, text: string): ResourceReply {
  if (format === 'json') return jsonText(text);
  const [mediaType, ending] = MEDIA_TYPES[format];
  return { kind: 'file', mediaType, name: `${name}.${ending}`, text };
}

/** @throws FORMULA_BATCH_INVALID */
function sizeOf({
  grams,
  millilitres,
  density,
  bottles,
  drops,
  milligrams_per_drop: milligramsPerDrop,
}: BatchQuery): BatchSize {
  if (grams !== undefined) return { unit: 'grams', grams };
  if (bottles !== undefined && millilitres !== undefined && density !== undefined)
    return { unit: 'bottles', bottles, millilitres, density };
  if (millilitres !== undefined && density !== undefined)
    return { unit: 'millilitres', millilitres, density };
  if (drops !== undefined && milligramsPerDrop !== undefined)
    return { unit: 'drops', drops, milligramsPerDrop };
  throw new AccordError(fragranceErrors.FORMULA_BATCH_INVALID, {
    detail:
      'Give grams, millilitres with density, bottles with millilitres and density, or drops with milligrams_per_drop.',
    field: 'grams',
  });
}
