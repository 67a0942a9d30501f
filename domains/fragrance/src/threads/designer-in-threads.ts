import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FormulaJob } from '@accord/contract';
import type { Clock } from '@accord/kernel';
import { fragranceErrors } from '../errors.ts';
import type { DesignCommand, DesignNews, DesignOrder, Found } from './design-message.ts';
import { errorOfTold } from './told-error.ts';

/** Searches formulas in threads, so that nobody else waits for it. */
export interface Designer {
  /**
   * Told by the signal to stop, it returns what was found until then.
   *
   * @throws what `designFormulas` throws
   */
  design(
    order: DesignOrder,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (progress: NonNullable<FormulaJob['progress']>) => void;
    },
  ): Promise<Found>;
  /** Ends the threads; what they still search is lost. */
  close(): Promise<void>;
}

/** Built or not, the thread's module has the same ending as this one. */
const THREAD = new URL(`./design-thread${extname(import.meta.url)}`, import.meta.url);
/** A thread that does not stop by itself is ended. */
const STOPS_WITHIN_MS = 5000;

/** A thread is started where none is free, and kept for the next search: reading the tables takes longer than a quick one. */
export function designerInThreads(clock: Clock): Designer {
  const free: DesignThread[] = [];
  const all = new Set<DesignThread>();
  const start = (): DesignThread => {
    const thread = startThread(() => {
      all.delete(thread);
      const place = free.indexOf(thread);
      if (place !== -1) free.splice(place, 1);
    });
    all.add(thread);
    return thread;
  };
  return {
    async design(order, { signal, onProgress }) {
      const thread = free.pop() ?? start();
      let overdue: (() => void) | undefined;
      const stop = (): void => {
        thread.command({ kind: 'stop' });
        overdue = clock.after(STOPS_WITHIN_MS, () => void thread.end());
      };
      try {
        const found = thread.search(order, onProgress);
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
        return await found;
      } finally {
        overdue?.();
        signal.removeEventListener('abort', stop);
        if (all.has(thread)) free.push(thread);
      }
    },
    async close() {
      await Promise.all([...all].map(async (thread) => thread.end()));
    },
  };
}

type OnProgress = Parameters<Designer['design']>[1]['onProgress'];

interface DesignThread {
  /** One at a time. */
  search(order: DesignOrder, onProgress: OnProgress): Promise<Found>;
  command(command: DesignCommand): void;
  end(): Promise<unknown>;
}

interface Searching {
  readonly onProgress: OnProgress;
  readonly resolve: (found: Found) => void;
  readonly reject: (error: Error) => void;
}

function startThread(gone: () => void): DesignThread {
  const worker = new Worker(THREAD);
  let searching: Searching | undefined;
  let fault = new Error('the thread of a search was ended');
  worker.on('error', (error) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  worker.once('exit', () => {
    gone();
    searching?.reject(fault);
  });
  worker.on('message', (news: DesignNews) => {
    if (news.kind === 'progress') return searching?.onProgress(news.progress);
    // What is idle does not keep the process alive.
    worker.unref();
    if (news.kind === 'found') searching?.resolve({ formulas: news.formulas, outcome: news.outcome });
    else searching?.reject(errorOfTold(news.error, fragranceErrors));
    searching = undefined;
  });
  const command = (message: DesignCommand): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(message);
  };
  return {
    command,
    search: (order, onProgress) =>
      new Promise((resolve, reject) => {
        searching = { onProgress, resolve, reject };
        worker.ref();
        command({ kind: 'search', order });
      }),
    end: async () => worker.terminate(),
  };
}
