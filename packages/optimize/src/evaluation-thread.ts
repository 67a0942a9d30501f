import { parentPort, workerData } from 'node:worker_threads';
import { AccordError } from '@accord/kernel';
import { rowEvaluator } from './evaluation.ts';
import type { ThreadData, ThreadOrder, ThreadReply } from './evaluation-message.ts';
import type { Problem } from './problem.ts';

const { module, name } = workerData as ThreadData;
const exported = ((await import(module)) as Readonly<Record<string, unknown>>)[name];
if (typeof exported !== 'function') throw new TypeError(`${module} exports no function called ${name}`);
const problem = (exported as () => Problem)();
const evaluateRow = rowEvaluator(problem);

parentPort?.on('message', ({ variables }: ThreadOrder) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(replyTo(variables));
});

function replyTo(variables: Float64Array): ThreadReply {
  const size = variables.length / problem.lower.length;
  const part = {
    size,
    variables,
    objectives: new Float64Array(size * problem.objectives),
    violation: new Float64Array(size),
  };
  try {
    for (let row = 0; row < size; row++) evaluateRow(part, row);
  } catch (error) {
    if (!(error instanceof AccordError)) throw error;
    return { kind: 'failed', code: error.code, detail: error.message };
  }
  return { kind: 'evaluated', objectives: part.objectives, violation: part.violation };
}
