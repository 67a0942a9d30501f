import { parentPort } from 'node:worker_threads';
import { certificateCsv, certificateOf, certificatePage } from '../certificate/index.ts';
import { checkFormula } from '../report/check-formula.ts';
import { findMaterials } from '../report/find-materials.ts';
import { formulaOfReply } from '../report/formula-report.ts';
import { openLaboratory } from '../report/laboratory.ts';
import type { LaboratoryOrder, LaboratoryReply } from './laboratory-message.ts';
import { toldError } from './told-error.ts';

/** The thread of `laboratoryInThread`: it keeps the tables, and answers one order after another. */

const laboratory = openLaboratory();

function answer(order: LaboratoryOrder): string {
  switch (order.operation) {
    case 'check':
      return JSON.stringify(checkFormula(order.request, laboratory()));
    case 'find':
      return JSON.stringify(findMaterials(order.request, laboratory()));
    case 'certify':
      return certificateText(order);
  }
}

function certificateText({
  formula,
  now,
  format,
  language,
}: Extract<LaboratoryOrder, { operation: 'certify' }>): string {
  const certificate = certificateOf(formulaOfReply(formula), laboratory(), new Date(now));
  switch (format) {
    case 'json':
      return JSON.stringify(certificate);
    case 'csv':
      return certificateCsv(certificate);
    case 'page':
      return certificatePage(certificate, language);
  }
}

function replyTo(order: LaboratoryOrder): LaboratoryReply {
  try {
    return { kind: 'answered', text: answer(order) };
  } catch (error) {
    return { kind: 'refused', error: toldError(error) };
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (order: LaboratoryOrder) => parentPort?.postMessage(replyTo(order)));
