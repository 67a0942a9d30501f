import {
  DESIGN_ALGORITHMS,
  DESIGN_PRESETS,
  type FormulaJob,
  type KeptFormulas,
  PRODUCT_CATEGORIES,
} from '@accord/contract';
import type { Accord } from '@accord/host';
import { readArguments } from '../arguments.ts';
import { callResource, readResource } from '../call-resource.ts';
import type { Command } from '../command.ts';
import { designLines, progressLine } from '../design-view.ts';
import type { Terminal } from '../terminal.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  product: { type: 'string' },
  algorithm: { type: 'string' },
  preset: { type: 'string' },
  seed: { type: 'string' },
  mode: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const INTERRUPTED = 130;
const FAILED = 1;

export const formulaCommand: Command = {
  help: `Usage: accord formula "<wish>" [options]

Reads a wish and searches formulas for it. Each meets the standards of IFRA in the finished product; none is better than another in
everything. Without a wish, reads it from standard input. Ctrl-C ends the search with what it has found, and status ${INTERRUPTED}.

  --product P     ${PRODUCT_CATEGORIES.join(', ')}; that of the wish when left out
  --algorithm A   ${DESIGN_ALGORITHMS.join(', ')} (nsga2)
  --preset P      ${DESIGN_PRESETS.join(', ')} (balanced)
  --seed N        the same finds the same (1)
  --mode M        fast, balanced or creative: how the wish is read
  --json          print the search and its formulas as JSON

Example: accord formula "A quiet woody scent for autumn evenings, nothing powdery" --preset fast`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const text = positionals.length > 0 ? positionals.join(' ') : (await terminal.readPiped()).trim();
    const { json = false, seed, ...chosen } = values;
    const body = { text, ...chosen, ...(seed !== undefined && { seed: Number(seed) }) };
    const interrupted = new AbortController();
    const stop = (): void => {
      process.exitCode = INTERRUPTED;
      interrupted.abort();
    };
    process.once('SIGINT', stop);
    await withAccord(async (accord) => {
      const job = await followed(accord, body, { terminal, signal: interrupted.signal });
      const found = await readResource<KeptFormulas>(accord, 'listFormulas', { query: { job: job.id } });
      if (json) terminal.print(JSON.stringify({ job, ...found }));
      else for (const line of designLines(job, found.formulas, terminal.paint)) terminal.print(line);
      if (job.state === 'failed') process.exitCode = FAILED;
    });
    process.off('SIGINT', stop);
  },
};

interface Following {
  readonly terminal: Terminal;
  /** Aborted where the person ends the search. */
  readonly signal: AbortSignal;
}

/** Asks for a search and follows it until it has ended. */
async function followed(accord: Accord, body: unknown, { terminal, signal }: Following): Promise<FormulaJob> {
  let job = await readResource<FormulaJob>(accord, 'designFormulas', { body });
  const parameters = { job: job.id };
  const cancelled = onceAborted(signal, () => callResource(accord, 'cancelFormulaJob', { parameters }));
  const reply = await callResource(accord, 'followFormulaJob', { parameters });
  if (reply.kind !== 'events') throw new TypeError('a search has no events');
  for await (const { data } of reply.events) {
    job = data.value as FormulaJob;
    terminal.showStatus(progressLine(job, terminal.paint));
  }
  terminal.showStatus('');
  if (signal.aborted) await cancelled;
  return job;
}

const onceAborted = (signal: AbortSignal, act: () => Promise<unknown>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const begin = (): void => void act().then(resolve, reject);
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
  });
