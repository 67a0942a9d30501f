import { parentPort } from 'node:worker_threads';
import { checkFormula } from '../report/check-formula.ts';
import { findMaterials } from '../report/find-materials.ts';
import { openLaboratory } from '../report/laboratory.ts';
import type { LaboratoryOrder, LaboratoryReply } from './laboratory-message.ts';
import { toldError } from './told-error.ts';

/** The thread of `laboratoryInThread`: it keeps the tables, and answers one order after another. */

const laboratory = openLaboratory();

function answer(order: LaboratoryOrder): unknown {
  switch (order.operation) {
    case 'check':
      return checkFormula(order.request, laboratory());
    case 'find':
      return findMaterials(order.request, laboratory());
  }
}

function replyTo(order: LaboratoryOrder): LaboratoryReply {
  try {
    return { kind: 'answered', text: JSON.stringify(answer(order)) };
  } catch (error) {
    return { kind: 'refused', error: toldError(error) };
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (order: LaboratoryOrder) => parentPort?.postMessage(replyTo(order)));
