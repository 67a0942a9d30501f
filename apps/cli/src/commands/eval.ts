import { type Mode, MODES } from '@accord/contract';
import type { MeasureOptions, ModeMeasurement, ServedBrief } from '@accord/fragrance/eval';
import type { Accord, ModeEvaluation } from '@accord/host';
import { costKnobs, localCaller, requestCost } from '@accord/runtime';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { createBrief } from '../create-brief.ts';
import { measurePairs } from '../measure-pairs.ts';
import { UsageError } from '../usage-error.ts';
import { withAccord } from '../with-accord.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  mode: { type: 'string' },
  limit: { type: 'string' },
  pairs: { type: 'string' },
  threshold: { type: 'string' },
} as const;

export const evalCommand: Command = {
  help: `Usage: accord eval briefs [--mode fast|balanced|creative|all] [--limit N] [--json]
       accord eval semantic [--pairs FILE] [--threshold S] [--json]

briefs: reads every labelled brief with the embedded rules and prints how many assertions hold, by field and by kind, beside
a plain keyword baseline.

  --mode    serve the briefs in this mode, by the configured engines, and print the quality score, latency, tokens and
            cost beside what the tuning guide expects; each is kept and can be explained like any other request
  --limit   with --mode: only N of the briefs, spread evenly
  --json    print the report as JSON

semantic: what a semantic cache would answer of labelled pairs of questions, with its guards on and off, beside words in
common, by language and category.

  --pairs       a file of lines {"a": text, "b": text, "same": true or false}, instead of the built-in suite
  --threshold   least similarity of a hit by the embedded embedding, 0 to 1; 0.6 if not given`,

  async run(args, { print }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [what, ...more] = positionals;
    refuseWords(more);
    if (what === 'semantic') return print(await measurePairs(values));
    if (what !== 'briefs') throw new UsageError(`accord eval can only measure 'briefs' and 'semantic'`);
    if (values.pairs !== undefined || values.threshold !== undefined)
      throw new UsageError('--pairs and --threshold go with semantic');
    const limit = values.limit === undefined ? undefined : countIn(values.limit);
    if (values.mode === undefined) {
      if (limit !== undefined) throw new UsageError('--limit goes with --mode');
      const { evaluateBriefs, printReport } = await import('@accord/fragrance/eval');
      const report = await evaluateBriefs();
      return print(values.json ? JSON.stringify(report, undefined, 2) : printReport(report));
    }
    const modes = modesIn(values.mode);
    const { printMode } = await import('@accord/fragrance/eval');
    const measured = await withAccord(async (accord) => {
      const results: ModeMeasurement[] = [];
      for (const mode of modes) results.push(await measureIn(accord, mode, limit));
      return results;
    });
    if (values.json) return print(JSON.stringify(modes.length === 1 ? measured[0] : measured, undefined, 2));
    for (const one of measured) print(printMode(one));
  },
};

/** Measures a mode, and keeps the result for `accord modes` and the dashboard. */
async function measureIn(accord: Accord, mode: Mode, limit: number | undefined): Promise<ModeMeasurement> {
  const { measureMode } = await import('@accord/fragrance/eval');
  const serve: MeasureOptions['serve'] = (wish) => served(accord, { ...wish, mode });
  const result = await measureMode({ mode, limit, serve });
  accord.modes.keepEvaluation(mode, evaluationOf(result));
  return result;
}

/** What `accord modes` and the dashboard show of it. */
function evaluationOf({ briefs, quality, latencyMs, costUsd }: ModeMeasurement): ModeEvaluation | undefined {
  if (latencyMs === undefined) return undefined;
  const { score, accuracy, completeness, consistency, creativity } = quality;
  return {
    briefs,
    quality: score,
    accuracy,
    completeness,
    consistency,
    creativity,
    p50_ms: latencyMs.p50,
    p95_ms: latencyMs.p95,
    mean_cost_usd: costUsd.total.toFixed(9),
  };
}

/** What is measured is computed, and leaves no answer behind. */
const MEASURING = { ...localCaller, cache: { noStore: true, noCache: true } };

/** Serves a wish as any other, and counts what it cost at the configured prices. */
async function served(accord: Accord, body: object): Promise<ServedBrief> {
  const { value: reply, text } = await createBrief(accord, body, MEASURING);
  const { cost_usd: llmUsd, timings_ms: timings, id } = reply.meta;
  const cost = requestCost(
    {
      llmUsd: Number(llmUsd),
      ms: timings['total'] ?? 0,
      networkBytes: Buffer.byteLength(JSON.stringify(body)) + Buffer.byteLength(text),
      storedBytes: Buffer.byteLength(JSON.stringify(accord.decisions.find(id)) ?? ''),
    },
    accord.configuration.knobs.of(costKnobs),
  );
  return { reply, cost };
}

/** @throws UsageError */
function modesIn(word: string): readonly Mode[] {
  if (word === 'all') return MODES;
  const known = MODES.find((mode) => mode === word);
  if (known === undefined) throw new UsageError(`--mode is one of ${MODES.join(', ')} and all`);
  return [known];
}

/** @throws UsageError */
function countIn(word: string): number {
  const count = Number(word);
  if (!Number.isInteger(count) || count < 1) throw new UsageError('--limit takes a whole number from 1');
  return count;
}
