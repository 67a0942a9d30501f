import { parentPort } from 'node:worker_threads';
import { designFormulas } from '../design/index.ts';
import { designReply } from '../report/design-reply.ts';
import { reportOn } from '../report/formula-report.ts';
import { openLaboratory } from '../report/laboratory.ts';
import { learnTaste } from '../report/taste.ts';
import { ownLaboratories } from '../shelf/own-laboratory.ts';
import type { DesignCommand, DesignNews, DesignOrder } from './design-message.ts';
import { toldError } from './told-error.ts';

/** The thread of `designerInThreads`: it keeps the tables, and searches for one brief after another. */

const laboratoryOf = ownLaboratories(openLaboratory());
let searching: AbortController | undefined;

function tell(news: DesignNews): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(news);
}

async function search({ ratings, shelf, ...choice }: DesignOrder, signal: AbortSignal): Promise<DesignNews> {
  const { laboratory, stock } = laboratoryOf(shelf);
  const design = await designFormulas(
    {
      ...choice,
      stock,
      ...(ratings.length > 0 && { preference: learnTaste(ratings) }),
      signal,
      onProgress: ({ evaluations, ofEvaluations, best }) =>
        tell({
          kind: 'progress',
          progress: {
            share: Math.min(1, evaluations / ofEvaluations),
            evaluations,
            best: Number.isFinite(best) ? best : null,
          },
        }),
    },
    laboratory,
  );
  return {
    kind: 'found',
    formulas: design.formulas.map((designed) =>
      JSON.stringify({
        report: reportOn(designed.formula, laboratory, stock),
        design: designReply(designed),
      }),
    ),
    outcome: {
      evaluations: design.evaluations,
      stopped: design.reason !== 'evaluations',
      unknown_notes: [...design.unknownNotes],
      required: design.required.map(({ note, material }) => ({ note, material })),
    },
  };
}

async function obey(command: DesignCommand): Promise<void> {
  if (command.kind === 'stop') return searching?.abort();
  searching = new AbortController();
  try {
    tell(await search(command.order, searching.signal));
  } catch (error) {
    tell({ kind: 'refused', error: toldError(error) });
  } finally {
    searching = undefined;
  }
}

parentPort?.on('message', (command: DesignCommand) => void obey(command));
