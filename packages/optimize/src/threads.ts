import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AccordError } from '@accord/kernel';
import { optimizeErrors } from './errors.ts';
import type { Evaluator } from './evaluation.ts';
import type { ThreadData, ThreadOrder, ThreadReply } from './evaluation-message.ts';
import type { Population } from './population.ts';
import { invalidSettings } from './settings.ts';

export interface ThreadedEvaluator extends Evaluator {
  /** Ends the threads; what they still evaluate is lost. */
  close(): Promise<void>;
}

export interface ThreadOptions extends ThreadData {
  /** 1 to 64. */
  readonly threads: number;
}

/** Built or not, the thread's module has the same ending as this one. */
const THREAD = new URL(`./evaluation-thread${extname(import.meta.url)}`, import.meta.url);
const MOST_THREADS = 64;

/**
 * Evaluates in several threads, for problems whose evaluation takes far longer than a message. Each has a part of the candidates, always
 * the same rows, so that the result is that of one thread.
 *
 * @throws AccordError OPTIMIZE_SETTINGS_INVALID for a number of threads out of range
 */
export function evaluatorInThreads({ module, name, threads }: ThreadOptions): ThreadedEvaluator {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS)
    throw invalidSettings(`there are 1 to ${MOST_THREADS} threads, not ${threads}`);
  const workers = Array.from({ length: threads }, () => startThread({ module, name }));
  return {
    async evaluate(population) {
      const parts = workers.map(async (worker, at) => {
        const from = Math.floor((at * population.size) / threads);
        const to = Math.floor(((at + 1) * population.size) / threads);
        if (to > from) await evaluatePart(worker, population, from, to);
      });
      // All have to be done before the rows are used again, also when one of them failed.
      const failed = (await Promise.allSettled(parts)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    async close() {
      await Promise.all(workers.map(async (worker) => worker.end()));
    },
  };
}

async function evaluatePart(
  worker: EvaluationThread,
  of: Population,
  from: number,
  to: number,
): Promise<void> {
  const variables = of.variables.length / of.size;
  const objectives = of.objectives.length / of.size;
  const reply = await worker.ask({ variables: of.variables.slice(from * variables, to * variables) });
  if (reply.kind === 'failed') throw new AccordError(kindOf(reply.code), { detail: reply.detail });
  of.objectives.set(reply.objectives, from * objectives);
  of.violation.set(reply.violation, from);
}

const kindOf = (code: string) =>
  code === optimizeErrors.OPTIMIZE_NOT_FINITE.code
    ? optimizeErrors.OPTIMIZE_NOT_FINITE
    : optimizeErrors.OPTIMIZE_EVALUATION_FAILED;

interface EvaluationThread {
  ask(order: ThreadOrder): Promise<ThreadReply>;
  end(): Promise<unknown>;
}

interface Pending {
  readonly resolve: (reply: ThreadReply) => void;
  readonly reject: (error: AccordError) => void;
}

function startThread(data: ThreadData): EvaluationThread {
  const worker = new Worker(THREAD, { workerData: data });
  let pending: Pending | undefined;
  let died: AccordError | undefined;
  const die = (cause: unknown): void => {
    died ??= new AccordError(optimizeErrors.OPTIMIZE_EVALUATION_FAILED, {
      detail: `a thread ended: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });
    pending?.reject(died);
    pending = undefined;
  };
  worker.on('message', (reply: ThreadReply) => {
    worker.unref();
    pending?.resolve(reply);
    pending = undefined;
  });
  worker.on('error', die);
  worker.on('exit', (code) => die(`exit ${code}`));
  // A search that nobody closed must not keep the process; one that waits for an answer must.
  worker.unref();
  return {
    async ask(order) {
      if (died !== undefined) throw died;
      return new Promise<ThreadReply>((resolve, reject) => {
        pending = { resolve, reject };
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(order);
      });
    },
    end: async () => worker.terminate(),
  };
}
