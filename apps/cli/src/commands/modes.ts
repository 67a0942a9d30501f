import type { ModesReply } from '@accord/contract';
import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { type Paint, padEnd } from '../terminal.ts';
import { withAccord } from '../with-accord.ts';

export const modesCommand: Command = {
  help: `Usage: accord modes [--json]

Shows what each mode runs, is recommended for, takes and costs: quality, latency and cost as 'accord eval briefs --mode'
measured them here, beside what the source documents state for their 7B models on a GPU.

  --json   print exactly what GET /api/modes replies`,

  async run(args, { print, paint }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    refuseWords(positionals);
    const report = await withAccord(async ({ modes }) => modes.report());
    if (values.json) return print(JSON.stringify(report));
    for (const line of report.modes.flatMap((mode) => modeLines(mode, paint))) print(line);
  },
};

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : Math.round(ms)} ms`;

function modeLines(report: ModesReply['modes'][number], paint: Paint): string[] {
  const { mode, roles, recommended_for: uses, evaluated, expected } = report;
  return [
    `${paint('bold', padEnd(mode, 10))} ${roles.join(' → ')}`,
    `  for        ${uses.map((use) => use.replaceAll('_', ' ')).join(', ')}`,
    evaluated === null
      ? `  measured   not yet: accord eval briefs --mode ${mode}`
      : `  measured   quality ${percent(evaluated.quality)} (accuracy ${percent(evaluated.accuracy)}, completeness ` +
        `${percent(evaluated.completeness)}, consistency ${percent(evaluated.consistency)}, creativity ` +
        `${percent(evaluated.creativity)}), ${milliseconds(evaluated.p50_ms)} p50, ` +
        `${milliseconds(evaluated.p95_ms)} p95, $${evaluated.mean_cost_usd}; ${evaluated.briefs} briefs on ` +
        evaluated.measured_at.slice(0, 10),
    `  sources    quality ${percent(expected.quality)}, ${expected.latency}, $${expected.cost_usd}`,
    '',
  ];
}
