import { AccordError } from '@accord/kernel';
import { runtimeErrors } from '@accord/runtime';
import { readArguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { callLines } from '../call-view.ts';
import { decisionLines } from '../decision-view.ts';
import { withAccord } from '../with-accord.ts';

export const explainCommand: Command = {
  help: `Usage: accord explain <id> [--json]

Shows how a request was decided, step by step. The id stands in the meta of each reply, or in its header
X-Accord-Decision.

  --json   print exactly what GET /api/explain/<id> replies`,

  async run(args, terminal) {
    const { values, positionals } = readArguments(args, { json: { type: 'boolean' } });
    const [id, ...more] = positionals;
    if (id === undefined || more.length > 0) throw new UsageError('Give one id');
    const decision = await withAccord(async ({ decisions }) => decisions.find(id));
    if (decision === undefined) {
      throw new AccordError(runtimeErrors.DECISION_NOT_FOUND, { detail: `No decision is kept under ${id}` });
    }
    if (values.json) return terminal.print(JSON.stringify(decision));
    const lines =
      'call' in decision ? callLines(decision, terminal.paint) : decisionLines(decision, terminal.paint);
    for (const line of lines) terminal.print(line);
  },
};
