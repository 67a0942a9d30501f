import {
  type FormulaCheckRequest,
  type FormulaReport,
  formulaCheckRequestSchema,
  formulaReportSchema,
  type MaterialSearchRequest,
  type MaterialsReply,
  materialSearchRequestSchema,
  materialsReplySchema,
} from '@accord/contract';
import type { ErrorKind } from '@accord/kernel';
import { type BodyIssue, type DomainRoute, jsonFromText } from '@accord/runtime';
import { fragranceErrors } from './errors.ts';
import type { Shelves } from './shelf/shelves.ts';
import type { LaboratoryDesk } from './threads/laboratory-in-thread.ts';

/** What is asked of formulas and materials without a search: it is answered at once. */
export function formulaRoutes(laboratory: LaboratoryDesk, shelves: Pick<Shelves, 'of'>) {
  const check: DomainRoute<FormulaCheckRequest, FormulaReport> = {
    method: 'POST',
    path: '/api/formulas/check',
    operationId: 'checkFormula',
    summary: 'Check a formula from outside: IFRA 51, allergens of the EU, smell over eight hours, cost',
    body: formulaCheckRequestSchema,
    reply: formulaReportSchema,
    example: { text: 'Bergamot 15 %\nHedione @10 % in DPG 20 %', concentrate: 4, category: 'Cologne' },
    refusalOf,
    warmed: false,
    async handle(request, { caller }) {
      const shelf = request.shelf === false ? undefined : await shelves.of(caller.account.tenant);
      return jsonFromText(await laboratory.ask({ operation: 'check', request, shelf }));
    },
  };
  const search: DomainRoute<MaterialSearchRequest, MaterialsReply> = {
    method: 'POST',
    path: '/api/materials/search',
    operationId: 'findMaterials',
    summary: 'Find materials by a part of a name or a CAS number, with sourced figures',
    body: materialSearchRequestSchema,
    reply: materialsReplySchema,
    example: { text: 'bergamot' },
    warmed: false,
    async handle(request, { caller }) {
      const shelf = await shelves.of(caller.account.tenant);
      return jsonFromText(await laboratory.ask({ operation: 'find', request, shelf }));
    },
  };
  return [check, search];
}

/** A formula without a line, or of too many, is one that cannot be read. */
function refusalOf({ code, path }: BodyIssue): ErrorKind | undefined {
  const sized = code === 'too_small' || code === 'too_big';
  return sized && (path[0] === 'formula' || path[0] === 'text')
    ? fragranceErrors.FORMULA_UNREADABLE
    : undefined;
}
