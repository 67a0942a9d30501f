import { parentPort } from 'node:worker_threads';
import type { PaperFormat } from '@accord/contract';
import { AccordError } from '@accord/kernel';
import { type BatchSheet, batchSheetCsv, batchSheetOf, batchSheetPage } from '../batch-sheet/index.ts';
import { certificateCsv, certificateOf, certificatePage } from '../certificate/index.ts';
import { fragranceErrors } from '../errors.ts';
import { checkFormula } from '../report/check-formula.ts';
import { findMaterials } from '../report/find-materials.ts';
import { formulaOfReply } from '../report/formula-report.ts';
import { openLaboratory } from '../report/laboratory.ts';
import { tasteOn } from '../report/taste.ts';
import { ownLaboratories } from '../shelf/own-laboratory.ts';
import { rewritten, tableCsv, tableRows } from '../shelf/written-tables.ts';
import type { LaboratoryOrder, LaboratoryReply } from './laboratory-message.ts';
import { toldError } from './told-error.ts';

/** The thread of `laboratoryInThread`: it keeps the tables, and answers one order after another. */

const shipped = openLaboratory();
const laboratoryOf = ownLaboratories(shipped);

function answer(order: LaboratoryOrder): string {
  switch (order.operation) {
    case 'check':
      return JSON.stringify(checkFormula(order.request, shipped(), () => laboratoryOf(order.shelf)));
    case 'find':
      return JSON.stringify(findMaterials(order.request, laboratoryOf(order.shelf).laboratory));
    case 'certify':
      return certificateText(order);
    case 'weigh':
      return sheetText(order);
    case 'rewrite-shelf':
      return JSON.stringify(rewritten(order.tables, order.table, order.request, shipped().catalogue));
    case 'list-table':
      return JSON.stringify(tableRows(order.table, order.csv));
    case 'print-table':
      return tableCsv(order.table, order.csv);
    case 'taste':
      return JSON.stringify(tasteOn(order.ratings, order.candidates));
  }
}

type Certify = Extract<LaboratoryOrder, { operation: 'certify' }>;

function certificateText({ formula, now, format, language, shelf }: Certify): string {
  const { laboratory } = laboratoryOf(shelf);
  const certificate = certificateOf(formulaOfReply(formula), laboratory, new Date(now));
  return paperText(format, certificate, {
    csv: certificateCsv,
    page: (of) => certificatePage(of, language),
  });
}

type Weigh = Extract<LaboratoryOrder, { operation: 'weigh' }>;

function sheetText({ formula, size, batches, format, language, shelf }: Weigh): string {
  const { laboratory, stock } = laboratoryOf(shelf);
  const order = { size, batches, stock };
  const sheet = sheetOf(() => batchSheetOf(formulaOfReply(formula), order, laboratory.catalogue));
  return paperText(format, sheet, { csv: batchSheetCsv, page: (of) => batchSheetPage(of, language) });
}

function sheetOf(weigh: () => BatchSheet): BatchSheet {
  try {
    return weigh();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AccordError(fragranceErrors.FORMULA_BATCH_INVALID, { detail: cause.message, cause });
  }
}

interface Printers<Paper> {
  readonly csv: (paper: Paper) => string;
  readonly page: (paper: Paper) => string;
}

const paperText = <Paper>(format: PaperFormat, paper: Paper, printers: Printers<Paper>): string =>
  format === 'json' ? JSON.stringify(paper) : printers[format](paper);

function replyTo(order: LaboratoryOrder): LaboratoryReply {
  try {
    return { kind: 'answered', text: answer(order) };
  } catch (error) {
    return { kind: 'refused', error: toldError(error) };
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (order: LaboratoryOrder) => parentPort?.postMessage(replyTo(order)));
