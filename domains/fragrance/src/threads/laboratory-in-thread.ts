import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AccordError } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { LaboratoryOrder, LaboratoryReply } from './laboratory-message.ts';
import { errorOfTold } from './told-error.ts';

/**
 * Judges formulas in a thread of its own: reading the tables takes a tenth of a second, and a formula of hundreds of
 * materials about as long, for which nobody else should wait.
 */
export interface LaboratoryDesk {
  /**
   * The reply as text: JSON, or what was asked for.
   *
   * @throws AccordError FORMULA_DESK_BUSY, and what the operation throws
   */
  ask(order: LaboratoryOrder): Promise<string>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/** Built or not, the thread's module has the same ending as this one. */
const THREAD = new URL(`./laboratory-thread${extname(import.meta.url)}`, import.meta.url);
const MOST_WAITING = 32;
const RETRY_AFTER_S = 2;

/** The thread is started by the first order, and anew after it died. */
export function laboratoryInThread(): LaboratoryDesk {
  let thread: LaboratoryThread | undefined;
  return {
    async ask(order) {
      thread ??= startThread(() => {
        thread = undefined;
      });
      return thread.ask(order);
    },
    async close() {
      await thread?.end();
    },
  };
}

interface LaboratoryThread {
  ask(order: LaboratoryOrder): Promise<string>;
  end(): Promise<unknown>;
}

function startThread(gone: () => void): LaboratoryThread {
  const worker = new Worker(THREAD);
  const waiting: Waiting[] = [];
  let fault = new Error('the thread of the laboratory ended');
  worker.on('error', (error) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  worker.once('exit', () => {
    gone();
    for (const { reject } of waiting.splice(0)) reject(fault);
  });
  worker.on('message', (reply: LaboratoryReply) => {
    const first = waiting.shift();
    // What waits for its answer keeps the process alive; an idle thread does not.
    if (waiting.length === 0) worker.unref();
    if (reply.kind === 'answered') first?.resolve(reply.text);
    else first?.reject(errorOfTold(reply.error, fragranceErrors));
  });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MOST_WAITING) {
          reject(new AccordError(fragranceErrors.FORMULA_DESK_BUSY, { retryAfterSeconds: RETRY_AFTER_S }));
          return;
        }
        waiting.push({ resolve, reject });
        worker.ref();
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        worker.postMessage(order);
      }),
    end: async () => worker.terminate(),
  };
}
