import { readArguments, refuseWords } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';

export const evalCommand: Command = {
  help: `Usage: accord eval briefs [--json]

Reads every labelled brief with the embedded rules and prints how many assertions hold, by field and by kind, beside
a plain keyword baseline.

  --json   print the report as JSON`,

  async run(args, { print }) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    const [what, ...more] = positionals;
    if (what !== 'briefs') throw new UsageError(`accord eval can only measure 'briefs'`);
    refuseWords(more);
    const { evaluateBriefs, printReport } = await import('@accord/fragrance/eval');
    const report = await evaluateBriefs();
    print(values.json ? JSON.stringify(report, undefined, 2) : printReport(report));
  },
};
